"""What may still be spent: asked outright, or beside the verdict on an expense."""

from collections.abc import Iterable
from dataclasses import replace

from content.budget import Item
from content.expense.wording import dollars
from content.ledger import Entry, Left, LineLeft, read
from content.text.normalise import clean, squeeze
from handlers import budget
from handlers import ledger_patterns as patterns
from handlers import ledger_saying as saying
from handlers import ledger_warnings as warning
from handlers.budget_desk import desk_for as budget_for
from handlers.budget_desk import open_draft
from handlers.compose import Composer
from handlers.ledger_desk import Desk, desk_for
from handlers.messages import Choice, Reply
from handlers.topic import Outcome, Told, Turn

LINES = 8  # lines that are told
ASK = "led:ask"  # what the button under a verdict sends, before the answer's number
_SPARE = ("bud:ask:", "see:")  # buttons that give way
_EXPENSE = "expense."
_EVERYWHERE: frozenset[str] = frozenset()


async def standing(turn: Turn, composer: Composer) -> Left | None:
    """What is left of the current community's current instalment; None without one, or while its ledger is empty."""
    desk = await desk_for(turn, composer)
    return desk.left(desk.current) if desk and desk.kept else None


def told(desk: Desk, said: str = "") -> Outcome:
    """「還能報多少」, 「印刷費還剩多少」: in all and per line, where money may move, what is due."""
    part = _part(desk, said) or desk.current
    found = desk.left(part)
    lines = [saying.total(found, part, desk)]
    asked = _asked(desk, found, said)
    shown = asked or [one for one in found.lines if one.spent or one.planned]
    lines += [f"・{saying.of_line(one, desk)}" for one in shown[:LINES]]
    if not asked and any(True for _ in desk.rules.words.lines.scan(squeeze(clean(said)))):
        lines.append(desk.phrases.not_listed.format(plan=desk.plan.name))
    warned = warning.warnings(desk, (), part)
    lines += [one.text for one in warned]
    if not desk.planned(part):
        lines.append(desk.phrases.no_plan)
    elif any(one.why == "planned" and (one.left or 0) <= 0 for one in shown):
        lines.append(warning.moving(desk))
    cap = (found.cap.section,) if found.cap else ()
    sections = [*cap, *(one.section for one in shown[:LINES] if one.why), *(one.section for one in warned)]
    return desk.say("\n".join(lines), saying.seeing(desk), sections=sections)


def _part(desk: Desk, said: str) -> str:
    text = clean(said)
    found = [name for name in desk.spans() if clean(desk.part_name(name)) in text]
    return found[0] if len(found) == 1 else ""


def _asked(desk: Desk, found: Left, said: str) -> list[LineLeft]:
    """The lines that a question names."""
    names = set(_names(desk, said))
    return [one for one in found.lines if one.line in names]


def _names(desk: Desk, said: str) -> list[str]:
    if not said:
        return []
    row, _ = desk.rules.row(Item(0, clean(said)[:60], 0), _EVERYWHERE)
    return [line.id for line in row.lines]


async def weighed(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """The verdict on an expense that may be made, against what its line still has: in the budget that is open, else in
    the ledger of the person's community. Nothing becomes allowed by that."""
    told_, last = outcome.person.last, next((one for one in outcome.replies if one.verdict), None)
    if turn.incoming.group or last is None or told_ is None or told_.number != outcome.person.turns:
        return outcome
    if last.verdict not in ("allowed", "conditional") or not told_.key.startswith(_EXPENSE):
        return outcome
    if budget.works(turn.person):
        said = await _in_budget(told_, turn, composer)
        return _with(outcome, last, said) if said else outcome
    desk = await desk_for(turn, composer) if await _concerns(told_, turn) else None
    if desk is None:
        return outcome
    said = _in_ledger(told_, desk) if desk.kept else None
    return _with(outcome, last, said or ("", False), _noting(told_, desk))


async def _concerns(asked: Told, turn: Turn) -> bool:
    """Whether the current community's ledger is in use, or begins with what was not asked as a question."""
    part = next(iter(await turn.ports.communities.of(turn.incoming.person)), None)
    if part is None or part.community.plan != asked.plan:
        return False
    entries = await turn.ports.ledgers.spendings(part.community.id)
    return any(one.state == "kept" for one in entries) or not _questions(asked)


def _questions(asked: Told) -> bool:
    return bool(patterns.ASKS.search(clean(asked.asked or asked.question)))


Said = tuple[str, bool]  # what stands behind the verdict, and whether it is too much


def _in_ledger(asked: Told, desk: Desk) -> Said | None:
    """What the line still has in this instalment."""
    part = desk.current
    one = desk.left(part).of(asked.key.removeprefix(_EXPENSE))
    if one is None or one.left is None:
        return None
    return _against(one.name, one.left, asked, desk.turn, desk.composer, desk.part_name(desk.counted(part)))


async def _in_budget(asked: Told, turn: Turn, composer: Composer) -> Said | None:
    """What the open budget still has room for, in all and under the line's share."""
    desk = await budget_for(turn, composer, open_draft(turn.person))
    line = desk.rules.budget.lines.get(asked.key.removeprefix(_EXPENSE)) if desk else None
    if desk is None or line is None or desk.plan.id != asked.plan:
        return None
    rooms = [one for one in desk.checked.rooms if not one.rate or (one.name == line.name and one.whole)]
    room = min(rooms, key=lambda one: one.left, default=None)
    return _against(line.name, room.left, asked, turn, composer, desk.draft.name) if room else None


def _against(name: str, left: int, asked: Told, turn: Turn, composer: Composer, where: str) -> Said:
    """Within, or how much too much the amount is that was asked about."""
    phrases, amount = composer.library.phrases.ledger, _amount(asked, turn, composer)
    said = {"name": name, "left": dollars(max(0, left)), "where": where}
    if left <= 0 or (amount is not None and amount > left):
        over = dollars((amount or 0) - left)
        text = phrases.weighed_over if amount else phrases.weighed_none
        return text.format(**said, over=over), True
    return phrases.weighed.format(**said), False


def _amount(asked: Told, turn: Turn, composer: Composer) -> int | None:
    """What the expense costs, as far as the question tells it."""
    found = _spent(asked, turn, composer)
    return found.item.total or None if found else None


def _spent(asked: Told, turn: Turn, composer: Composer) -> Entry | None:
    """The one expense that was asked about."""
    plan = composer.library.plans[asked.plan]
    found = read(asked.question, composer.library.rulebook(plan), turn.now).entries
    return found[0] if len(found) == 1 else None


def _noting(asked: Told, desk: Desk) -> tuple[Choice, ...]:
    """「記下這筆」, where there is an amount; in a ledger that is empty only for what was not asked as a question."""
    found = _spent(asked, desk.turn, desk.composer)
    if not desk.may or not (found and found.item.total and (found.item.name or found.item.category)):
        return ()
    if not desk.kept and _questions(asked):
        return ()
    return (Choice(desk.phrases.button_note, f"{ASK}:{asked.number}"),)


def _with(outcome: Outcome, last: Reply, said: Said, choices: Iterable[Choice] = ()) -> Outcome:
    """The verdict with that behind its first line, and a button in place of what else may be asked."""
    noting = tuple(choices)
    kept = [one for one in last.choices if not (noting and one.token.startswith(_SPARE))]
    reply = replace(_weighing(last, *said), choices=(*noting, *kept))
    return replace(outcome, replies=tuple(reply if one is last else one for one in outcome.replies))


def _weighing(last: Reply, text: str, over: bool) -> Reply:
    """「✅ 可以：…；第一期還可報 1,240 元」, or first of all that it is too much."""
    if not text:
        return last
    if over:
        return replace(last, text=f"{saying.WARN} {text}\n{last.text}", verdict="conditional")
    first, *rest = last.text.split("\n")
    return replace(last, text="\n".join([f"{first.rstrip('。')}；{text}", *rest]))
