"""kill -9 at any moment while thousands are reminded, by messengers that fail: every reminder has one outcome."""

from pathlib import Path

from tests.faults.outcomes import examine
from tests.faults.rush import opened

KILLS, REMINDERS, RATE = 5, 2000, 200.0  # messages a second
SEED = 3  # of who is there, what befalls them, and how far each life goes


async def test_no_kill_and_no_fault_loses_a_reminder_or_says_it_twice(tmp_path: Path) -> None:
    async with opened(tmp_path, SEED, REMINDERS, RATE) as rush:
        for more in reversed(range(KILLS)):
            await rush.killed(more)
        await rush.over()
        found = examine(rush)
    assert found.problems == []
    assert all(count.sent > 50 for count in found.counts.values())
    assert all(count.told > 0 for count in found.counts.values())
    assert all(count.merged > 0 for count in found.counts.values())
    assert all(count.cancelled > 0 for count in found.counts.values())
