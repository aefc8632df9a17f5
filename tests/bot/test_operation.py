"""Settings, clock, logs, and what an operator meets."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession

from bot.app import running
from bot.clock import clock
from bot.settings import SettingsError, read_settings
from bot.store.errors import StoreError

TELEGRAM = {"CONVENER_TELEGRAM_TOKEN": "123:abc"}
LINE = {"CONVENER_LINE_TOKEN": "t", "CONVENER_LINE_SECRET": "s"}


def test_an_empty_environment_is_a_working_one() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port, settings.database) == ("127.0.0.1", 8080, Path("convener.db"))
    assert settings.chat_on_web


def test_all_that_is_wrong_is_told_at_once() -> None:
    environ = {
        "CONVENER_PORT": "many",
        "CONVENER_TIMEZONE": "Mars/Base",
        "CONVENER_DATABASE_URL": "mysql://x",
        "CONVENER_PUBLIC_URL": "http://example.org",
        "CONVENER_LINE_TOKEN": "without its secret",
        "CONVENER_LINE_API": "somewhere",
        "CONVENER_TELEGRAM_TOKEN": "secret-looking-thing",
        "CONVENER_TELEGRAM_SECRET": "with spaces in it",
        "CONVENER_TELEGRAM_RATE": "0",
        "CONVENER_WEB_CHAT": "perhaps",
    }
    with pytest.raises(SettingsError) as told:
        read_settings(environ)
    said = str(told.value)
    wrong = {name for name in environ if name not in said}
    assert not wrong
    assert "secret-looking-thing" not in said


@pytest.mark.parametrize(
    ("environ", "on_web", "webhook"),
    [
        ({}, True, ""),
        (LINE, False, ""),
        ({**LINE, "CONVENER_WEB_CHAT": "on"}, True, ""),
        ({"CONVENER_WEB_CHAT": "off"}, False, ""),
        ({**TELEGRAM, "CONVENER_TELEGRAM_SECRET": "s"}, False, ""),
        ({**TELEGRAM, "CONVENER_TELEGRAM_SECRET": "s", "CONVENER_PUBLIC_URL": "https://bot.example.org/"}, False, "s"),
    ],
)
def test_what_is_switched_on_follows_from_what_is_set(environ: dict[str, str], on_web: bool, webhook: str) -> None:
    settings = read_settings(environ)
    assert (settings.chat_on_web, settings.telegram_webhook) == (on_web, webhook)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = read_settings({**LINE, "CONVENER_LINE_SECRET": "hidden", "CONVENER_TELEGRAM_TOKEN": "1:hidden"})
    assert "hidden" not in repr(settings)


def test_the_clock_can_start_at_another_time_and_runs_on() -> None:
    zone = ZoneInfo("Asia/Taipei")
    naive = datetime.fromisoformat("2015-06-18T08:00")  # as CONVENER_NOW may be written
    ticking = clock(zone, naive)
    assert timedelta() <= ticking() - datetime(2015, 6, 18, 8, tzinfo=zone) < timedelta(minutes=1)


def environ(folder: Path, **more: str) -> dict[str, str]:
    """Settings for a bot that disturbs nobody."""
    database = f"sqlite+aiosqlite:///{folder / 'convener.db'}"
    return {"CONVENER_DATABASE_URL": database, "CONVENER_PORT": "0", "CONVENER_OPERATOR_PORT": "0", **more}


async def test_two_bots_do_not_serve_one_file(tmp_path: Path) -> None:
    settings = read_settings(environ(tmp_path))
    async with running(settings):
        with pytest.raises(StoreError, match="another bot"):
            async with running(settings):
                pass


async def test_a_taken_operators_port_keeps_nobody_from_serving(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        settings = read_settings(environ(tmp_path, CONVENER_OPERATOR_PORT=port))
        async with (
            running(settings) as address,
            ClientSession() as session,
            session.get(f"{address}/healthz") as response,
        ):
            assert response.status == 200


def run(folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """The program as an operator starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env={**os.environ, **environ(folder, **more)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


async def test_serve_ends_on_a_signal_and_logs_json_lines(tmp_path: Path) -> None:
    process = run(tmp_path, "serve")
    assert process.stdout
    address = (await asyncio.to_thread(process.stdout.readline)).strip()
    async with ClientSession() as session, session.get(f"{address}/healthz") as response:
        assert response.status == 200
    assert process.stderr
    first = await asyncio.to_thread(process.stderr.readline)
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.to_thread(process.communicate, timeout=20)
    assert process.returncode == 0
    assert json.loads(first)["event"] == "tidied"
    assert not errors


@pytest.mark.parametrize(
    ("arguments", "more", "told"),
    [
        (("serve",), {"CONVENER_DATABASE_URL": "sqlite+aiosqlite:////nowhere/at/all.db"}, "folder"),
        (("line", "setup"), {}, "CONVENER_LINE_TOKEN"),
        (("telegram", "setup"), {}, "CONVENER_TELEGRAM_TOKEN"),
        (("telegram", "setup"), {**TELEGRAM, "CONVENER_TELEGRAM_API": "http://127.0.0.1:9"}, "Telegram"),
    ],
)
def test_what_an_operator_has_to_mend_is_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], more: dict[str, str], told: str
) -> None:
    process = run(tmp_path, *arguments, **more)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert told in errors
    assert "Traceback" not in errors


def test_db_upgrade_makes_the_database(tmp_path: Path) -> None:
    process = run(tmp_path, "db", "upgrade")
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert (tmp_path / "convener.db").exists()
