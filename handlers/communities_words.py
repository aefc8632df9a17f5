"""What is typed about communities: whole orders only, so that a question (「社群要幾個人」) is left to the plan.

Patterns meet cleaned text, in which 綁定 is 繫結, and 曆 is 歷.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from content.library import Library
from content.model import Plan
from content.text.normalise import clean, squeeze
from handlers import communities_details as details
from handlers.communities_details import NAME_KEY, PLAN, SCHOOL_KEY, TIER, YEAR
from handlers.communities_values import school, tier, typed

LONGEST = 80  # characters; nobody orders with more
_ASKS = re.compile(r"[嗎?？呢]|多少|幾|什麼|怎|哪|誰|何時|可不可以|能不能|是不是|要不要|有沒有|需要|可以")
_PLEASE = "(?:請|麻煩|拜託|幫我|幫忙|我想要?|我要|想要?)*"
_THANKS = "(?:一下|吧|了|喔|謝謝|感謝)*"
_OURS = "(?:把)?(?:這個|我的|我們的?|目前的?|現在的?)?"
_HOW = "(?:要)?(?:怎麼|怎樣|如何)"
_WHOM = "(?:別的|其他|新的?|學校的?|我們的?|更多|一些)?(?:[^社的外校]{1,2})?(?:老師|同事|夥伴|成員|人)(?:們)?"
_GROUP = "(?:我們的?|這個|社群的?)?(?:line|telegram|tg)?群組"
_GENERIC = re.compile(r"(?:教師|教學|老師|專業|學習|共備|新|的|我們?|學校|自己)*社群")
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(f"{_PLEASE}(?:{pattern}){_THANKS}"))
    for name, pattern in (
        ("mine", "(?:看|列出|查)?我們?的社群(?:有哪些|列表|清單)?|我(?:有|在|加入了?)(?:哪些|什麼)社群"),
        ("mine", "社群(?:列表|清單)|(?:切換|更換|換)(?:一個|到?別的|到?另一個)?社群"),
        ("invite", "邀請(?:新?成員|新?社群成員|同事|夥伴|(?:老師|人)加入(?:社群)?)"),
        ("invite", "(?:給我|產生|拿)?(?:一個)?(?:新的?)?(?:成員)?邀請(?:碼|連結|網址)"),
        ("co", "(?:邀請|新增|加)(?:一位|一個)?(?:共同|副|協同)召集人|共同召集人的?邀請碼"),
        ("revoke", "(?:作廢|取消|撤回|廢掉)(?:所有|全部)?的?(?:邀請碼?|碼)|邀請碼(?:全部|都)?作廢"),
        ("leave", f"(?:退出|離開|脫離){_OURS}社群"),
        ("close", f"(?:結束|關閉|解散|關掉|收掉){_OURS}社群"),
        (
            "over",
            f"交接{_OURS}社群(?:給.*)?|(?:社群|召集人)?交接給?(?:下一任|新任?的?|明年的?|接任的?)召集人|移交{_OURS}社群",
        ),
        ("roll", "(?:開始?|開啟|建立|新增)(?:一個)?(?:新的?|下一?個?)學年度?的?(?:社群)?"),
        ("bind", "(?:繫結|綁|連結)(?:這個|我們的?|line|telegram|tg)?群組|群組繫結"),
        ("bind", f"把?{_GROUP}(?:繫結|綁起來|綁到?社群|繫結到?社群)|{_GROUP}(?:要)?(?:怎麼|如何)(?:繫結|綁)"),
        ("renew", "(?:換|更換|重設|作廢)(?:新的?)?行事歷的?(?:網址|連結)|行事歷(?:網址|連結)(?:換新|作廢|重設)"),
        ("feed", "(?:看|給我|開|打開)?(?:我們?的|社群的?)?行事歷的?(?:網址|連結|網頁)|訂閱(?:我們?的|社群的?)?行事歷"),
        (
            "feed",
            "(?:把)?行事歷(?:加到|匯入|同步到?|放進)(?:我的)?(?:手機|google|iphone|apple|谷歌)?(?:行事歷|日歷|手機)?",
        ),
        ("how", "加入(?:一個|別的|其他)?(?:教學|教師)?社群"),
    )
)
_VAGUE: tuple[tuple[str, re.Pattern[str]], ...] = (  # words that a plan may be asked with, by who is in no community
    ("members", re.compile("(?:看|列出)?(?:社群的?)?成員(?:列表)?|(?:我的|我們)社群(?:裡)?有(?:誰|哪些人|幾個人)")),
    ("over", re.compile(f"{_PLEASE}(?:社群|召集人)?交接|交棒")),
    (
        "over",
        re.compile(f"{_PLEASE}把?{_OURS}(?:社群|召集人)(?:交|移交|轉|讓)給.{{1,10}}|(?:社群)?(?:要)?(?:怎麼|如何)交接"),
    ),
    ("invite", re.compile(f"{_PLEASE}{_HOW}?邀請{_WHOM}(?:進|加入|一起)?來?{_OURS}(?:社群)?")),
    ("invite", re.compile(f"{_PLEASE}{_HOW}?(?:把|讓|加){_WHOM}(?:加|拉)?(?:進|進來|加入){_OURS}(?:社群)?")),
    (
        "co",
        re.compile(
            f"{_HOW}(?:邀請|新增|加)(?:一位|一個)?(?:共同|副|協同)召集人|(?:共同|副|協同)召集人(?:要)?{_HOW}(?:加|邀請|新增)"
        ),
    ),
)
_CHANGES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(f"{_PLEASE}(?:{pattern})[\\s:]*(?P<rest>.*)"))
    for name, pattern in (
        (NAME_KEY, rf"{_OURS}社群(?:的?(?:名稱|名字))?(?:改名|更名|改)(?:[為成叫]|\s|$)|{_OURS}社群改名"),
        (NAME_KEY, rf"(?:改|更改){_OURS}社群的?(?:名稱|名字|名)[為成叫]?"),
        (TIER, rf"(?:改|更改|調整|換)\s*{_OURS}(?:社群的?)?(?:層級|類別)[為成到]?"),
        (TIER, rf"{_OURS}(?:社群的?)?(?:層級|類別|級別)(?:改|換|變更)[為成到]?"),
        (SCHOOL_KEY, rf"(?:改|更改|變更)\s*{_OURS}(?:社群的?)?學校[為成]?|{_OURS}(?:社群的?)?學校改[為成]"),
    )
)
_MAYBE = re.compile("社群|層級|類別|級別|學校|換[到成]")
_SWITCH = re.compile(rf"{_PLEASE}(?:切換|換)[到成]\s*(?P<rest>.+)")
_MAKE = re.compile(
    rf"{_PLEASE}(?:建立|成立|新增|創立|開設|新開|開|建)\s*(?:一個|一群|個)?\s*(?P<head>[^\s，,、；;。:：]*?社群)"
    r"(?:(?:，|,|\s)*(?:叫做?|名稱[為是叫]?|名字[是叫]?|名為)\s*(?P<called>[^\s，,、；;。]+))?"
    r"(?P<more>(?:[\s，,、；;。!！].*)?)"
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done; what was said with it, by key.

    `vague`: means this only from somebody who is in a community. `found` is never vague.
    """

    name: str
    said: Mapping[str, str]
    vague: bool = False


def read(said: str, library: Library, plan: Plan | None) -> Order | None:
    """The order that a message is; None for everything else. `plan`: the one that the chat looks at."""
    if not 0 < len(said) <= LONGEST:
        return None
    word = squeeze(clean(said))
    if name := _listed(word, _WORDS):
        return Order(name, {})
    if name := _listed(word, _VAGUE):
        return Order(name, {}, vague=True)
    text = clean(said)
    if not _MAYBE.search(text):
        return None
    return _changed(said, text, plan) or _switched(said, text) or _made(said, text, library)


def _listed(word: str, words: tuple[tuple[str, re.Pattern[str]], ...]) -> str:
    return next((name for name, pattern in words if pattern.fullmatch(word)), "")


def _changed(said: str, text: str, plan: Plan | None) -> Order | None:
    """A new name, tier or school; one that is not understood is asked for."""
    for key, pattern in _CHANGES:
        found = pattern.fullmatch(text)
        if found and not _ASKS.search(text):
            return _change(key, typed(said, text, *found.span("rest")), plan)
    return None


def _change(key: str, rest: str, plan: Plan | None) -> Order | None:
    if not rest:
        return Order(key, {}, vague=True)
    if key != SCHOOL_KEY and tier(rest, plan):
        return Order(TIER, {TIER: tier(rest, plan)}, vague=True)
    if key == TIER or (key == SCHOOL_KEY and not school(rest)):
        return None
    return Order(key, {key: rest}, vague=True)


def _switched(said: str, text: str) -> Order | None:
    found = _SWITCH.fullmatch(text)
    return Order("work", {NAME_KEY: typed(said, text, *found.span("rest"))}, vague=True) if found else None


def _made(said: str, text: str, library: Library) -> Order | None:
    found = _MAKE.fullmatch(text)
    if not found or _ASKS.search(text):
        return None
    head, called, more = (typed(said, text, *found.span(part)) for part in ("head", "called", "more"))
    told = details.read(more, library)
    if any(details.asked_about(one, library) for one in told.left):
        return None
    named = {NAME_KEY: called} if called else _head(head, library)
    return Order("found", {**details.perhaps(told, library), **told.said, **named})


def _head(head: str, library: Library) -> Mapping[str, str]:
    """What stands before 社群: 「桃園103進階社群」, 「115學年度北昌共備社群」."""
    if known := details.closed(head, library):
        return known
    found: dict[str, str] = {}
    rest = head
    for one in library.plans.values():
        if rest.startswith(one.name):
            found[PLAN], rest = one.id, rest.removeprefix(one.name)
    if named := re.match(r"的?(\d{3})學年度的?", rest):
        found[YEAR], rest = named[1], rest[named.end() :]
    return found if _GENERIC.fullmatch(clean(rest)) else found | {NAME_KEY: rest.removeprefix("的")}
