"""A file that somebody sends: which plan's form it is, and which draft it is of; a button holds what to do with it."""

from dataclasses import replace
from functools import partial

from content.expense.wording import dollars
from content.forms import Part, Refused, refusal
from content.model import Plan
from content.phrases_forms import FormsPhrases
from handlers import budget_drafts as drafts
from handlers import files_in as filling
from handlers.budget_desk import Desk, desk_for, open_draft
from handlers.budget_saying import LABEL, described
from handlers.compose import Composer
from handlers.files_out import no_form
from handlers.forms import Topic
from handlers.interview import Answers
from handlers.messages import Attached, Choice
from handlers.topic import Form, Given, Outcome, Person, Turn

FORM, FILE = "file", "file"  # the interview that waits for the plan, and the key of the file in it
RECENT = 10  # drafts that a file may have come from
MOST = 4  # budgets of one file
LIKELY = 2  # drafts that are offered for one budget
NEW = "-"  # in a button, in place of a draft's id
_BUTTON = "file:"


def topics(composer: Composer) -> dict[str, Topic]:
    """The interview of this file."""
    return {FORM: partial(_played, composer=composer)}


async def received(turn: Turn, attached: Attached, composer: Composer) -> Outcome:
    """A file that has come; the interview, open and not asked yet, where the plan has to be known first."""
    plan = await _plan(turn, composer)
    if plan:
        return await _read(turn, attached, plan, composer)
    return Outcome(turn.person.opened(Form(FORM, (Given(FILE, "", packed(attached), turn.now),))))


async def tapped(turn: Turn, rest: str, composer: Composer) -> Outcome:
    """A button, `<verb>:<plan>:<drafts>:<file>`. On the web a token is the sender's: only what was offered is done."""
    verb, _, more = rest.partition(":")
    name, _, more = more.partition(":")
    into, _, file = more.partition(":")
    plan = composer.library.plans.get(name)
    if plan is None or all(one.token != _BUTTON + rest for one in turn.person.buttons):
        return _plain(turn, composer.library.phrases.forms.sent_gone, composer)
    if verb == "as":
        return await _read(turn, unpacked(file), plan, composer, sure=True)
    return await _read(turn, unpacked(file), plan, composer, sure=True, into=tuple(into.split(",")))


def packed(attached: Attached) -> str:
    """A file in the token of a button, or among the answers of an interview."""
    return "|".join((attached.channel, str(attached.size), attached.id, attached.name))


def unpacked(text: str) -> Attached:
    """The same back."""
    channel, size, id, name = text.split("|", 3)
    return Attached(channel, id, name, int(size))


def without(person: Person, channel: str, id: str) -> Person:
    """A conversation in which a file that was taken back is neither waited with nor in a button any more."""
    buttons = tuple(one for one in person.buttons if not _holds(one.token, channel, id))
    forms = tuple(one for one in person.forms if one.name != FORM or not _waits(one, channel, id))
    return replace(person, buttons=buttons, forms=forms)


def _holds(token: str, channel: str, id: str) -> bool:
    return token.startswith(_BUTTON) and _is(token.split(":", 4)[-1], channel, id)


def _waits(form: Form, channel: str, id: str) -> bool:
    return any(one.key == FILE and _is(one.value, channel, id) for one in form.given)


def _is(file: str, channel: str, id: str) -> bool:
    attached = unpacked(file)
    return (attached.channel, attached.id) == (channel, id)


async def _played(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    plans = composer.library.plans
    plan = await _plan(turn, composer) or plans[answers.ask(drafts.plan_question(composer))]
    chosen = replace(turn, person=replace(turn.person, plan=turn.person.plan or plan.id))
    return await _read(chosen, unpacked(answers.known(FILE)), plan, composer)


async def _plan(turn: Turn, composer: Composer) -> Plan | None:
    """That of the open draft, the one that is looked at, or the community's."""
    desk = await desk_for(turn, composer, open_draft(turn.person))
    if desk and desk.draft.state != "deleted":
        return desk.plan
    parts = await turn.ports.communities.of(turn.incoming.person)
    return composer.library.plans.get(turn.person.plan or next((one.community.plan for one in parts), ""))


async def _read(
    turn: Turn, attached: Attached, plan: Plan, composer: Composer, *, sure: bool = False, into: tuple[str, ...] = ()
) -> Outcome:
    """`sure`: the plan was chosen for this very file. `into`: a draft per budget in it, or NEW."""
    phrases = composer.library.phrases.forms
    found = await turn.ports.files.sheets(attached)
    if isinstance(found, Refused):
        return _plain(turn, refusal(found, phrases), composer)
    titled = [composer.library.plans[one] for one in found.titled]
    if titled and plan not in titled and not sure:
        return _whose(turn, attached, plan, titled[0], composer)
    read = found.read.get(plan.id)
    if read is None:
        return _plain(turn, f"{no_form(plan, composer)}\n{phrases.no_form_file}", composer)
    if isinstance(read, Refused):
        return _plain(turn, refusal(read, phrases), composer)
    if not turn.ports.communities.new_id():
        return _plain(turn, composer.library.phrases.communities.nowhere, composer)
    if len(read.parts) > MOST:
        return _plain(turn, phrases.too_many_parts.format(n=len(read.parts), most=MOST), composer)
    if len(into) == len(read.parts):
        return await _chosen(turn, read.parts, into, plan, composer)
    return await _settled(turn, attached, plan, read.parts, composer)


async def _chosen(
    turn: Turn, parts: tuple[Part, ...], into: tuple[str, ...], plan: Plan, composer: Composer
) -> Outcome:
    """Into the drafts that were chosen, as long as they are there."""
    desks = {one: await desk_for(turn, composer, one) for one in into if one != NEW}
    if any(desk is None or desk.draft.state == "deleted" for desk in desks.values()):
        return _plain(turn, composer.library.phrases.budget_talk.gone, composer)
    return await filling.filled(
        turn, [(part, desks.get(one)) for part, one in zip(parts, into, strict=True)], plan, composer
    )


def _whose(turn: Turn, attached: Attached, plan: Plan, titled: Plan, composer: Composer) -> Outcome:
    text = composer.library.phrases.forms.other_plan.format(titled=titled.name, plan=plan.name)
    buttons = (Choice(one.name, f"{_BUTTON}as:{one.id}::{packed(attached)}") for one in (titled, plan))
    return Outcome(turn.person, (composer.asking(text, *buttons),))


async def _settled(turn: Turn, attached: Attached, plan: Plan, parts: tuple[Part, ...], composer: Composer) -> Outcome:
    """Goes into the drafts that it is surely of, or into new ones; asked where it may be of one."""
    desks = [desk for one in await _own(turn, plan) if (desk := await desk_for(turn, composer, one)) and desk.may]
    empty = [one for one in desks if one.draft.id == open_draft(turn.person) and not one.draft.rows]
    if len(parts) == 1 and empty:
        return await filling.filled(turn, [(parts[0], empty[0])], plan, composer)
    likely = [filling.likely(part, desks)[:LIKELY] for part in parts]
    best = _each(likely)
    if not any(best):
        return await filling.filled(turn, [(part, None) for part in parts], plan, composer)
    if all(desk and filling.same(desk, part) for desk, part in zip(best, parts, strict=True)):
        return await filling.filled(turn, list(zip(parts, best, strict=True)), plan, composer)
    ways: list[list[Desk | None]] = [[one] for one in likely[0]] if len(parts) == 1 else [best]
    return _which(turn, attached, plan, ways, composer)


def _each(likely: list[list[Desk]]) -> list[Desk | None]:
    """The likeliest draft of each budget; none is that of two."""
    best, taken = list[Desk | None](), set[str]()
    for desks in likely:
        found = next((one for one in desks if one.draft.id not in taken), None)
        taken |= {found.draft.id} if found else set()
        best.append(found)
    return best


async def _own(turn: Turn, plan: Plan) -> list[str]:
    """Ids of the drafts under a plan; the one that is open first, then the newest."""
    known = [one.id for one in await turn.ports.budgets.drafts(turn.incoming.person) if one.plan == plan.id]
    return sorted(known, key=lambda one: one != open_draft(turn.person))[:RECENT]


def _which(turn: Turn, attached: Attached, plan: Plan, ways: list[list[Desk | None]], composer: Composer) -> Outcome:
    phrases = composer.library.phrases.forms
    named = [[one.draft.name for one in way if one] for way in ways]
    labels = [_updating(names, way, phrases) for names, way in zip(named, ways, strict=True)]
    text = phrases.which_draft.format(name="」、「".join(dict.fromkeys(one for names in named for one in names)))
    if len({one[: LABEL - 1] for one in labels}) < len(labels):  # channels cut what is longer
        labels = [phrases.button_update_no.format(no=no) for no in range(1, len(ways) + 1)]
        text = "\n".join([phrases.which_of.format(n=len(ways)), *_numbered(ways, phrases)])
    into = [*(",".join(one.draft.id if one else NEW for one in way) for way in ways), ",".join(NEW for _ in ways[0])]
    buttons = (
        Choice(label, f"{_BUTTON}into:{plan.id}:{one}:{packed(attached)}")
        for label, one in zip((*labels, phrases.button_new_draft), into, strict=True)
    )
    return Outcome(turn.person, (composer.asking(text, *buttons),))


def _updating(names: list[str], way: list[Desk | None], phrases: FormsPhrases) -> str:
    return phrases.button_update.format(name=names[0]) if len(way) == 1 else phrases.button_update_all


def _numbered(ways: list[list[Desk | None]], phrases: FormsPhrases) -> list[str]:
    """A line per draft, with what else tells it from another of its name."""
    desks = [one for way in ways for one in way if one]
    return [
        phrases.which_line.format(
            no=no, what=described(one.draft, one), n=len(one.draft.rows), total=dollars(one.checked.total)
        )
        for no, one in enumerate(desks, 1)
    ]


def _plain(turn: Turn, text: str, composer: Composer) -> Outcome:
    return Outcome(turn.person, (composer.plain(text),))
