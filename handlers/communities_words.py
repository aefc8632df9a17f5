"""What is typed about communities: whole orders only, so that a question (「社群要幾個人」) is left to the plan.

Patterns meet cleaned text, in which 綁定 is 繫結, and 曆 is 歷.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from content.library import Library
from content.model import Plan
from content.text.normalise import clean, squeeze

LONGEST = 80  # characters; nobody orders with more
NAME = range(2, 21)  # characters that a name may have; a button shows twenty
SCHOOL = range(2, 31)
PLAN, YEAR, TIER, SCHOOL_KEY, NAME_KEY = "plan", "year", "tier", "school", "name"  # keys of what is said or asked
_ASKED = re.compile(r"[嗎呢?？]|多少|什麼|怎[麼樣]|哪[個些裡]|幾個|要不要|可不可以|\d[/.月-]\d")  # in no name
_ASKS = re.compile(r"[嗎?？呢]|多少|幾|什麼|怎|哪|誰|何時|可不可以|能不能|是不是|要不要|有沒有|需要|可以")
_PLEASE = "(?:請|麻煩|拜託|幫我|幫忙|我想要?|我要|想要?)*"
_THANKS = "(?:一下|吧|了|喔|謝謝|感謝)*"
_OURS = "(?:把)?(?:這個|我的|我們的?|目前的?|現在的?)?"
_SPLIT = re.compile(r"[\s，,、；;。:：]+")
_SCHOOL = re.compile(r".+(?:國小|國中|高中|高職|小學|中學|學校|大學|附小|附中|幼兒園)")
_YEAR = re.compile(r"(?:民國)?\d{3}(?:學年度?|年度|年)?")
_GENERIC = re.compile(r"(?:教師|教學|老師|專業|學習|共備|新|的|我們?|學校|自己)*社群")
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(f"{_PLEASE}(?:{pattern}){_THANKS}"))
    for name, pattern in (
        ("mine", "(?:看|列出|查)?我們?的社群(?:有哪些|列表|清單)?|我(?:有|在|加入了?)(?:哪些|什麼)社群"),
        ("mine", "社群(?:列表|清單)|(?:切換|更換|換)(?:一個|到?別的|到?另一個)?社群"),
        ("invite", "邀請(?:新?成員|新?社群成員|同事|夥伴|(?:老師|人)加入(?:社群)?)"),
        ("invite", "(?:給我|產生|拿)?(?:一個)?(?:新的?)?(?:成員)?邀請碼"),
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
    return _changed(said, text, plan) or _switched(said, text) or _made(said, text, library, plan)


def _listed(word: str, words: tuple[tuple[str, re.Pattern[str]], ...]) -> str:
    return next((name for name, pattern in words if pattern.fullmatch(word)), "")


def _changed(said: str, text: str, plan: Plan | None) -> Order | None:
    """A new name, tier or school; one that is not understood is asked for."""
    for key, pattern in _CHANGES:
        found = pattern.fullmatch(text)
        if found and not _ASKS.search(text):
            return _change(key, _typed(said, text, *found.span("rest")), plan)
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
    return Order("work", {NAME_KEY: _typed(said, text, *found.span("rest"))}, vague=True) if found else None


def _made(said: str, text: str, library: Library, plan: Plan | None) -> Order | None:
    found = _MAKE.fullmatch(text)
    if not found or _ASKS.search(text):
        return None
    head, called, more = (_typed(said, text, *found.span(part)) for part in ("head", "called", "more"))
    details = _details(_SPLIT.split(more), library, plan)
    if details is None:
        return None
    named = {NAME_KEY: called} if called else _head(head, library, plan)
    return Order("found", {**details, **named})


def _details(pieces: list[str], library: Library, plan: Plan | None) -> dict[str, str] | None:
    """Plan, year, tier, school and name as they stand behind the order; None where something is a topic of a plan."""
    found: dict[str, str] = {}
    plan = next((one for piece in pieces if (one := _plan(piece, library))), plan)
    for piece in filter(None, pieces):
        if detail := _detail(piece, library, plan):
            found.setdefault(*detail)
        elif _asked_about(squeeze(clean(piece)), library):
            return None
        elif name(piece):
            found.setdefault(NAME_KEY, name(piece))
    return found


def _asked_about(word: str, library: Library) -> bool:
    """Whether questions speak of it (「建立社群 條件」); a name has something in it that they do not."""
    return all(word[at : at + 2] in library.index.rarity for at in range(len(word) - 1))


def _detail(piece: str, library: Library, plan: Plan | None) -> tuple[str, str] | None:
    if one := _plan(piece, library):
        return PLAN, one.id
    if _YEAR.fullmatch(clean(piece)) and year(piece):
        return YEAR, str(year(piece))
    if tier(piece, plan):
        return TIER, tier(piece, plan)
    if school(piece):
        return SCHOOL_KEY, piece
    return (NAME_KEY, piece) if piece.endswith("社群") else None


def _head(head: str, library: Library, plan: Plan | None) -> dict[str, str]:
    """What stands before 社群: 「桃園103進階社群」, 「北昌共備社群」."""
    found: dict[str, str] = {}
    rest = head
    for one in library.plans.values():
        if rest.startswith(one.name):
            found[PLAN], plan, rest = one.id, one, rest.removeprefix(one.name)
    if year := re.match(r"(\d{3})學年度?的?", rest):
        found[YEAR], rest = year[1], rest[year.end() :]
    if tier(rest, plan):
        return found | {TIER: tier(rest, plan)}
    return found if _GENERIC.fullmatch(clean(rest)) else found | {NAME_KEY: rest}


def _plan(piece: str, library: Library) -> Plan | None:
    """The one plan that a piece names."""
    word = squeeze(clean(piece)).removesuffix("計畫").removesuffix("的")
    named = [one for one in library.plans.values() if word in _names(one)]
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=64)
def _known(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(squeeze(clean(one)) for one in names)


def _names(plan: Plan) -> frozenset[str]:
    return _known((plan.id, plan.name, plan.county, *plan.aliases))


def _typed(said: str, text: str, start: int, end: int) -> str:
    """A part of a cleaned text as it was typed, where places in the one are places in the other."""
    if start < 0:
        return ""
    plain = " ".join(normalize("NFKC", said).split())
    return (plain if len(plain) == len(text) else text)[start:end].strip(" 。!！")


def tier(said: str, plan: Plan | None) -> str:
    """The id of a plan's tier that is named, with or without 社群; "" for none."""
    return (plan.tier_named(said.strip()) or plan.tier_named(clean(said))) if plan else ""


def name(said: str) -> str:
    """A community's name on one line; "" for what can be none."""
    return _line(said, NAME)


def school(said: str) -> str:
    """A school by the end of its name; "" for everything else."""
    return _line(said, SCHOOL) if _SCHOOL.fullmatch(said.strip()) else ""


def any_school(said: str) -> str:
    """Whatever was answered to the question for the school; "" for what can be no name of one."""
    return _line(said, SCHOOL)


def _line(said: str, length: range) -> str:
    line = " ".join("".join(char for char in said if char.isprintable()).split()).strip("「」『』\"' ，,。")
    named = any(char.isalpha() for char in line) and not _ASKED.search(line)
    return line if named and len(line) in length else ""


def year(said: str) -> int:
    """A school year of the Republic that was named (115, 115 學年度, 2026); 0 for none."""
    found = [int(one) for one in _digits(clean(said))]
    years = [one - 1911 if one > 1911 else one for one in found]
    return years[0] if len(years) == 1 and years[0] in range(90, 200) else 0


def _digits(text: str) -> Iterator[str]:
    yield from re.findall(r"(?<!\d)(?:20\d\d|1\d\d|9\d)(?!\d)", text)
