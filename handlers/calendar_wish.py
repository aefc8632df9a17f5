"""What somebody wants of a calendar: which kind, of which date, and when."""

from dataclasses import dataclass, field
from typing import Literal

from content.text.dates import Nothing, Reading

Kind = Literal[
    "add", "list", "adopt", "confirm", "done", "reopen", "move", "correct", "cancel", "undo", "who", "note", "event"
]
NO_DATE = Reading(Nothing())


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, of which date, and when.

    `what`: words for the date meant, "" for the one spoken of last; of a list: open, all, done, late, next.
    `text`: the rule of a series, all that is said about where something moves, a note, who is responsible, the words
    of a period, or what was done (上傳). `sure`: False where the words mean this only if something in the calendar
    fits them. `more`: further dates to be noted that were said at once.
    """

    kind: Kind
    what: str = ""
    when: Reading = field(default=NO_DATE)
    text: str = ""
    sure: bool = True
    more: "tuple[Wish, ...]" = ()

    @property
    def dated(self) -> bool:
        """Whether a date was said, however uncertain."""
        return not isinstance(self.when.value, Nothing)
