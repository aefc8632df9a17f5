"""The bots as processes: ours and those of turns_servers.py, on databases in which everybody has a plan."""

import asyncio
import contextlib
import os
import shutil
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.store import persons
from bot.store.database import Store
from handlers.topic import Person
from tests.bench.turns_messengers import (
    LINE_SECRET,
    LINE_TOKEN,
    PERSONS,
    TELEGRAM_SECRET,
    TELEGRAM_TOKEN,
    Asking,
    Line,
    Telegram,
)

ROOT = Path(__file__).parents[2]
SERVERS = ("-m", "tests.bench.turns_servers")
TICKS = os.sysconf("SC_CLK_TCK")
SETTINGS = {
    "CONVENER_PORT": "0",
    "CONVENER_OPERATOR_PORT": "0",
    "CONVENER_PUBLIC_URL": "http://127.0.0.1",
    "CONVENER_LINE_TOKEN": LINE_TOKEN,
    "CONVENER_LINE_SECRET": LINE_SECRET,
    "CONVENER_TELEGRAM_TOKEN": TELEGRAM_TOKEN,
    "CONVENER_TELEGRAM_SECRET": TELEGRAM_SECRET,
    "CONVENER_TELEGRAM_RATE": "30000",  # Telegram's is 30: see turns.py
}


@dataclass(frozen=True, slots=True)
class Bot:
    """A process and where it listens."""

    process: Process
    address: str

    def memory(self) -> float:
        """MiB resident."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def used(self) -> float:
        """Seconds of processor that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


async def fill(database: Path, asking: Asking) -> None:
    """A database in which everybody has a plan."""
    now = datetime.now(UTC)

    def everybody(c: Connection) -> None:
        for messenger in (Line, Telegram):
            for number in range(PERSONS):
                address = messenger.address(number)
                persons.create(c, messenger.name, address, now)
                known = persons.of(c, messenger.name, address)
                assert known
                persons.save(c, known, Person(asking.plan(number)), now)

    store = await Store.open(f"sqlite+aiosqlite:///{database}")
    await store.write(everybody)
    await store.close()


async def start_ours(database: Path, sink: str, stack: AsyncExitStack) -> Bot:
    """`serve` with both messengers."""
    settings = {
        "CONVENER_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
        "CONVENER_LINE_API": sink,
        "CONVENER_TELEGRAM_API": sink,
    }
    log = database.with_suffix(".log")
    return await stack.enter_async_context(_started("-m", "bot", "serve", log=log, **settings, **SETTINGS))


async def start_other(kind: str, database: Path, sink: str, stack: AsyncExitStack) -> Bot:
    """One of turns_servers.py, with its own copy of the database."""
    own = database.with_name(f"{kind}.db")
    await asyncio.to_thread(shutil.copy, database, own)
    started = _started(*SERVERS, kind, sink, str(own), log=own.with_suffix(".log"))
    return await stack.enter_async_context(started)


@asynccontextmanager
async def _started(*arguments: str, log: Path, **settings: str) -> AsyncIterator[Bot]:
    """A bot that listens. RuntimeError: it did not start."""
    foreign = {name for name in os.environ if name.startswith("CONVENER_") or name.lower().endswith("_proxy")}
    environ = {name: value for name, value in os.environ.items() if name not in foreign} | settings
    with log.open("wb") as errors:
        process = await create_subprocess_exec(
            sys.executable, *arguments, stdout=PIPE, stderr=errors, env=environ, cwd=ROOT
        )
        try:
            assert process.stdout
            address = (await process.stdout.readline()).decode().strip()
            if not address:
                raise RuntimeError(f"{arguments} did not start:\n{_end(log)}")
            yield Bot(process, address)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


def _end(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
