"""A real calendar client reads the feed twice, with a change in between: Debian's khal, fed by vdirsyncer."""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.bot.export.conftest import Village
from tests.bot.export.sample import LATE, MEETING, NOW, REPORT

pytestmark = pytest.mark.skipif(
    not (shutil.which("khal") and shutil.which("vdirsyncer")),
    reason="no khal or vdirsyncer on the PATH (Debian: apt-get install khal vdirsyncer)",
)

Look = Callable[[], Awaitable[list[str]]]

SYNC = """[general]
status_path = "{folder}/status"
[pair feed]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
[storage there]
type = "http"
url = "{url}"
"""

CALENDAR = """[calendars]
[[feed]]
path = {folder}/events
readonly = True
[sqlite]
path = {folder}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Taipei
default_timezone = Asia/Taipei
"""


@pytest.fixture
def look(site: TestClient[Any, Any], village: Village, tmp_path: Path) -> Look:
    """Reads the feed again; what the calendar shows of June then, line by line."""
    url = str(site.make_url(f"{village.path}.ics"))
    for name, text in (("sync.conf", SYNC), ("khal.conf", CALENDAR)):
        (tmp_path / name).write_text(text.format(folder=tmp_path, url=url), encoding="utf-8")
    (tmp_path / "events").mkdir()
    sync, khal = ["vdirsyncer", "-c", str(tmp_path / "sync.conf")], ["khal", "-c", str(tmp_path / "khal.conf")]
    found = False

    async def looked() -> list[str]:
        nonlocal found
        if not found:
            await run(tmp_path, *sync, "discover", "feed")
            found = True
        await run(tmp_path, *sync, "sync", "feed")
        shown = "{start-date} {start-time} {title}"
        june = ("--day-format", "", "--format", shown, "2026-06-01", "30d")
        return sorted(
            " ".join(line.split()) for line in (await run(tmp_path, *khal, "list", *june)).splitlines() if line
        )

    return looked


async def run(home: Path, *command: str) -> str:
    """What a program prints; fails where it fails."""
    ours = {"HOME": str(home), "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(
        *command, env=ours, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )
    out, err = await asyncio.wait_for(program.communicate(), 120)
    assert program.returncode == 0, err.decode()
    return out.decode()


async def test_a_date_that_moves_is_one_event_that_moves(look: Look, village: Village) -> None:
    first = await look()
    assert first == [
        "2026-06-01 ✓ 申請檔上傳",
        "2026-06-05 第一期核銷",
        "2026-06-10 15:30 第六次聚會",
        "2026-06-19 成果報告（推估）",
        "2026-06-24 參訪（已取消）",
    ]
    assert await look() == first
    await village.keep(
        replace(REPORT, day=date(2026, 6, 15), sure=True, version=2),
        replace(MEETING, at=time(14), version=2),
        replace(LATE, state="done", version=2),
        at=NOW + timedelta(hours=1),
    )
    assert await look() == [
        "2026-06-01 ✓ 申請檔上傳",
        "2026-06-05 ✓ 第一期核銷",
        "2026-06-10 14:00 第六次聚會",
        "2026-06-15 成果報告",
        "2026-06-24 參訪（已取消）",
    ]
