"""What LINE does with pushes: retry keys, the month's allowance, the sizes of groups."""

import uuid
from collections import Counter
from dataclasses import dataclass, field

from tests.messengers.line_people import Event, People
from tests.messengers.line_rules import Problem, message_problems

KEY_LIFE = 24 * 3600.0  # seconds
Answered = tuple[int, Event]


@dataclass(slots=True)
class Pushes(People):
    """`quota`: people that may be reached in this month, None for any number; `used`: so many were.

    `groups`: how many people are in each, by its id. `pushed`: chats, in order. `keys`: those that were accepted, and
    when; `again`: how often one came once more.
    """

    quota: int | None = 200
    used: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    pushed: list[str] = field(default_factory=list)
    keys: dict[str, float] = field(default_factory=dict)
    again: Counter[str] = field(default_factory=Counter)

    def push(self, body: Event, key: str | None) -> Answered | list[Problem]:
        """The answer to a push, or what LINE would refuse in it."""
        found = message_problems(body, {"to", "messages", "notificationDisabled"})
        if found or not isinstance(body.get("to"), str):
            return found or [("May not be empty", "to")]
        if key is None or not _is_uuid(key):
            return [("a retry key must be a UUID", "X-Line-Retry-Key")]  # LINE takes none; the bot always has one
        if self.now() - self.keys.get(key, -KEY_LIFE) < KEY_LIFE:
            self.again[key] += 1
            return 409, {"message": "The retry key is already accepted"}
        price = self.groups.get(body["to"], 1)
        if self.quota is not None and self.used + price > self.quota:
            return 429, {"message": "You have reached your monthly limit."}
        self.keys[key] = self.now()
        if body["to"] not in self.blocked:
            self.used += price
            self.pushed.append(body["to"])
            self.show(body["to"], body["messages"])
        return 200, {"sentMessages": [{"id": str(place)} for place, _ in enumerate(body["messages"])]}

    def allowance(self, consumption: bool) -> Answered:
        """How much may be pushed, or was."""
        if consumption:
            return 200, {"totalUsage": self.used}
        return 200, {"type": "none"} if self.quota is None else {"type": "limited", "value": self.quota}

    def size(self, chat: str) -> Answered:
        """How many people are in a group or room."""
        return (200, {"count": self.groups[chat]}) if chat in self.groups else (404, {"message": "Not found"})


def _is_uuid(key: str) -> bool:
    try:
        return str(uuid.UUID(key)) == key.lower()
    except ValueError:
        return False
