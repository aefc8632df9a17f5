"""What was spent: saved at once where it is certain, asked for where it is not."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from content.ledger import Entry
from content.text.normalise import clean
from handlers import ledger_amounts as amounts
from handlers import ledger_asking as asking
from handlers import ledger_patterns as patterns
from handlers import ledger_saying as saying
from handlers import ledger_warnings as warning
from handlers.compose import Composer
from handlers.forms import KEPT, Forms, Topic
from handlers.interview import Answers, Wanted
from handlers.ledger_desk import Desk, desk_for
from handlers.ledger_pending import (
    LATER,
    NAME,
    WAITING,
    WHERE,
    Pending,
    before,
    behind,
    dumped,
    interview,
    loaded,
    turned,
    waiting,
    where,
)
from handlers.messages import Reply
from handlers.records import Spending
from handlers.topic import AGAIN, Form, Given, Outcome, Turn

ECHOED = 4  # entries that are told one by one
MOST = 2000  # entries of a ledger
AT_ONCE = 30  # entries of a message


async def add(desk: Desk, entries: Sequence[Entry]) -> Outcome:
    """Entries that were typed: what one that waits still lacked, else new ones."""
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    if len(entries) > AT_ONCE:
        return desk.say(desk.phrases.too_much.format(most=AT_ONCE))
    if len(desk.entries) + len(entries) > MOST:
        return desk.say(desk.phrases.too_many.format(most=MOST))
    return await _filled(desk, entries) or await noted(desk, _pending(desk, entries))


def _pending(desk: Desk, entries: Sequence[Entry]) -> list[Pending]:
    new = desk.turn.ports.communities.new_id
    found = [Pending(new(), entry, desk.today) for entry in entries]
    return [replace(one, message=found[0].id if one.entry.claimed else "") for one in found]


async def noted(desk: Desk, new: Sequence[Pending]) -> Outcome:
    """Saved at once, or behind what waits already in the conversation where something has to be asked."""
    sure, assumed, unsure, after = list[Spending](), set[str](), list[Pending](), desk
    for one in new:
        if made := asking.certain(one, after):
            sure.append(made)
            assumed |= set() if one.entry.when.days else {one.id}
            after = after.with_entries([made])
        else:
            unsure.append(one)
    outcome = saved(desk, sure, assumed) if sure else Outcome(desk.turn.person)
    return outcome if sure and not unsure else await _asked(after, unsure, outcome)


async def _filled(desk: Desk, entries: Sequence[Entry]) -> Outcome | None:
    """「960 11/18」, 「記帳 便當 960」 while an amount is asked for: that amount, and no further expense. What else is
    said beside it waits, too, until all is known."""
    turn, form = desk.turn, interview(desk.turn.person)
    if form is None or (where(form) != desk.community.id and desk.told(turn.incoming.text)):
        return None
    topic, whole, rest = partial(played, composer=desk.composer), waiting(form), list[Entry]()
    asked, ordered = await _open(topic, turn, form), bool(patterns.BOOKS.search(clean(turn.incoming.text)))
    for said in entries:
        fitting = (at for at, one in enumerate(whole) if amounts.fits(one, said, form, asked, ordered=ordered))
        place = next(fitting, None) if asked else None
        if place is None:
            rest.append(said)
        else:
            whole[place] = amounts.filled(whole[place], said)
    if len(rest) == len(entries):
        return None
    given = Given(WAITING, turn.incoming.text[:KEPT], dumped([*whole, *_pending(desk, rest)]), turn.now)
    alone = replace(turn.person, forms=(replace(form.without(AGAIN), failed=0),))
    outcome = await Forms({NAME: topic}, desk.composer).begin(replace(turn, person=alone), NAME, [given])
    others = turn.person.without(NAME).forms
    return replace(outcome, person=replace(outcome.person, forms=(*outcome.person.forms, *others)))


async def _open(topic: Topic, turn: Turn, form: Form) -> str:
    """The key of the question that an interview asks; "" where it asks nothing any more."""
    try:
        await topic(replace(turn, person=turn.person.without(NAME)), Answers(form.given, form.again))
    except Wanted as wanted:
        return wanted.current.key
    return ""


async def _asked(desk: Desk, unsure: Sequence[Pending], so_far: Outcome) -> Outcome:
    """The interview, with what is new behind what was asked already; that of another community goes on after it."""
    now, was = desk.turn.now, interview(so_far.person)
    mine = turned(was, desk.community.id, now)
    whole = [*waiting(mine), *unsure]
    topic = partial(_still, desk=desk) if unsure else partial(played, composer=desk.composer)
    turn = replace(desk.turn, person=so_far.person.opened(mine))
    asked = await Forms({NAME: topic}, desk.composer).begin(turn, NAME, [Given(WAITING, "", dumped(whole), now)])
    several = (desk.composer.plain(desk.phrases.waiting.format(n=len(whole))),) if unsure and len(whole) > 1 else ()
    later = await _put_off(desk, was) if where(was) != desk.community.id else ()
    return replace(asked, replies=(*so_far.replies, *later, *several, *asked.replies), changes=so_far.changes)


async def _put_off(desk: Desk, form: Form | None) -> tuple[Reply, ...]:
    """That what is asked for another community's ledger goes on later."""
    left = waiting(form)
    other = await desk_for(desk.turn, desk.composer, where(form)) if left else None
    if other is None:
        return ()
    text = desk.phrases.later.format(n=len(left), names=saying.names(left, desk.phrases))
    return (desk.composer.plain(other.named(text)),)


async def _still(turn: Turn, answers: Answers, desk: Desk) -> Outcome:
    """Asks what is missing first; that it is missing is why it is asked."""
    whole = loaded(answers.known(WAITING))
    for one in whole:
        if amounts.agreed(one, whole, desk, answers):
            asking.wanted(one, desk, answers)
    return Outcome(turn.person)


async def played(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    """The interview: with what was asked for, the entries are saved, and that about another community goes on."""
    outcome = await _played(turn, answers, composer)
    following = behind(answers.known(LATER))
    if not following:
        return outcome
    return replace(outcome, person=outcome.person.opened(before(following[0], following[1:], turn.now)))


async def _played(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    desk = await desk_for(turn, composer, answers.known(WHERE))
    if desk is None:
        return Outcome(turn.person, (composer.plain(composer.library.phrases.ledger.gone),))
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    made, assumed, after, whole = list[Spending](), set[str](), desk, loaded(answers.known(WAITING))
    for one in whole:
        agreed = amounts.agreed(one, whole, after, answers)
        if agreed and (entry := asking.wanted(one, after, answers)) and desk.entry(one.id) is None:
            made.append(entry)
            after = after.with_entries([entry])
            assumed |= set() if one.entry.when.days or one.entry.when.doubt else {one.id}
    return saved(desk, made, assumed) if made else desk.say(desk.phrases.not_saved, saying.seeing(desk))


def saved(desk: Desk, made: Sequence[Spending], assumed: set[str]) -> Outcome:
    """New entries: each with its line, amount and day; how the ledger stands; what has to be known."""
    after, batch = desk.with_entries(made), desk.turn.ports.communities.new_id()
    if len(made) > ECHOED:
        lines = [saying.line(one, after) for one in made]
    else:
        lines = [saying.echo(one, after, assumed=one.id in assumed) for one in made]
    head = desk.phrases.saved.format(n=len(made), sum=f"{sum(one.amount for one in made):,}")
    outcome = told(after, [head, *lines, *_twins(made, after)], made, batch)
    return desk.saved("add", made, outcome, batch)


def _twins(made: Sequence[Spending], after: Desk) -> list[str]:
    """That an entry may have been written down before: the same thing, amount and day, and no other receipt."""
    found = list[str]()
    for one in made:
        same = (other for other in after.kept if other.no < one.no and _alike(other, one))
        if before := next(same, None):
            found.append(f"{saying.WARN} {after.phrases.twice.format(no=one.no, before=before.no)}")
    return found[:ECHOED]


def _alike(one: Spending, other: Spending) -> bool:
    whole = replace(one.item, no=0) == replace(other.item, no=0) and one.day == other.day
    return whole and (one.receipt == other.receipt or not (one.receipt and other.receipt))


def told(after: Desk, head: Sequence[str], touched: Sequence[Spending], batch: str) -> Outcome:
    """What was done, and how the ledger stands after that, with warnings and 「復原」."""
    part = touched[-1].instalment if touched else after.current
    found, warned = after.left(part), warning.warnings(after, touched, part)
    lines = [*head, saying.total(found, part, after)]
    for name in list(dict.fromkeys(one.line for one in touched if one.line))[:ECHOED]:
        one = found.of(name)
        if one and one.left is not None and one.left >= 0 and one.why in ("planned", "share"):
            lines.append(saying.of_line(one, after))
    lines += [one.text for one in warned]
    edit = (saying.editing(touched, after),) if touched else ()
    ways = (saying.undoing(batch, after), *edit, saying.seeing(after))
    return after.say("\n".join(lines), *ways, sections=[one.section for one in warned])
