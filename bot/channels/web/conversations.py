"""What each person sees on the page, kept in memory: after a restart a conversation begins anew."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from handlers.messages import Reply

KEPT_ENTRIES = 400  # per person, mine and the bot's together
KEPT_PEOPLE = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """What the person sent, with the id that the page gave to this sending (empty: it gave none)."""

    id: str
    text: str
    token: str | None = None


Entry = Said | Reply


@dataclass(slots=True)
class Conversation:
    """One person's bubbles. The lock keeps turns in order, and a second try behind the first."""

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=KEPT_ENTRIES))
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def answered(self, said_id: str) -> list[Reply] | None:
        """The replies to a sending that was answered before; None when it is new."""
        rest = iter(self.entries)
        for entry in rest:
            if said_id and isinstance(entry, Said) and entry.id == said_id:
                return _leading_replies(rest)
        return None


class Conversations:
    """Conversations by person; the ones unused longest are forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Conversation] = OrderedDict()

    def of(self, person: str) -> Conversation:
        """This person's conversation, a new one where there is none."""
        known = self._known.setdefault(person, Conversation())
        self._known.move_to_end(person)
        if len(self._known) > KEPT_PEOPLE:
            self._known.popitem(last=False)
        return known


def _leading_replies(entries: Iterable[Entry]) -> list[Reply]:
    return [entry for entry in takewhile(lambda entry: isinstance(entry, Reply), entries) if isinstance(entry, Reply)]
