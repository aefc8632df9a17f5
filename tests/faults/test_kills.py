"""kill -9 at any moment: every acknowledged turn takes effect once, and every reply is delivered or told later."""

from pathlib import Path

from tests.faults.storm import MOMENTS, opened

SEED = 3  # of what is said and when; when exactly a kill hits is never the same


async def test_no_kill_loses_or_repeats_a_turn(tmp_path: Path) -> None:
    async with opened(tmp_path, SEED, size=6) as storm:
        for moment in MOMENTS:
            await storm.killed(moment)
        found = await storm.over()
    assert found.problems == []
    assert all(count.turns > 12 for count in found.counts.values())
