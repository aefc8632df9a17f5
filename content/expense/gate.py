"""Is this message asking whether something may be spent? Everything else is answered elsewhere."""

import re

from content.expense.mentions import leftover
from content.expense.message import Message
from content.text.money import Figure

# names that only money is spoken of with
FORMAL = re.compile(r"[費支金聘資票租稿助]$|鐘點|講師|助教|便當|健保|精簡型電腦|充電車")
UNEXPLAINED = 2  # characters that no known word covers, from which a bare 可以嗎 may be about something else


def asks(message: Message, *, ruled: bool) -> bool:
    """Whether the plan should judge: a line with an amount, or a line with 可以嗎.

    `ruled` says that a rule of the plan speaks of a circumstance of the text.
    """
    if message.foreign:
        return False
    if any(_own(figure) for figure in message.figures):
        return message.may or not message.informs
    return not message.informs and (ruled or _asks_bare(message))


def _own(figure: Figure) -> bool:
    """An amount of the expense itself, not the base of a share."""
    return (figure.dollars or figure.kind == "percent") and figure.role not in ("base", "others")


def _asks_bare(message: Message) -> bool:
    """Without an amount: 可以報住宿費嗎, 買平板, 租精簡型電腦."""
    named, words = message.named, message.words
    formal = any(FORMAL.search(one.said) for one in named if not one.loose)
    asked = message.may and (formal or all(one.loose for one in named))
    if not (asked or words.cues.spend.search(message.text)):
        return False
    return len(leftover(message.text, [(one.start, one.end) for one in named], words)) < UNEXPLAINED
