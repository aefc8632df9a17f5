"""A reply's files where a channel can only tell their addresses, and where the web chat finds them."""

from collections.abc import Sequence
from urllib.parse import quote

from handlers.messages import Document, Reply

LASTS = "（網址 {} 天內有效）"
LACKING = "檔案沒有做成（{}），請再按一次「匯出」或「結算表」。"


def documents_lines(reply: Reply) -> str:
    """「・Excel：https://…」, a line per file that can be had somewhere, and for how long; "" for none."""
    lines = [f"・{one.label}：{one.address}" for one in reply.documents if one.address]
    days = min((one.days for one in reply.documents if one.address and one.days), default=0)
    return "\n".join([*lines, *([LASTS.format(days)] if days else [])])


def lacking(documents: Sequence[Document]) -> str:
    """That files which were announced do not come, and how to have them."""
    return LACKING.format("、".join(one.label for one in documents))


def path(document: Document) -> str:
    """Where this program serves a file."""
    return f"/files/{document.secret}/{quote(document.name, safe='')}"
