"""What is wished for in words that no pattern knows (「六日不要吵我」): told from questions by a reader.

It is then said anew in words that are known, so that it is done, asked back or refused just as if it was typed so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from content.library import Library
from content.orders import OTHER, SURE
from content.text import dates
from content.text.dates import AtTime, Nothing
from content.text.normalise import clean, squeeze
from handlers.calendar_patterns import ADD_STRONG
from handlers.compose import Composer
from handlers.records import Deadline
from handlers.topic import Outcome, Turn

LONGEST = 160  # characters
LIKELY = 0.3  # chance of a kind from which it is taken for meant, where all together are sure
CERTAIN = 0.8  # the same where another reading is given up for it
LIKE = 0.5  # of the pairs of letters in a title, those that have to be said
TITLE = 40  # characters
# What is said instead, for what needs nothing more.
PLAIN: Mapping[str, str] = {
    "open": "我還有什麼沒交",
    "month": "這個月要做什麼",
    "next": "下一個期限",
    "overdue": "哪些過期了",
    "adopt": "採用計畫的期限",
    "feed": "行事曆網址",
    "settings": "提醒設定",
    "planned": "接下來會提醒什麼",
    "off": "關閉提醒",
    "on": "開啟提醒",
    "weekend": "週末不要提醒",
    "team": "提醒設定",
    "group": "群組也要提醒",
    "ungroup": "群組不要提醒",
    "leads": "提早幾天提醒",
    "quiet": "晚上不要提醒",
    "found": "建立社群",
    "invite": "邀請成員",
    "join": "加入社群",
    "members": "我的社群",
    "rename": "社群改名",
    "leave": "退出社群",
    "handover": "交接社群",
    "rollover": "開新學年",
    "close": "結束社群",
    "privacy": "隱私",
    "export": "匯出我的資料",
    "forget": "忘記我",
    "link": "連結帳號",
    "undo": "復原",
    "budget": "幫我看預算",
    "drafts": "我的預算",
    "help": "說明",
}
# What needs no community; what is no date to be noted though one is said; what a plan tells something of as well.
ALONE = frozenset(("found", "join", "privacy", "export", "forget", "link", "budget", "drafts", "help"))
UNNOTED = frozenset(("done", "cancel", "event", "snooze", "hour", "leads", "quiet", "weekend"))
STEPS = frozenset(("found", "join", "invite", "leave", "handover", "rollover", "close"))
_ASKS = re.compile("多少|幾[個人位群校名]|[一必]定要|必須|需要|規定|資格")
_DENIES = re.compile("沒有?要|不是要|(?:不要|不用|別|先不)再?(?:刪|取消|拿掉|移除|退出|離開|關|結束|解散)")
_NOT_YET = re.compile("還沒")  # what would be done otherwise
_CLAUSES = re.compile(r"[\s，,。;；！!、~～]+")
_POLITE = re.compile(
    "[幫替]我|麻煩|拜託|[請煩]您?[替協幫]|謝謝|感謝|感恩|不好意思|打擾|[您你師]好|抱歉|記[下得起住錄]|記一|登[記錄]|行事歷|排[入進]|提醒"
    "|忘|建檔|建立|期限$|行程"
)
_EDGES = re.compile(r"^(?:也就是|就是|那個|的|在|於|要|是|前|以前|之前|那天|當天)+|(?:的|在|於|是|要|訂|也就是|為)+$")


def told(said: str, library: Library, least: float = LIKELY) -> str:
    """The kind of wish that a text is; "" for none, or where no kind has that chance at `least`."""
    chances = library.wished(said)
    kind = max((one for one in chances if one != OTHER), key=lambda one: chances[one], default="")
    return kind if kind and 1 - chances[OTHER] >= SURE and chances[kind] >= least else ""


def instead(turn: Turn, composer: Composer) -> bool:
    """Whether a day is said to another end, and nobody orders to note it: 「12/23 共備取消」, 「提醒改晚上八點」."""
    said = turn.incoming.text
    return not ADD_STRONG.search(clean(said)) and told(said, composer.library, CERTAIN) in UNNOTED


async def meant(turn: Turn, composer: Composer) -> str:
    """What may be read instead of a text; "" where it is a question, or nothing that we know."""
    said = turn.incoming.text
    typed = turn.incoming.token is None and not turn.person.labelled(said)
    if not typed or turn.incoming.group or not 0 < len(said) <= LONGEST:
        return ""
    kind = told(said, composer.library)
    here = await turn.ports.communities.of(turn.incoming.person)
    if not kind or (kind not in ALONE and not here) or _is_not(kind, clean(said)):
        return ""
    if kind in PLAIN:
        return PLAIN[kind] if PLAIN[kind] != said else ""
    there = await turn.ports.communities.deadlines(here[0].community.id)
    return ACTS[kind](turn, [one for one in there if one.state == "open"])


def _is_not(kind: str, text: str) -> bool:
    """Whether a step is only asked about, or something is denied: 「我沒有要退出社群」, 「聘函還沒寄」."""
    asked, undone = kind in STEPS and _ASKS.search(text), kind in UNNOTED and _NOT_YET.search(text)
    return bool(asked or undone or _DENIES.search(text))


def _added(turn: Turn, _there: list[Deadline]) -> str:
    """「您好，麻煩幫我登記一下，12月4日下午兩點，我們要開期中檢討會，謝謝」."""
    text = clean(turn.incoming.text)
    said = ""
    while (when := dates.read(text, turn.now)).said and not isinstance(when.value, Nothing):
        said = said if len(said) >= len(when.said) else when.said
        text = f"{text[: when.start]}，{text[when.end :]}"
    clauses = [_EDGES.sub("", one) for one in _CLAUSES.split(text) if not _POLITE.search(one)]
    whole = " ".join(one for one in clauses if one)
    title = whole if len(whole) <= TITLE else max(clauses, key=len)[:TITLE]
    return f"幫我記 {said} {title}" if said and len(title) > 1 else ""


def _done(turn: Turn, there: list[Deadline]) -> str:
    title = _titled(turn, there)
    return f"{title}完成了" if title else ""


def _cancelled(turn: Turn, there: list[Deadline]) -> str:
    title = _titled(turn, there)
    return f"刪掉{title}" if title else ""


def _happened(turn: Turn, _there: list[Deadline]) -> str:
    when = dates.read(clean(turn.incoming.text), turn.now)
    return f"{when.said}活動辦完了"


def _later(turn: Turn, _there: list[Deadline]) -> str:
    when = dates.read(clean(turn.incoming.text), turn.now)
    return f"{when.said}再提醒我" if when.said else "晚點再提醒我"


def _at_hour(turn: Turn, _there: list[Deadline]) -> str:
    when = dates.read(clean(turn.incoming.text), turn.now)
    return f"改成{when.said}提醒" if isinstance(when.value, AtTime) else "改提醒時間"


ACTS: Mapping[str, Callable[[Turn, list[Deadline]], str]] = {
    "add": _added,
    "done": _done,
    "cancel": _cancelled,
    "event": _happened,
    "snooze": _later,
    "hour": _at_hour,
}


def _titled(turn: Turn, there: list[Deadline]) -> str:
    """The title that is spoken of; "" where none is, or where it may be several."""
    text = _pairs(turn.incoming.text)
    shares = {one.title: len(text & _pairs(one.title)) / max(1, len(_pairs(one.title))) for one in there}
    best = max(shares.values(), default=0.0)
    found = [title for title, share in shares.items() if share == best]
    return found[0] if best >= LIKE and len(found) == 1 else ""


def _pairs(said: str) -> set[str]:
    word = squeeze(clean(said))
    return {word[at : at + 2] for at in range(len(word) - 1)}


def read_so(outcome: Outcome, said: str, composer: Composer) -> Outcome:
    """With what it was read as, where something else may have been meant."""
    *before, last = outcome.replies
    text = f"{last.text}\n{composer.phrases.understood.format(label=said)}"
    return replace(outcome, replies=(*before, replace(last, text=text)))
