"""What stands above a reply that could not be delivered in time, the same on every channel."""

import regex

from handlers.messages import Reply

ECHO = 20  # graphemes of the question that are repeated


def late_line(reply: Reply) -> str:
    """「（剛才「便當一個120可以嗎」的回覆）」; "" for a reply that is not late."""
    question = regex.findall(r"\X", " ".join(reply.late.split()))
    if not question:
        return ""
    echo = "".join(question) if len(question) <= ECHO else "".join(question[: ECHO - 1]) + "…"
    return f"（剛才「{echo}」的回覆）"
