"""kill -9 again and again, in a stream of turns or while thousands are reminded, on LINE and Telegram.

    .venv/bin/python -m tests.bench.faults turns --kills 200
    .venv/bin/python -m tests.bench.faults reminders --kills 100

The bot is a process of its own; both messengers are stand-ins on 127.0.0.1. Exit code 1 if anything was lost, doubled
or otherwise wrong.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from operator import add
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from tests.faults import rush, storm
from tests.faults.crowd import LINE, TELEGRAM
from tests.faults.findings import Summed
from tests.faults.outcomes import examine
from tests.faults.program import ROOT
from tests.faults.storm import MOMENTS, OUTAGE

ROUND = 20  # kills on one database
SIZE = 12  # teachers on each messenger, who say something
REMINDERS, RATE = 2000, 100.0  # due at once; messages a second on each messenger
AWAY = (ROUND // 2, ROUND + ROUND // 2)  # after these the bot stays away for longer than LINE's reply tokens live
EACH = 30.0  # seconds that a kill may take, with its share of everything else
NAMES = {LINE: "LINE", TELEGRAM: "Telegram"}
PAGE = ROOT / "docs" / "faults.md"
TURNS = {
    "turns": "turns",
    "acknowledged": "acknowledged at the first delivery",
    "again": "delivered again until acknowledged",
    "prompt": "reply delivered at once",
    "late": "reply told at the next contact",
    "both": "told again, marked as late: the process died before it knew",
    "lost": "lost",
    "doubled": "doubled",
    "apologies": "apologies",
}
OUTCOMES = {
    "due": "reminders due",
    "sent": "sent",
    "moved": "of these on the other messenger",
    "told": "told at the next contact",
    "merged": "merged with a newer one of the same date",
    "expired": "expired",
    "cancelled": "cancelled",
    "lost": "lost",
    "doubled": "doubled without excuse",
    "messages": "messages sent",
    "wire": "on the wire at the kills",
    "unsure": "arrived, and Telegram told otherwise",
    "twice": "came once more",
    "known": "tries that LINE knew by their keys",
    "ghosts": "on LINE before the bot heard of it, and called off then",
}


@dataclass(slots=True)
class Total:
    """Over all rounds; `counts`: by messenger."""

    kills: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    most: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    counts: dict[str, Summed] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def take(self, kills: int, counts: Mapping[str, Summed], problems: Sequence[str]) -> None:
        """One round more."""
        self.kills += kills
        self.counts = {name: self.counts[name] + count if self.counts else count for name, count in counts.items()}
        self.problems += problems
        tell(f"{self.kills} kills, {self.counts}, {len(self.problems)} problems", *problems)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is shown: a round of it, what its counts mean, and what else there is to say."""

    round: Callable[[Total, Sequence[int], Random, Path], Awaitable[None]]
    told: Mapping[str, str]
    summary: Callable[[Total], str]

    def table(self, total: Total) -> Iterator[str]:
        """In Markdown."""
        columns = [*total.counts.values(), reduce(add, total.counts.values())]
        yield "| | LINE | Telegram | both |"
        yield "|---|--:|--:|--:|"
        for name, told in self.told.items():
            yield f"| {told} | " + " | ".join(f"{getattr(count, name):,}" for count in columns) + " |"

    def lines(self, total: Total, command: str) -> list[str]:
        """What is printed, and kept."""
        when, minutes = datetime.now(UTC).date(), total.seconds / 60
        return [f"`{command}`, {when}: {self.summary(total)} It took {minutes:.0f} minutes.", "", *self.table(total)]


async def _turns(total: Total, numbers: Sequence[int], random: Random, folder: Path) -> None:
    async with storm.opened(folder, random.randrange(1 << 32), SIZE) as one:
        for number in numbers:
            moment = "busy" if number in AWAY else random.choice(MOMENTS)
            await one.killed(moment, OUTAGE if number in AWAY else 0)
        found = await one.over()
    total.moments.update(one.moments)
    total.repeats += one.crowd.repeats
    total.take(len(numbers), found.counts, found.problems)


def _of_turns(total: Total) -> str:
    moments = ", ".join(f"{times} {moment}" for moment, times in sorted(total.moments.items()))
    return f"{total.kills} kills ({moments}). LINE sent {total.repeats} acknowledged events once more."


async def _reminders(total: Total, numbers: Sequence[int], random: Random, folder: Path) -> None:
    async with rush.opened(folder, random.randrange(1 << 32), REMINDERS, RATE) as one:
        for number in numbers:
            await one.killed(numbers[-1] - number)
        await one.over()
        found = examine(one)
    total.most |= one.most
    total.changes += one.restless.changes
    total.take(len(numbers), found.counts, found.problems)


def _of_reminders(total: Total) -> str:
    most = " and ".join(f"{times} on {NAMES[way]}" for way, times in sorted(total.most.items()))
    told = f"{total.kills} kills, {ROUND} in each burst, and {total.changes:,} changes of dates meanwhile."
    return f"{told} On the wire at one kill: {most} at most."


SUBJECTS = {
    "turns": Subject(_turns, TURNS, _of_turns),
    "reminders": Subject(_reminders, OUTCOMES, _of_reminders),
}


async def run(subject: Subject, kills: int, seed: int) -> Total:
    """Rounds on a new database each; bounded in time."""
    total, begun, random = Total(), monotonic(), Random(seed)
    async with asyncio.timeout(kills * EACH + len(AWAY) * OUTAGE + 120):
        for first in range(0, kills, ROUND):
            with TemporaryDirectory() as folder:
                await subject.round(total, range(first, min(first + ROUND, kills)), random, Path(folder))
    total.seconds = monotonic() - begun
    return total


def tell(*lines: Any) -> None:
    """Beside what is printed."""
    print(*lines, sep="\n", file=sys.stderr, flush=True)


def keep(name: str, lines: Sequence[str]) -> None:
    """Puts it into the page, in place of what was measured before."""
    begin, end = f"<!-- {name} -->\n", "<!-- end -->"
    before, rest = PAGE.read_text().split(begin)
    after = rest[rest.index(end) :]
    PAGE.write_text(before + begin + "\n".join([*lines, ""]) + after)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 1 if there were problems."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=Random().randrange(10_000), help="drawn, and printed, if not given")
    parser.add_argument("--write", action="store_true", help="puts the table into docs/faults.md")
    options = parser.parse_args(arguments)
    tell(f"seed {options.seed}")
    subject = SUBJECTS[options.subject]
    total = asyncio.run(run(subject, options.kills, options.seed))
    command = f"python -m tests.bench.faults {options.subject} --kills {options.kills} --seed {options.seed}"
    lines = subject.lines(total, command)
    print(*lines, sep="\n")
    if options.write:
        keep(options.subject, lines)
    return 1 if total.problems else 0


if __name__ == "__main__":
    sys.exit(main())
