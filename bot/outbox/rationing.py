"""Which reminders a month's allowance is spent on: the nearest first, and none is lost. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from handlers.reminders_leads import NAG, NAGS

MERGED = timedelta(days=3)  # earlier, at most: one message instead of two
FAR = 3  # days before a deadline from which a reminder may come so much earlier


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder that is to be pushed on a metered channel: how many days before its deadline, how many people it
    reaches, the channel on which the same person is reached for nothing ("": at their next message only), the one on
    which it is to go out as of now, whether that is to a group, whether its date is past, and that date's id."""

    id: int
    person: int
    due: datetime
    days: int
    price: int = 1
    other: str = ""
    lane: str = ""
    group: bool = False
    nag: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Ration:
    """What becomes of them. `pushed`: as they are to be pushed, perhaps earlier. `moved`: not pushed on this channel.

    `short`: the day from which not everything can be pushed; None where everything can.
    """

    pushed: tuple[Waiting, ...]
    moved: tuple[Waiting, ...]
    short: date | None


def nags(lead: str) -> bool:
    """Whether a reminder comes after its date."""
    return lead.startswith("n")


def foreseen(waiting: Iterable[Waiting], until: datetime) -> list[Waiting]:
    """What is not planned yet but will come before then, if nothing that is overdue by now is ever handed in: only the
    next reminder after a date is planned at a time. What is not due yet is taken to be done in time."""
    found = list[Waiting]()
    for one in waiting:
        for more in range(NAG, NAG * NAGS - one.days + 1, NAG) if one.nag else ():
            found.append(replace(one, due=one.due + timedelta(days=more), days=one.days + more))
    return [one for one in found if one.due < until]


def days_of(lead: str) -> int:
    """How far a reminder is from its date, before or after it; who asked to be reminded just then is served first."""
    return int(lead[1:]) if lead[:1] in ("d", "n") else 0


def ration(waiting: Iterable[Waiting], left: int | None) -> Ration:
    """What is pushed where `left` people can still be reached; None: any number."""
    rows = sorted(waiting, key=lambda one: (one.due, one.person, one.id))
    if left is None or _price(rows) <= left:
        return Ration(tuple(rows), (), None)
    short = _short(rows, left)
    rows = _merged(rows)
    kept, gone, spent = list[Waiting](), list[Waiting](), 0
    for digest in sorted(_digests(rows), key=_urgency):
        fits = spent + digest[0].price <= left
        (kept if fits else gone).extend(digest)
        spent += digest[0].price * fits
    return Ration(tuple(kept), tuple(gone), short)


def _digests(rows: Iterable[Waiting]) -> list[list[Waiting]]:
    """What goes out in one message: all that one person is told at one time."""
    together = defaultdict[tuple[int, datetime], list[Waiting]](list)
    for one in rows:
        together[one.person, one.due].append(one)
    return list(together.values())


def _price(rows: Iterable[Waiting]) -> int:
    return sum(digest[0].price for digest in _digests(rows))


def _urgency(digest: Sequence[Waiting]) -> tuple[int, int, datetime]:
    """Nearest to a deadline first; of equals whoever cannot be reached otherwise, then the sooner."""
    return min(one.days for one in digest), bool(digest[0].other), digest[0].due


def _short(rows: Sequence[Waiting], left: int) -> date | None:
    for digest in _digests(rows):  # in the order of time
        left -= digest[0].price
        if left < 0:
            return digest[0].due.date()
    return None


def _merged(rows: Sequence[Waiting]) -> list[Waiting]:
    """What is far from its deadline comes along with an earlier message of the same person, where one does not speak of
    that date anyway: two reminders of one date are two times, not one."""
    times = defaultdict[int, list[datetime]](list)
    for one in rows:
        times[one.person].append(one.due)
    said = {(one.person, one.about, one.due) for one in rows}
    merged = list[Waiting]()
    for one in rows:
        free = [due for due in times[one.person] if (one.person, one.about, due) not in said]
        first = next((due for due in free if one.due - MERGED <= due < one.due), None)
        if first and one.days >= FAR and not one.nag:
            one = replace(one, due=first)
            said.add((one.person, one.about, first))
        merged.append(one)
    return merged
