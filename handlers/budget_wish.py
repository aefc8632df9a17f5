"""What somebody wants of a budget, as far as words alone tell."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "start",  # `text`: what was said beside the order
    "list",
    "open",  # `what`: its name
    "resume",
    "all",
    "sum",
    "room",  # `what`: a line
    "change",  # `what`: an item, `text`: what shall become of it
    "suppose",
    "note",  # `what`: an item, `text`: what stands beside it
    "remove",
    "clear",
    "undo",
    "fix",
    "take",  # 「就這樣改」
    "rename",
    "copy",
    "drop",
    "finish",
    "export",
]


@dataclass(frozen=True, slots=True)
class Wish:
    """An order; `what` it is about and with which `text`. `anytime`: also where no budget is open."""

    kind: Kind
    what: str = ""
    text: str = ""
    anytime: bool = False
