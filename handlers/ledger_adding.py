"""What was spent: saved at once where it is certain, asked for where it is not."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from content.ledger import Entry
from content.text.normalise import clean
from handlers import ledger_asking as asking
from handlers import ledger_patterns as patterns
from handlers import ledger_saying as saying
from handlers import ledger_warnings as warning
from handlers.compose import Composer
from handlers.forms import KEPT, Forms
from handlers.interview import Answers, Wanted
from handlers.ledger_desk import Desk, desk_for
from handlers.ledger_pending import WAITING, Pending, dumped, loaded, waiting
from handlers.messages import Reply
from handlers.records import Spending
from handlers.topic import AGAIN, Given, Outcome, Turn

ECHOED = 4  # entries that are told one by one
MOST = 2000  # entries of a ledger
AT_ONCE = 30  # entries of a message


async def add(desk: Desk, entries: Sequence[Entry]) -> Outcome:
    """Entries that were typed. What has to be asked waits in the conversation, behind what waits already."""
    if not desk.may:
        return desk.say(desk.phrases.only_conveners, saying.asking_room(desk))
    if len(entries) == 1 and (answer := await _answered(desk, entries[0])):
        return answer
    if len(entries) > AT_ONCE:
        return desk.say(desk.phrases.too_much.format(most=AT_ONCE))
    if len(desk.entries) + len(entries) > MOST:
        return desk.say(desk.phrases.too_many.format(most=MOST))
    new = desk.turn.ports.communities.new_id
    sure, assumed, unsure, after = list[Spending](), set[str](), list[Pending](), desk
    for one in (Pending(new(), entry, desk.today) for entry in entries):
        if made := asking.certain(one, after):
            sure.append(made)
            assumed |= set() if one.entry.when.days else {one.id}
            after = after.with_entries([made])
        else:
            unsure.append(one)
    outcome = saved(desk, sure, assumed) if sure else Outcome(desk.turn.person)
    return await _asked(desk, unsure, outcome) if unsure else outcome


async def _answered(desk: Desk, said: Entry) -> Outcome | None:
    """「960 11/18」 while an amount is asked for: that amount, and no further expense."""
    turn, form = desk.turn, desk.turn.person.form
    typed = turn.incoming.token is None and not patterns.BOOKS.search(clean(turn.incoming.text))
    if form is None or form.name != asking.NAME or not typed:
        return None
    topic = partial(played, composer=desk.composer)
    try:
        await topic(replace(turn, person=turn.person.without(form.name)), Answers(form.given, form.again))
    except Wanted as wanted:
        found = asking.answered(waiting(form), wanted.current.key, said)
        given = [Given(key, turn.incoming.text[:KEPT], value, turn.now) for key, value in found.items()]
        person = turn.person.opened(replace(form.without(AGAIN), failed=0))
        begun = Forms({asking.NAME: topic}, desk.composer).begin
        return await begun(replace(turn, person=person), asking.NAME, given) if given else None
    return None


async def _asked(desk: Desk, unsure: Sequence[Pending], before: Outcome) -> Outcome:
    """The interview, with what is new behind what was asked already; that of another community is given up."""
    form = next((one for one in before.person.forms if one.name == asking.NAME), None)
    where = next((one.value for one in form.given if one.key == asking.WHERE), "") if form else ""
    same = where == desk.community.id
    whole = [*(waiting(form) if same else []), *unsure]
    given = [
        Given(asking.WHERE, "", desk.community.id, desk.turn.now),
        Given(WAITING, "", dumped(whole), desk.turn.now),
    ]
    person = before.person if same else before.person.without(asking.NAME)
    forms = Forms({asking.NAME: partial(_still, desk=desk)}, desk.composer)
    asked = await forms.begin(replace(desk.turn, person=person), asking.NAME, given)
    several = (desk.composer.plain(desk.phrases.waiting.format(n=len(whole))),) if len(whole) > 1 else ()
    gone = () if same else await _given_up(desk, where, waiting(form))
    return replace(asked, replies=(*before.replies, *gone, *several, *asked.replies), changes=before.changes)


async def _given_up(desk: Desk, where: str, left: Sequence[Pending]) -> tuple[Reply, ...]:
    """That what was asked for another community's ledger is not written down."""
    other = await desk_for(desk.turn, desk.composer, where) if where and left else None
    return (desk.composer.plain(other.named(asking.dropped(left, desk.phrases))),) if other else ()


async def _still(turn: Turn, answers: Answers, desk: Desk) -> Outcome:
    """Asks what is missing first; that it is missing is why it is asked."""
    for one in loaded(answers.known(WAITING)):
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
    for one in loaded(answers.known(WAITING)):
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
