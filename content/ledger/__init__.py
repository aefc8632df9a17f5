"""What a community has spent: entries read from words, and what may still be spent. Whole New Taiwan dollars."""

from content.ledger.days import day as day_of
from content.ledger.left import Left, LineLeft, Why, left
from content.ledger.model import Entry, Read, When
from content.ledger.reading import BACK, LONGEST, read
from content.ledger.reading import amount as amount_of

__all__ = ["BACK", "LONGEST", "Entry", "Left", "LineLeft", "Read", "When", "Why", "amount_of", "day_of", "left", "read"]
