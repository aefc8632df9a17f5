"""Is this message asking whether something may be spent? Everything else is answered elsewhere."""

import re

from content.expense.mentions import leftover
from content.expense.message import Message
from content.text.figure import Figure

UNEXPLAINED = 2  # letters that no known word covers, from which a bare 可以嗎 may be about something else
UNEXPLAINED_RULED = 4  # the same where a rule of the plan speaks of what is told
DOES = re.compile(r"[買購租借訂]")  # in a name: 租精簡型電腦
MISSING = "no_"  # circumstances of this name say that something is missing: that alone is a question


def asks(message: Message, relevant: frozenset[str], *, counted: bool, listed: bool, eager: bool) -> bool:
    """Whether the plan should judge: a line with an amount, or a line with 可以嗎.

    `relevant` are the circumstances that rules of the named lines speak of; `counted` says that one goes
    by a number that is told; `listed` that the plan has a line for any of it. `eager` lets unknown words pass: for
    messages that nobody else understood.
    """
    if message.foreign:
        return False
    if any(_own(figure) for figure in message.figures):
        return message.may or not message.informs
    if eager and not message.informs and not all(one.loose for one in message.named):
        return message.may or _spends(message)
    known = relevant if listed else frozenset(message.words.circumstances)  # what it is for changes nothing then
    return not message.informs and _asks_bare(message, message.told & relevant, known, counted)


def _own(figure: Figure) -> bool:
    """An amount of the expense itself, not the base of a share."""
    return (figure.dollars or figure.kind == "percent") and figure.role not in ("base", "others")


def _asks_bare(message: Message, ruling: frozenset[str], known: frozenset[str], counted: bool) -> bool:
    """Without an amount: 可以報住宿費嗎, 買平板, 租精簡型電腦."""
    loose = all(one.loose for one in message.named)
    missing = any(name.startswith(MISSING) for name in ruling)
    rest = leftover(message.text, message.figures, known, message.words)
    if len(rest) >= (UNEXPLAINED_RULED if (ruling or counted) and not loose else UNEXPLAINED):
        return False
    if missing or counted:
        return True
    if loose:
        asked = message.may or bool(message.figures)
        return asked and (bool(ruling) or bool(message.words.cues.pay.search(message.text)))
    return message.may or _spends(message)


def _spends(message: Message) -> bool:
    """Whether the text speaks of spending, beside the name of the line itself (the 費 of 印刷費 asks for nothing)."""
    text = list(message.text)
    for one in message.named:
        text[one.start : one.end] = " " * (one.end - one.start)
    verb = any(DOES.search(one.said) for one in message.named)
    return verb or bool(message.words.cues.spend.search("".join(text)))
