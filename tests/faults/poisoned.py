"""The bot with a flaw that no `except` catches: the process dies on a certain word. Only for tests."""

import os
import sys
from datetime import datetime

from bot.__main__ import main
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import Ports
from handlers.topic import Outcome, Person

POISON = "砒霜"
_turn = Dispatcher.turn


async def _deadly(self: Dispatcher, incoming: Incoming, person: Person, now: datetime, ports: Ports) -> Outcome:
    if POISON in incoming.text:
        os._exit(1)
    return await _turn(self, incoming, person, now, ports)


if __name__ == "__main__":
    Dispatcher.turn = _deadly  # type: ignore[method-assign]
    sys.exit(main())
