"""Words that steer the bot instead of asking it: /help, 「換計畫」, 「取消」, events and buttons of the bot itself."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from content.text.normalise import clean, squeeze
from handlers.messages import Incoming

LONGEST = 60  # characters; nobody steers with more
FORWARDED = 400  # characters of a whole invitation that is passed on
_SLASH = re.compile(r"\s*[/／](?P<name>[^\W\d]\w*)(?:@\w+)?\s*(?P<rest>.*)", re.DOTALL)
_SEPARATOR = re.compile(r"[\s\-‐-―_.:]+")  # ‐-― are the dashes of Unicode
_LETTER = "[A-HJ-NP-Z2-9]"  # of a code: none that looks like another
_LINK_CODE = re.compile(rf"(?:我要|請)?連結碼?([A-Z0-9]{{8}})|LINK({_LETTER}{{8}})")
_ENTER_CODE = re.compile(rf"(?:我要|我想|請)?(?:加入(?:社群)?|邀請碼是?)([A-Z0-9]{{8}})|JOIN({_LETTER}{{8}})")
_BIND_CODE = re.compile(r"(?:我要|請)?綁定([A-Z0-9]{8})")
_BARE_CODE = re.compile(rf"\s*(?=.*[A-Z])({_LETTER}{{4}})-({_LETTER}{{4}})\s*")
_LINK_WISH = re.compile(
    r"(?:我要|我想要?|想要?|請|幫我|可以)*(?:連結|綁定|繫結|連接|串接)(?:我的|到)?(?:帳號|(?:telegram|tg|line)(?:帳號|嗎)?)"
)

_NAMES = (
    *("start", "help", "plan", "ask", "cancel", "link", "unlink", "leave", "back", "skip", "later", "resume"),
    *("privacy", "export", "forget"),
)
_SLASHED: Mapping[str, str] = {"community": "community", "join": "enter"}  # orders about communities
_WORDS: Mapping[str, Iterable[str]] = {
    "start": ("開始", "重新開始"),
    "plan": ("換計畫", "選計畫", "更換計畫", "切換計畫", "改計畫", "換一個計畫", "換縣市", "選縣市", "換別的計畫"),
    "cancel": ("取消", "cancel", "不做了", "不填了", "離開", "退出"),
    "back": ("上一步", "back", "回上一步", "上一題", "回上一題"),
    "skip": ("略過", "跳過", "skip", "這題略過", "這題跳過"),
    "later": ("先放著", "先存著", "晚點再填", "之後再填"),
    "resume": ("繼續", "繼續填", "接著填"),
    "privacy": ("隱私", "隱私權", "隱私說明", "隱私政策", "你記了我什麼", "你記了什麼", "你記得我什麼", "你存了我什麼"),
    "export": ("匯出我的資料", "匯出資料", "下載我的資料", "給我我的資料", "我的資料"),
    "forget": ("忘記我", "忘了我", "把我忘了", "請忘記我", "刪除我的資料", "刪掉我的資料", "刪除帳號"),
    "unlink": ("取消連結", "解除連結", "中斷連結"),
    "unbind": ("取消綁定", "解除綁定"),
}
_BY_WORD = {squeeze(clean(word)): name for name, words in _WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be done, and with what: the text of /ask, the code of /link, the payload of /start.

    `link`: its code links accounts; `enter`, `bind`: it lets a person, a group into a community; `code`: one of both.
    """

    name: str
    rest: str = ""


def read(incoming: Incoming) -> Command | None:
    """The command that a message is; None for everything that has to be understood."""
    if incoming.token is not None:
        return _of_token(incoming.token)
    if slashed := _SLASH.fullmatch(incoming.text):
        return _slashed(slashed["name"].lower(), slashed["rest"].strip())
    return (_of_words(incoming.text) if len(incoming.text) <= LONGEST else None) or _forwarded(incoming.text)


def _of_token(token: str) -> Command | None:
    kind, _, rest = token.partition(":")
    if kind == "do":
        return Command(rest) if rest in _NAMES else None
    if kind == "join":
        return Command("join")
    return _started(rest) if kind == "start" else None


def _started(payload: str) -> Command:
    if payload.startswith("link_"):
        return Command("link", code(payload.removeprefix("link_")))
    if payload.startswith("join_"):
        return Command("enter", code(payload.removeprefix("join_")))
    return Command("start", payload)


def _slashed(name: str, rest: str) -> Command:
    if name == "start":
        return _started(rest)
    if name == "link":
        return Command(name, code(rest))
    if name in _SLASHED:
        return Command(_SLASHED[name], code(rest) if name == "join" else rest)
    return Command(name, rest) if name in _NAMES else Command("help")


def _of_words(text: str) -> Command | None:
    word = squeeze(clean(text))
    if name := _BY_WORD.get(word):
        return Command(name)
    if _LINK_WISH.fullmatch(word):
        return Command("link")
    return _coded(normalize("NFKC", text).upper())


def _forwarded(text: str) -> Command | None:
    """The invitation among the lines that stood around it."""
    lines = text.splitlines() if len(text) <= FORWARDED else []
    found = (_coded(normalize("NFKC", line).upper()) for line in lines[1:])
    return next((command for command in found if command and command.name == "enter"), None)


def _coded(said: str) -> Command | None:
    bare = _SEPARATOR.sub("", said)
    for name, pattern, text in (
        ("link", _LINK_CODE, bare),
        ("enter", _ENTER_CODE, bare),
        ("bind", _BIND_CODE, bare),
        ("code", _BARE_CODE, said),
    ):
        if found := pattern.fullmatch(text):
            return Command(name, code("".join(part or "" for part in found.groups())))
    return None


def code(said: str) -> str:
    """A link code as it is shown, however it was typed: ＡＢＣＤ efgh → ABCD-EFGH; "" for nothing."""
    bare = _SEPARATOR.sub("", normalize("NFKC", said)).upper()[:LONGEST]
    return f"{bare[:4]}-{bare[4:]}" if bare else ""
