"""What stands above a reply that could not be delivered in time, the same on every channel."""

from bot.channels.fitting import shorten
from handlers.messages import Reply

ECHO = 20  # graphemes of the question that are repeated


def late_line(reply: Reply) -> str:
    """「（剛才「便當一個120可以嗎」的回覆）」; "" for a reply that is not late."""
    question = shorten(reply.late, ECHO)
    return f"（剛才「{question}」的回覆）" if question else ""
