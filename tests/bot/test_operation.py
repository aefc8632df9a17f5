"""Settings, clock, the list of misses, and the place that catches our own bugs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.assistant import Assistant
from bot.clock import clock
from bot.settings import SettingsError, read_settings
from bot.store.misses import Misses, blurred
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.topic import Miss, Outcome, Person

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_an_empty_environment_is_a_working_one() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port, settings.database) == ("127.0.0.1", 8080, Path("convener.db"))


def test_all_that_is_wrong_is_told_at_once() -> None:
    environ = {"CONVENER_PORT": "many", "CONVENER_TIMEZONE": "Mars/Base", "CONVENER_DATABASE_URL": "mysql://x"}
    with pytest.raises(SettingsError) as told:
        read_settings(environ)
    assert all(name in str(told.value) for name in environ)


def test_the_clock_can_start_at_another_time_and_runs_on() -> None:
    zone = ZoneInfo("Asia/Taipei")
    naive = datetime.fromisoformat("2015-06-18T08:00")  # as CONVENER_NOW may be written
    ticking = clock(zone, naive)
    assert timedelta() <= ticking() - datetime(2015, 6, 18, 8, tzinfo=zone) < timedelta(minutes=1)


async def test_misses_are_counted_and_hold_nobody(tmp_path: Path) -> None:
    misses = Misses(tmp_path / "misses.db")
    miss = Miss("我是 0912-345-678 wang@example.org 可以減課嗎", "keelung-113", "silent")
    await misses.add([miss], NOW)
    await misses.add([miss], NOW)
    (listed,) = await misses.all()
    assert listed.times == 2
    assert "0912" not in listed.text
    assert "wang" not in listed.text
    assert "減課" in listed.text


def test_a_long_miss_is_cut() -> None:
    assert len(blurred("長" * 1000)) == 200


class Broken(Dispatcher):
    """A dispatcher with a bug."""

    def turn(self, incoming: Incoming, person: Person, now: datetime) -> Outcome:
        raise ZeroDivisionError


async def test_a_bug_of_ours_is_an_apology_with_a_reference(
    dispatcher: Dispatcher, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Broken(dispatcher.library)
    (reply,) = await Assistant(broken, Misses(tmp_path / "m.db"), lambda: NOW).respond(Incoming("王老師", "好"))
    assert caplog.records[0].getMessage().split()[-1] in reply.text
    assert "ZeroDivisionError" not in reply.text


async def test_a_person_goes_on_where_the_last_message_ended(dispatcher: Dispatcher, tmp_path: Path) -> None:
    assistant = Assistant(dispatcher, Misses(tmp_path / "m.db"), lambda: NOW)
    await assistant.respond(Incoming("王老師", "基隆"))
    (reply,) = await assistant.respond(Incoming("王老師", "成果照片要幾張"))
    assert reply.sources[0].plan == "keelung-113"
    (other,) = await assistant.respond(Incoming("林老師", "成果照片要幾張"))
    assert not other.sources
