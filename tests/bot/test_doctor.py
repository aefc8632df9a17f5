"""`doctor` finds what an operator has to mend, and changes nothing."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import doctor
from bot.channels.line.webhook import PATH
from bot.clock import clock
from bot.settings import Settings, read_settings
from bot.store import claiming, quotas
from bot.store.database import Store
from bot.store.digests import Lane
from tests.bot.outbox.morning import MORNING, many, words
from tests.messengers.line import LineServer
from tests.messengers.telegram import TelegramServer

TAIPEI = ZoneInfo("Asia/Taipei")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


def environ(file: Path, **more: str) -> dict[str, str]:
    return {"CONVENER_DATABASE_URL": f"sqlite+aiosqlite:///{file}"} | more


def there(file: Path) -> bool:
    return file.exists()


def tear(file: Path) -> None:
    file.write_bytes(b"no database at all" * 1000)


async def found(settings: Settings) -> list[tuple[str, str, str]]:
    return [(one.level, one.about, one.says) for one in await doctor.examine(settings, clock(TAIPEI, settings.now))]


async def bad(settings: Settings) -> list[str]:
    return [f"{about}: {says}" for level, about, says in await found(settings) if level == "bad"]


async def test_a_database_that_is_not_there_is_not_made(file: Path) -> None:
    settings = read_settings(environ(file))
    assert await bad(settings) == []
    assert ("note", "database", f"{file} is not there yet; the first start makes it") in await found(settings)
    assert not there(file)


async def test_a_fresh_one_is_fine_and_a_bot_that_runs_on_it_is_seen(file: Path) -> None:
    settings = read_settings(environ(file))
    store = await Store.open(settings.database_url, lock=True)
    assert await bad(settings) == []
    assert ("ok", "database", f"{file}, a bot is running on it") in await found(settings)
    await store.close()
    assert ("ok", "database", f"{file}, no bot is running on it") in await found(settings)


async def test_an_old_a_torn_and_a_foreign_file_have_to_be_mended(file: Path) -> None:
    settings = read_settings(environ(file))
    await (await Store.open(settings.database_url)).close()
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("UPDATE alembic_version SET version_num = '0001'")
    (says,) = await bad(settings)
    assert "db upgrade" in says
    tear(file)
    (says,) = await bad(settings)
    assert "cannot be read" in says


async def test_what_waits_too_long_and_a_clock_that_is_behind_are_told(file: Path) -> None:
    settings = read_settings(environ(file))
    await (await Store.open(settings.database_url)).close()
    late = datetime.now(UTC) - timedelta(hours=1)
    columns = "channel, update_id, address, raw, received_at, tries, state"
    row = f"INSERT INTO inbox ({columns}) VALUES ('web', ?, 'a', '{{}}', ?, 0, ?)"
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(row, ("1", late.isoformat(timespec="microseconds"), "new"))
        db.execute(row, ("2", late.isoformat(timespec="microseconds"), "aside"))
    assert [one.split(":")[0] for one in await bad(settings)] == ["backlog"]
    ahead = datetime.now(UTC) + timedelta(hours=1)
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(row, ("3", ahead.isoformat(timespec="microseconds"), "done"))
    assert [one.split(":")[0] for one in await bad(settings)] == ["clock", "backlog"]


async def test_digests_that_do_not_get_through_are_told(file: Path) -> None:
    settings = read_settings(environ(file))
    store = await Store.open(settings.database_url)
    await store.write(lambda c: many(c, 1, 2))
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    await store.write(lambda c: claiming.claim(c, Lane("line", words), 2, MORNING, hour_ago))
    await store.close()
    assert await bad(settings) == ["backlog: 2 digests on their way, for more than ten minutes"]


async def test_reminders_and_what_is_left_of_the_month_are_counted(file: Path) -> None:
    settings = read_settings(environ(file, CONVENER_NOW="2026-11-22T09:00"))
    store = await Store.open(settings.database_url)
    now = clock(TAIPEI, settings.now)()
    await store.write(lambda c: quotas.use_up(c, "line", quotas.month(now), now))
    assert not any("not enough" in says for _, _, says in await found(settings))
    await store.write(lambda c: quotas.tell(c, "line", quotas.month(now), now))
    await store.close()
    told = await found(settings)
    assert any("not enough" in says for _, about, says in told if about == "quota")
    assert ("note", "quota", "line: 0 people can still be reached in this month") in told
    assert any(about == "clock" and level == "note" for level, about, _ in told)


async def test_messengers_are_asked_who_we_are_and_where_they_call(file: Path) -> None:
    async with LineServer() as line, TelegramServer() as telegram:
        tokens = {"LINE_TOKEN": line.token, "LINE_SECRET": line.secret, "TELEGRAM_TOKEN": telegram.token}
        apis = {"LINE_API": line.api, "TELEGRAM_API": telegram.api, "PUBLIC_URL": "http://127.0.0.1:9"}
        settings = read_settings(environ(file, **{f"CONVENER_{name}": at for name, at in (tokens | apis).items()}))
        (says,) = await bad(settings)
        assert says.startswith("LINE: webhook: none")
        line.webhook = f"http://127.0.0.1:9{PATH}"
        assert await bad(settings) == []
        assert ("ok", "LINE", "pushed in this month: 0 of 200") in await found(settings)
        telegram.hook = {"url": "https://elsewhere.example"}
        (says,) = await bad(settings)
        assert "telegram setup" in says
        assert line.refused == telegram.refused == []


async def test_a_messenger_that_does_not_know_us_is_told(file: Path) -> None:
    async with LineServer() as line:
        tokens = {"CONVENER_LINE_TOKEN": "another", "CONVENER_LINE_SECRET": "s", "CONVENER_LINE_API": line.api}
        assert await bad(read_settings(environ(file, **tokens))) == [
            "LINE: LINE does not know this channel access token"
        ]
