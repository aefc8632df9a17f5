"""The long run of strange updates: every sample of some folders, then mutations of them, at the whole program.

    .venv/bin/python -m tests.bench.updates --samples tests/bot/samples --mutations 12000

A folder holds JSON files: bodies of LINE's webhooks, updates of Telegram's; other files are passed over. Half of the
mutations are LINE's, a quarter comes to Telegram's webhook, a quarter to a bot that polls. Exit code 1 after a failure.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from content.library import load
from tests.tools.mutating import Mutator, Sample, samples
from tests.tools.onslaught import Onslaught
from tests.tools.program import NAME, program

ROOT = Path(__file__).parents[2]
ROUND = 3000  # mutations before the program is started anew
SHOWN, LONG = 20, 400  # failures, characters of each


@dataclass(slots=True)
class Found:
    """What came of it, over all rounds."""

    statuses: Counter[int] = field(default_factory=Counter)
    good: int = 0
    mutations: int = 0
    failures: list[str] = field(default_factory=list)


def main() -> int:
    """Runs it and prints figures."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--samples", type=Path, nargs="+", default=[ROOT / "tests/bot/samples"])
    options.add_argument("--mutations", type=int, default=12_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    began, found = monotonic(), Found()
    known = samples(given.samples)
    if {sample.platform for sample in known} != {"line", "telegram"}:
        options.error("samples of both messengers are needed")
    asyncio.run(_all(known, given.mutations, given.seed, found))
    count = Counter(sample.platform for sample in known)
    print(f"samples: {count['line']} of LINE's, {count['telegram']} of Telegram's; mutations: {found.mutations}")
    print(f"answered with: {dict(found.statuses)}; good ones among them answered: {found.good}")
    print(f"failures: {len(found.failures)}; seconds: {monotonic() - began:.0f}")
    for failure in found.failures[:SHOWN]:
        print(failure[:LONG])
    return 1 if found.failures else 0


async def _all(known: Sequence[Sample], mutations: int, seed: int, found: Found) -> None:
    await _round(known, 0, seed, found, polling=False)
    for at in range(0, mutations, ROUND):
        count = min(ROUND, mutations - at)
        await _round(known, count - count // 4, seed + at, found, polling=False)
        await _round(known, count // 4, seed + at + 1, found, polling=True)


async def _round(known: Sequence[Sample], count: int, seed: int, found: Found, *, polling: bool) -> None:
    """One life of the program; without a count, the samples as they are."""
    secret = {"telegram_secret": ""} if polling else {}
    mutator = Mutator(seed, known)
    with tempfile.TemporaryDirectory() as folder:
        async with program(Path(folder), name=_name(known), **secret) as running:
            onslaught = Onslaught(running, mutator)
            if polling:
                await onslaught.poll(count)
            elif count:
                await onslaught.line(count - count // 3)
                await onslaught.hook(count // 3)
            else:
                await onslaught.as_they_are(known)
            await onslaught.ended(load())
    found.statuses += onslaught.statuses
    found.good += onslaught.good
    found.mutations += count
    found.failures += [*onslaught.failures, *running.watch.complaints]


def _name(known: Sequence[Sample]) -> str:
    """The user name of the bot that the samples were made for."""
    said = " ".join(json.dumps(sample.raw) for sample in known)
    names = Counter(re.findall(r'"is_bot": true, "first_name": "[^"]*", "username": "(\w+_bot)"', said))
    return names.most_common(1)[0][0] if names else NAME


if __name__ == "__main__":
    sys.exit(main())
