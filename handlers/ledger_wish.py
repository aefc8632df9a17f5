"""What somebody wants of a ledger, as far as words alone tell."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "add",
    "list",  # `what`: words that name a month or a line
    "room",  # `what`: words that may name a line
    "change",
    "remove",
    "undo",
    "settle",
    "grant",  # `what`: the amount
    "how",
]


@dataclass(frozen=True, slots=True)
class Wish:
    """An order; `what` it is about. `sure`: by its words alone it is about money that was spent.

    `told`: the reader takes it for just this; that is enough where a ledger is in use.
    """

    kind: Kind
    what: str = ""
    sure: bool = False
    told: bool = False
