"""What a program in this process complains about: its log, its libraries' logs, tasks that nobody waited for."""

import asyncio
import gc
import logging
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from structlog.testing import capture_logs

SERIOUS = ("error", "critical")


class Watch(logging.Handler):
    """`lines`: what the bot itself logged; `complaints`: all that must not happen."""

    def __init__(self, lines: list[MutableMapping[str, Any]]) -> None:
        super().__init__(logging.ERROR)
        self.lines = lines
        self._others: list[str] = []

    @property
    def complaints(self) -> list[str]:
        """Errors in a log, and exceptions that nobody caught."""
        return [str(line) for line in self.lines if line["log_level"] in SERIOUS] + self._others

    def emit(self, record: logging.LogRecord) -> None:
        """A library's record."""
        self._others.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")

    def lost(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """An exception that nobody caught."""
        self._others.append(f"loop: {context['message']} {context.get('exception')!r}")


@contextmanager
def watching() -> Iterator[Watch]:
    """Watches while it is open; called in the running loop."""
    loop, root = asyncio.get_running_loop(), logging.getLogger()
    with capture_logs() as lines:
        watch = Watch(lines)
        before = loop.get_exception_handler()
        loop.set_exception_handler(watch.lost)
        root.addHandler(watch)
        try:
            yield watch
            gc.collect()  # a task that failed is complained about when it goes
        finally:
            root.removeHandler(watch)
            loop.set_exception_handler(before)
