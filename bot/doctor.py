"""`python -m bot doctor`: looks at everything an operator may have to mend, and changes nothing."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.channels import line, telegram
from bot.channels.setup_error import SetupError
from bot.clock import Clock
from bot.settings import Settings, opened
from bot.store import backlog, quotas, sqlite
from bot.store.backlog import Backlog
from bot.store.migrate import HEAD, revision

PATIENCE = timedelta(minutes=10)  # what waits longer, waits too long
Level = Literal["ok", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what it is like; `bad`: somebody has to mend it."""

    level: Level
    about: str
    says: str

    def __str__(self) -> str:
        """As a line."""
        return f"{self.level:<5}{self.about:<10}{self.says}"


async def examine(settings: Settings, now: Clock) -> list[Finding]:
    """Everything, the settings first. What cannot be looked at is a finding as well."""
    found = [*_settings(settings), *_clock(settings, now)]
    found += await asyncio.to_thread(lambda: list(_database(settings, now())))
    here = settings.public_url
    if settings.line_token:
        asked = line.examine(opened(settings.line_token), settings.line_api, here)
        found += await _channel("LINE", asked)
    if settings.telegram_token:
        token, secret = opened(settings.telegram_token), settings.telegram_webhook
        found += await _channel("Telegram", telegram.examine(token, settings.telegram_api, here, secret))
    return found


def _settings(settings: Settings) -> Iterable[Finding]:
    channels = [name for name, on in (("LINE", settings.line_token), ("Telegram", settings.telegram_token)) if on]
    yield Finding("ok", "settings", f"channels: {', '.join([*channels, *['web chat'] * settings.chat_on_web])}")
    if settings.messengers and not settings.public_url:
        yield Finding("note", "settings", "no CONVENER_PUBLIC_URL: chats have no links to calendars")


def _clock(settings: Settings, now: Clock) -> Iterable[Finding]:
    yield Finding("ok", "clock", f"{now():%Y-%m-%d %H:%M %Z}")
    if settings.now:
        yield Finding("note", "clock", "CONVENER_NOW is set: the bot lives at another time")


async def _channel(name: str, asked: AsyncIterator[tuple[bool, str]]) -> list[Finding]:
    try:
        return [Finding("ok" if good else "bad", name, says) async for good, says in asked]
    except SetupError as error:
        return [Finding("bad", name, str(error))]


def _database(settings: Settings, now: datetime) -> Iterable[Finding]:
    file = Path(sqlite.file_of(settings.database_url))
    if not file.exists():
        yield Finding("note", "database", f"{file} is not there yet; the first start makes it")
        return
    yield Finding("ok", "database", f"{file}, {'a bot is' if _served(file) else 'no bot is'} running on it")
    engine = sqlite.looking(settings.database_url)
    try:
        with engine.connect() as connection:
            yield from _inside(connection, now)
    except DBAPIError as error:
        yield Finding("bad", "database", f"cannot be read: {error.orig}")
    finally:
        engine.dispose()


def _served(file: Path) -> bool:
    """Whether somebody holds the lock beside it."""
    lock = file.with_name(f"{file.name}.lock")
    if not lock.exists():
        return False
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        fcntl.flock(held, fcntl.LOCK_UN)
        return False


def _inside(c: Connection, now: datetime) -> Iterable[Finding]:
    damage = c.scalar(text("PRAGMA quick_check(1)"))
    yield Finding("ok" if damage == "ok" else "bad", "database", "whole" if damage == "ok" else f"damaged: {damage}")
    found = revision(c)
    if found != HEAD:
        says = f"of version {found}, the program wants {HEAD}: run `python -m bot db upgrade`"
        yield Finding("bad", "database", says)
        return
    yield Finding("ok", "database", f"of version {HEAD}, which the program wants")
    yield from _waiting(backlog.look(c, now, quotas.month(now)), now, datetime.now(UTC))


def _waiting(found: Backlog, now: datetime, real: datetime) -> Iterable[Finding]:
    if found.newest and found.newest > real + timedelta(minutes=1):
        yield Finding("bad", "clock", f"behind: an update came in at {found.newest:%Y-%m-%d %H:%M} UTC")
    yield _backlog(found.since, real, f"{found.updates} updates without an answer")
    yield _backlog(found.due_since, now, f"{found.due} reminders due and not sent")
    yield _backlog(found.digests_since, real, f"{found.digests} digests on their way")
    planned = ", ".join(f"{count} {lane or 'at the next message'}" for lane, count in sorted(found.waiting.items()))
    yield Finding("ok", "backlog", f"reminders planned: {planned or 'none'}")
    yield Finding("ok", "backlog", f"told at somebody's next message: {found.untold}")
    if found.aside:
        yield Finding("note", "backlog", f"{found.aside} updates were given up; their references stand in the log")
    for channel, left in found.left.items():
        says = "any number of people" if left is None else f"{left} people"
        yield Finding("note" if left == 0 else "ok", "quota", f"{channel}: {says} can still be reached in this month")
    for channel in sorted(found.short):
        says = "not enough for this month; the farthest reminders come with people's next message"
        yield Finding("note", "quota", f"{channel}: {says}")


def _backlog(since: datetime | None, now: datetime, says: str) -> Finding:
    late = since is not None and now - since > PATIENCE
    return Finding("bad" if late else "ok", "backlog", f"{says}, for more than ten minutes" if late else says)
