"""A ledger as a whole: what was spent per line, and the entries, the newest first, a page at a time."""

import re
from collections.abc import Sequence

from content.expense.wording import dollars
from handlers import ledger_saying as saying
from handlers.ledger_desk import Desk
from handlers.messages import Choice
from handlers.records import Spending
from handlers.topic import Outcome

PAGE = 8  # entries
LINES = 10  # lines with their sums
_MONTH = re.compile(r"(?P<month>\d{1,2})\s*月(?!\s*\d)")


def listed(desk: Desk, said: str = "", page: int = 0) -> Outcome:
    """「帳本」, 「11月的帳」."""
    phrases = desk.phrases
    if not desk.kept:
        return desk.say(phrases.empty)
    month = _MONTH.search(said)
    chosen = [one for one in desk.kept if month is None or one.day.month == int(month["month"])]
    newest = list(reversed(chosen))
    shown = newest[page * PAGE : (page + 1) * PAGE]
    if not shown:
        return desk.say(phrases.empty_month.format(month=month["month"]) if month else phrases.no_more)
    head = _head(desk, chosen, month["month"] if month else "") if page == 0 else []
    lines = [*head, *(saying.line(one, desk) for one in shown)]
    more = len(newest) - (page + 1) * PAGE
    buttons = (
        [Choice(phrases.button_more.format(n=more), desk.token("page", page + 1))] if more > 0 and not month else []
    )
    return desk.say("\n".join(lines), *buttons, saying.asking_room(desk), settling(desk))


def settling(desk: Desk) -> Choice:
    """「結算表」."""
    return Choice(desk.phrases.button_settle, desk.token("settle"))


def _head(desk: Desk, entries: Sequence[Spending], month: str) -> list[str]:
    """How many, how much, and the sum of each line."""
    phrases, sums = desk.phrases, dict[str, int]()
    for one in entries:
        name = desk.rules.budget.lines[one.line].name if one.line in desk.rules.budget.lines else phrases.unlisted
        sums[name] = sums.get(name, 0) + one.amount
    text = phrases.list_month if month else phrases.list
    said = {"n": len(entries), "sum": dollars(sum(sums.values())), "month": month, "name": desk.community.name}
    lines = [phrases.list_line.format(name=name, sum=dollars(amount)) for name, amount in sums.items()]
    return [text.format(**said), *lines[:LINES], phrases.newest]
