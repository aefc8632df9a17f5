"""What a file holds, put into drafts: new ones, or those that it came from."""

from collections.abc import Sequence
from dataclasses import replace

from content.budget import Draft, Item
from content.forms import Form, Part, alike, form_of, returned, unread
from content.model import Plan
from handlers import budget_drafts as drafts
from handlers import budget_saying as saying
from handlers.budget_acts import rightly
from handlers.budget_desk import Desk, as_draft, saved
from handlers.budget_items import MOST
from handlers.compose import Composer
from handlers.topic import Outcome, Turn

SHOWN = 5  # rows that could not be read, told one by one


async def filled(turn: Turn, parts: Sequence[tuple[Part, Desk | None]], plan: Plan, composer: Composer) -> Outcome:
    """A draft per budget; the last one, whose summary is read last, is open then."""
    outcomes, taken = list[Outcome](), list[str]()
    for part, desk in parts:
        if desk is None:
            desk = await drafts.fresh(turn, plan, composer, *taken)
            taken.append(desk.draft.name)
            outcomes.append(_begun(replace(desk, several=False), part, new=True))
        else:
            outcome = _returned(desk, part) if desk.draft.rows else _begun(desk, part, new=False)
            outcomes.append(rightly(desk, outcome))
    replies = tuple(reply for one in outcomes for reply in one.replies)
    changes = tuple(change for one in outcomes for change in one.changes)
    return Outcome(outcomes[-1].person, replies, changes=changes)


def likely(part: Part, desks: Sequence[Desk]) -> list[Desk]:
    """The drafts that a budget may have come from, the likeliest first: half of its rows are called as theirs are."""
    found = [(alike(as_draft(desk.draft), part, _form(desk), desk.rules), desk) for desk in desks if _fits(part, desk)]
    enough = [(count, desk) for count, desk in found if count * 2 >= len(part.items) and count]
    return [desk for _, desk in sorted(enough, key=lambda one: (not same(one[1], part), -one[0]))]


def _fits(part: Part, desk: Desk) -> bool:
    return part.instalment in ("", desk.draft.instalment) or not desk.draft.instalment


def same(desk: Desk, part: Part) -> bool:
    """Whether a budget came back as it is."""
    return not part.unread and _back(desk, part) == as_draft(desk.draft)


def _back(desk: Desk, part: Part) -> Draft:
    return returned(as_draft(desk.draft), part, _form(desk), desk.rules, desk.draft.next)


def _form(desk: Desk) -> Form:
    form = form_of(desk.composer.library, desk.plan)
    if form is None:
        raise ValueError(f"{desk.plan.id} has no form")
    return form


def _begun(desk: Desk, part: Part, *, new: bool) -> Outcome:
    """A draft without items, with those of a file."""
    phrases = desk.composer.library.phrases.forms
    too_many = phrases.too_many.format(n=len(part.items), most=MOST)
    if not part.items or len(part.items) > MOST:
        lines = [too_many] if part.items else [phrases.nothing_read, *_unread(part, desk)]
        return Outcome(desk.turn.person, (desk.composer.plain("\n".join(lines)),))
    draft = desk.draft
    told = {"instalment": part.instalment or draft.instalment, "requested": part.requested}
    before = replace(desk, draft=replace(draft, version=draft.version - new, **told))  # type: ignore[arg-type]
    items = [_listed(replace(one, no=no), part) for no, one in enumerate(part.items, draft.next)]
    after = before.with_items(*items)
    head = [phrases.read.format(what=saying.described(after.draft, after), n=len(items)), *_missed(part, desk)]
    undo = () if new else (saying.undoing(after),)
    when = drafts.periods(after) if desk.rules.budget.instalments and not after.draft.instalment else ()
    said = saying.summary(after, head, *saying.fixes(after), *undo, saying.seeing(after), *when)
    return saved(after, "new" if new else "add", said)


def _listed(item: Item, part: Part) -> Item:
    """A book that stands in the list of books below the table is told to be in one."""
    return replace(item, told=item.told | {"book_listed"}) if item.name and item.name in part.books else item


def _returned(desk: Desk, part: Part) -> Outcome:
    """A draft whose form came back."""
    phrases = desk.composer.library.phrases.forms
    if same(desk, part):
        text = "\n".join([phrases.same.format(name=desk.draft.name), saying.total(desk)])
        return desk.say(text, saying.seeing(desk))
    back, old = _back(desk, part), {row.item.no: row.item for row in desk.draft.rows}
    if len(back.items) > MOST:
        return desk.say(phrases.too_many.format(n=len(back.items), most=MOST), saying.seeing(desk))
    put = [one for one in back.items if old.get(one.no) != one]
    gone = old.keys() - {one.no for one in back.items}
    made = desk.with_items(*put, without=gone)
    instalment = part.instalment or desk.draft.instalment
    after = replace(made, draft=replace(made.draft, requested=back.requested, instalment=instalment), focus=0)
    changed = sum(one.no in old for one in put)
    numbers = {"changed": changed, "added": len(put) - changed, "gone": len(gone)}
    head = [phrases.updated.format(name=desk.draft.name, **numbers), *_missed(part, desk)]
    ways = (*saying.fixes(after), saying.undoing(after), saying.seeing(after))
    return saved(after, "change", saying.summary(after, head, *ways))


def _missed(part: Part, desk: Desk) -> list[str]:
    """The rows that could not be read, below how many they are."""
    phrases = desk.composer.library.phrases.forms
    return [phrases.unread.format(n=len(part.unread)), *_unread(part, desk)] if part.unread else []


def _unread(part: Part, desk: Desk) -> list[str]:
    phrases, rest = desk.composer.library.phrases.forms, len(part.unread) - SHOWN
    lines = [f"・{unread(one, phrases)}" for one in part.unread[:SHOWN]]
    return [*lines, *([phrases.unread_more.format(n=rest)] if rest > 0 else [])]
