"""English inside a Chinese chat: words that our grammar knows by another name, and dateparser for the rest."""

import re
import warnings
from datetime import datetime

_MONTHS = ("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
           "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?")  # fmt: skip
_WEEKDAYS = {"一": "mon(?:day)?", "二": "tue(?:s(?:day)?)?", "三": "wed(?:nesday)?", "四": "thu(?:rs?(?:day)?)?",
             "五": "fri(?:day)?", "六": "sat(?:urday)?", "日": "sun(?:day)?"}  # fmt: skip
_DAY = r"(?<![\d:/.])(\d{1,2})(?:st|nd|rd|th)?(?![\d:a-z])"
_YEAR = r",?[ -]?(20\d\d)(?!\d)"

# What makes a text worth asking dateparser: 10m, 3h and A4 would be dates to it, too.
_WORTH = re.compile(r"(?<![a-z])(?:in|after|ago|later|from now|next|last|within)(?![a-z])|\d{1,2}/\d{1,2}/\d{4}")
_LATIN = re.compile(r"[a-z0-9][a-z0-9 ,./:'-]*")
_LEAD = re.compile(r"^(?:(?:by|before|due|on|until|till|deadline|no later than|is|the)\b[ :]*)+")
_LONGEST = 60  # characters; dateparser takes seconds over a page
_YEARS = 3  # farther away is a misreading: half-normalised text has given the year 4052


def _word(pattern: str) -> str:
    return rf"(?<![a-z])(?:{pattern})(?![a-z])"


def _month(number: int, name: str) -> list[tuple[str, str]]:
    before, after = rf"(?<![a-z])(?:{name})\.?[ -]?{_DAY}", rf"{_DAY}[ -]?(?:of )?(?:{name})"
    return [
        (rf"^(?:{name})\.?$", f"{number}月"),
        (before + _YEAR, rf"\2年{number}月\1日"),
        (before, rf"{number}月\1日"),
        (after + _YEAR, rf"\2年{number}月\1日"),
        (rf"{after}(?![a-z])", rf"{number}月\1日"),
    ]


# English patterns and the Chinese that stands for them, in this order.
IN_CHINESE: tuple[tuple[str, str], ...] = (
    (_word("(?:the )?day after tomorrow"), "後天"),
    (_word("tomorrow|tmrw?|tmw"), "明天"),
    (r"(?<![a-z])at (?=\d)", ""),
    (_word("tonight"), "今晚"),
    (_word("today"), "今天"),
    (_word("yesterday"), "昨天"),
    *(pair for number, name in enumerate(_MONTHS, start=1) for pair in _month(number, name)),
    *((_word(name) + r"\.?,? ?(?:at )?", f"週{day}") for day, name in _WEEKDAYS.items()),
    (_word("every|each"), "每"),
    (r"週(.) ?next week(?![a-z])", r"下週\1"),
    (r"(?<![a-z])next (?=週)", "下"),
    (_word("next week"), "下週"),
    (r"(?<![a-z])this (?=週)", "這"),
    (r"(?<![a-z])last (?=週)", "上"),
    (_word("end of (?:the |this )?month|eom"), "月底"),
    (_word("this week"), "這週"),
    (_word("last week"), "上週"),
    (_word("this month"), "這個月"),
    (_word("last month"), "上個月"),
    (_word("next month"), "下個月"),
    (_word("noon"), "中午"),
    (r"(?<![a-z])within (\d+) days?(?![a-z])", r"\1天內"),
    (r"(?<![a-z])within (\d+) weeks?(?![a-z])", r"\1週內"),
)


def ask_dateparser(text: str, now: datetime) -> tuple[datetime, bool, int, int] | None:
    """What dateparser makes of the Latin part of a cleaned text: moment, is its time of day meant, start, end."""
    if not (worth := _WORTH.search(text)):
        return None
    for part in _LATIN.finditer(text):
        if part.start() <= worth.start() < part.end():
            lead = _LEAD.match(part[0])
            said = part[0][lead.end() if lead else 0 :].strip(" ,.")
            found = _parse(said, now) if len(said) <= _LONGEST else None
            return (found, bool(re.search(r":|[ap]m\b|hour|min", said)), part.start(), part.end()) if found else None
    return None


def _parse(said: str, now: datetime) -> datetime | None:
    import dateparser  # 60-300 ms and 5 MB: only when an English phrase turns up

    settings = {
        "DATE_ORDER": "MDY",
        "PREFER_DATES_FROM": "future",
        "REQUIRE_PARTS": ["day", "month"],
        "RELATIVE_BASE": now.replace(tzinfo=None),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = dateparser.parse(said, languages=["zh-Hant", "zh", "en"], settings=settings)
    if found is None or abs(found.year - now.year) > _YEARS:
        return None
    return found.replace(tzinfo=now.tzinfo)
