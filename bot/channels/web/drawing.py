"""The page's words and templates; drawing is pure."""

import re
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.channels.documents import LASTS, path
from bot.channels.fetching import MOST
from bot.channels.late import late_line
from bot.channels.web.channel import Said, said
from bot.store.messages import Exchange
from handlers.messages import Reply

TEMPLATES = Path(__file__).parent.parent / "templates"

# Every word of the page; what the bot says comes from the handlers.
WORDS = {
    "name": "召集人小幫手",
    "does": "查規定・看能不能報",
    "log": "對話",
    "me": "您：",
    "bot": "小幫手：",
    "source": "出處：",
    "more_sources": "等 {} 處",
    "choices": "可以接著按",
    "question": "您的問題",
    "example": "例如：便當一個120可以嗎",
    "send": "送出",
    "waiting": "小幫手正在回覆",
    "reconnecting": "正在重新連線",
    "kept": "連上就會送出",
    "again": "再試一次",
    "too_long": "這段太長，送不出去，請分成幾段。",
    "refused": "這段送不出去。",
    "attach": "傳概算表（.xlsx 或 .csv，5 MB 以內）",
    "file": "檔案：",
    "too_big": "檔案超過 5 MB，送不出去。請只留概算表那一張再傳。",
    "remove": "拿掉",
    "edit": "拿回來改",
    "no_script": "這個網頁要開啟 JavaScript 才能對話。",
    "stranger": "這個網頁只在這台電腦上回應。",
}

# Only ASCII belongs to an address, as Chinese goes on after it without a space; and it does not end with a comma.
ADDRESS = re.compile(r"(https?://[\w\-.~:/?#@!$&*+,;=%\[\]]*[\w/=&#%-])", re.ASCII)
LINK = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>')


def render(entry: Said | Reply) -> Markup:
    """One bubble as HTML. The page after a reload and every new reply are drawn by this, so they look the same."""
    if isinstance(entry, Said):
        return Markup(_environment.get_template("mine.html").render(said=entry))  # noqa: S704 - escaped by the template
    return Markup(_environment.get_template("reply.html").render(reply=entry))  # noqa: S704 - escaped by the template


def page(exchanges: Iterable[Exchange]) -> str:
    """The chat page with these bubbles."""
    bubbles = [render(entry) for exchange in exchanges for entry in _entries(exchange)]
    blank = render(Said("", ""))  # the script fills it with what is being sent
    return _environment.get_template("chat.html").render(bubbles=bubbles, blank=blank, most=MOST)


def _entries(exchange: Exchange) -> Iterable[Said | Reply]:
    """What was said, if anything (the greeting answers nothing), and what was answered."""
    sent = said(exchange.raw)
    if sent and sent.text:
        yield sent
    yield from (row.reply for row in exchange.rows)


def linked(text: str) -> Markup:
    """Escaped text whose web addresses can be tapped."""
    parts = ADDRESS.split(text)  # every second part is an address
    return Markup("").join(LINK.format(part) if at % 2 else escape(part) for at, part in enumerate(parts))


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = WORDS | {"lasts": LASTS}
    environment.filters["linked"] = linked
    environment.filters["late_line"] = late_line
    environment.filters["path"] = path
    return environment


_environment = _make_environment()
