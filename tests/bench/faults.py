"""200 times kill -9 in a stream of turns on LINE and Telegram: `python -m tests.bench.faults`.

The bot is a process of its own; both messengers are stand-ins on 127.0.0.1. Exit code 1 if anything was lost, doubled
or otherwise wrong.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic

from tests.faults.findings import Count, Findings
from tests.faults.program import ROOT
from tests.faults.storm import MOMENTS, OUTAGE, opened

ROUND = 20  # kills on one database
SIZE = 12  # teachers on each messenger
AWAY = (ROUND // 2, ROUND + ROUND // 2)  # after these the bot stays away for longer than LINE's reply tokens live
EACH = 30.0  # seconds that a kill may take, with its share of everything else
PAGE = ROOT / "docs" / "faults.md"
TOLD = {
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


@dataclass(slots=True)
class Total:
    """Over all rounds."""

    kills: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    found: Findings = field(default_factory=Findings)
    seconds: float = 0.0

    def table(self) -> Iterator[str]:
        """In Markdown."""
        counts = self.found.counts
        columns = [*counts.values(), sum(counts.values(), Count())]
        yield "| | LINE | Telegram | both |"
        yield "|---|--:|--:|--:|"
        for name, told in TOLD.items():
            yield f"| {told} | " + " | ".join(f"{getattr(count, name):,}" for count in columns) + " |"

    def summary(self) -> str:
        """Kills by moment."""
        moments = ", ".join(f"{times} {moment}" for moment, times in sorted(self.moments.items()))
        repeats = f"LINE sent {self.repeats} acknowledged events once more."
        return f"{self.kills} kills ({moments}) in {self.seconds / 60:.0f} minutes. {repeats}"


async def run(kills: int, seed: int) -> Total:
    """Rounds on a new database each; bounded in time."""
    total, begun, random = Total(), monotonic(), Random(seed)
    async with asyncio.timeout(kills * EACH + len(AWAY) * OUTAGE + 120):
        for first in range(0, kills, ROUND):
            await _round(total, range(first, min(first + ROUND, kills)), random)
    total.seconds = monotonic() - begun
    return total


async def _round(total: Total, numbers: Sequence[int], random: Random) -> None:
    with TemporaryDirectory() as folder:
        async with opened(Path(folder), random.randrange(1 << 32), SIZE) as storm:
            for number in numbers:
                moment = "busy" if number in AWAY else random.choice(MOMENTS)
                await storm.killed(moment, OUTAGE if number in AWAY else 0)
            found = await storm.over()
    total.kills += len(numbers)
    total.moments += storm.moments
    total.repeats += storm.crowd.repeats
    total.found.problems += found.problems
    total.found.counts = {name: count + found.counts[name] for name, count in total.found.counts.items()}
    turns = sum(count.turns for count in total.found.counts.values())
    _tell(f"{total.kills} kills, {turns} turns, {len(total.found.problems)} problems", *found.problems)


def _tell(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr, flush=True)


def _page(total: Total, seed: int, kills: int) -> str:
    text = PAGE.read_text()
    head = text[: text.index("## Measured")]
    command = f"`python -m tests.bench.faults --kills {kills} --seed {seed}`"
    return head + "\n".join(["## Measured", "", f"{command}: {total.summary()}", "", *total.table(), ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 1 if there were problems."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=Random().randrange(10_000), help="drawn, and printed, if not given")
    parser.add_argument("--write", action="store_true", help="puts the table into docs/faults.md")
    options = parser.parse_args(arguments)
    _tell(f"seed {options.seed}")
    total = asyncio.run(run(options.kills, options.seed))
    print(total.summary(), "", *total.table(), sep="\n")
    if options.write:
        PAGE.write_text(_page(total, options.seed, options.kills))
    return 1 if total.found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
