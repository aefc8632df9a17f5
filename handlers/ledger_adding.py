"""What was spent: saved at once where it is certain, asked for where it is not."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from content.ledger import Entry
from handlers import ledger_asking as asking
from handlers import ledger_saying as saying
from handlers import ledger_warnings as warning
from handlers.compose import Composer
from handlers.forms import Forms
from handlers.interview import Answers
from handlers.ledger_desk import Desk, desk_for
from handlers.ledger_pending import Pending, dumped, loaded
from handlers.records import Spending
from handlers.topic import Given, Outcome, Turn

ECHOED = 4  # entries that are told one by one
MOST = 2000  # entries of a ledger
AT_ONCE = 30  # entries of a message


async def add(desk: Desk, entries: Sequence[Entry]) -> Outcome:
    """Entries that were typed. What has to be asked waits in the conversation, behind what waits already."""
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    if len(entries) > AT_ONCE:
        return desk.say(desk.phrases.too_much.format(most=AT_ONCE))
    if len(desk.entries) + len(entries) > MOST:
        return desk.say(desk.phrases.too_many.format(most=MOST))
    new = desk.turn.ports.communities.new_id
    sure, assumed, waiting, after = list[Spending](), set[str](), list[Pending](), desk
    for one in (Pending(new(), entry) for entry in entries):
        if made := asking.certain(one, after):
            sure.append(made)
            assumed |= set() if one.entry.when.days else {one.id}
            after = after.with_entries([made])
        else:
            waiting.append(one)
    outcome = saved(desk, sure, assumed) if sure else Outcome(desk.turn.person)
    return await _asked(desk, waiting, outcome) if waiting else outcome


async def _asked(desk: Desk, waiting: Sequence[Pending], before: Outcome) -> Outcome:
    """The interview, with what is new behind what was asked already."""
    form = next((one for one in before.person.forms if one.name == asking.NAME), None)
    known = {one.key: one.value for one in form.given} if form else {}
    same = known.get(asking.WHERE) == desk.community.id
    whole = [*(loaded(known.get(asking.WAITING, "")) if same else []), *waiting]
    given = [
        Given(asking.WHERE, "", desk.community.id, desk.turn.now),
        Given(asking.WAITING, "", dumped(whole), desk.turn.now),
    ]
    person = before.person if same else before.person.without(asking.NAME)
    forms = Forms({asking.NAME: partial(_still, desk=desk)}, desk.composer)
    asked = await forms.begin(replace(desk.turn, person=person), asking.NAME, given)
    several = (desk.composer.plain(desk.phrases.waiting.format(n=len(whole))),) if len(whole) > 1 else ()
    return replace(asked, replies=(*before.replies, *several, *asked.replies), changes=before.changes)


async def _still(turn: Turn, answers: Answers, desk: Desk) -> Outcome:
    """Asks what is missing first; that it is missing is why it is asked."""
    for one in loaded(answers.known(asking.WAITING)):
        asking.wanted(one, desk, answers)
    return Outcome(turn.person)


async def played(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    """The interview: with what was asked for, the entries are saved."""
    desk = await desk_for(turn, composer, answers.known(asking.WHERE))
    if desk is None:
        return Outcome(turn.person, (composer.plain(composer.library.phrases.ledger.gone),))
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    made, assumed, after = list[Spending](), set[str](), desk
    for one in loaded(answers.known(asking.WAITING)):
        if (entry := asking.wanted(one, after, answers)) and desk.entry(one.id) is None:
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
    outcome = told(after, [head, *lines], made, batch)
    return desk.saved("add", made, outcome, batch)


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
