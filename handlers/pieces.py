"""Questions that are sent in pieces: 「外聘講師」「兩節」「4000可以嗎」."""

import re

from content.index import TIER
from content.query import Query
from content.text import numerals
from handlers.topic import FRAGMENT, Turn

SHORT = 12  # characters up to which a message can be a piece of a sentence
QUANTITY = 5  # characters of a number and what it counts
_ASKED = re.compile(r"[嗎呢吧?]|多少|幾|可以$")  # a message that already asks
_ENDED = re.compile(r"[。!?.~]$|\n")
_AMOUNT = re.compile(r"\d(?:\.\d+)?\s*(?:元|塊|塊錢|k|萬|%)?$")


def asks(said: str) -> bool:
    """Whether a cleaned text has the marks of a question."""
    return bool(_ASKED.search(said))


def continues(turn: Turn, query: Query) -> bool:
    """Whether a message is the next piece of a sentence that the last one began."""
    person = turn.person
    if person.heard_at is None or turn.now - person.heard_at >= FRAGMENT or query.topics:
        return False
    return max(len(query.text), len(person.heard)) <= SHORT and not asks(person.heard)


def begins(query: Query) -> bool:
    """Whether a message names a thing or a quantity and nothing else: too little to be sure that it is all."""
    if not 0 < len(query.text) <= SHORT or asks(query.said) or _ENDED.search(query.said):
        return False
    if query.plans or query.elsewhere or query.tiers or any(idea.startswith("attribute") for idea in query.ideas):
        return False
    if not query.topics:
        return len(query.text) <= QUANTITY and any(found.start == 0 for found in numerals.find(query.said))
    return TIER not in query.ideas and not _AMOUNT.search(query.said)
