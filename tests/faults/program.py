"""The bot as a process of its own, which can be killed."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds for a start on a busy computer
LAST = 2000  # characters of the log


class Died(Exception):
    """The program ended before it served: with which code, and what it said last."""


@dataclass(slots=True)
class Program:
    """`command` with these variables; what it logs goes to the end of `log`."""

    variables: dict[str, str]
    log: Path
    command: Sequence[str] = ("-m", "bot", "serve")
    _process: Process | None = field(default=None, init=False)

    async def start(self, **more: str) -> None:
        """With more variables; returns at once, see `address`."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CONVENER_")}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self.command, cwd=ROOT, env=inherited | self.variables | more, stdout=PIPE, stderr=log
            )

    async def address(self) -> str:
        """Where it serves, as soon as it does. Raises Died or TimeoutError."""
        assert self._process, "started before"
        assert self._process.stdout
        async with asyncio.timeout(PATIENCE):
            line = await self._process.stdout.readline()
        if not line:
            raise Died(await self.ended(), self.log.read_text()[-LAST:])
        return line.decode().strip()

    @property
    def alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """kill -9, where it runs."""
        if self._process and self.alive:
            self._process.kill()
            await self.ended()

    async def stop(self) -> int:
        """Asks it to end; its exit code."""
        assert self._process, "started before"
        self._process.terminate()
        return await self.ended()

    async def ended(self) -> int:
        """Waits until it has ended; its exit code."""
        assert self._process, "started before"
        async with asyncio.timeout(PATIENCE):
            return await self._process.wait()
