"""What a month is said with: 12月5日, 下個月底, 中旬, 第一個週三, 月底, 5號."""

import re
from datetime import date, timedelta

from content.text.dates import almanac
from content.text.dates.places import (
    InMonth,
    Months,
    Place,
    Stretch,
    any_month,
    day_of_month,
    end_of_month,
    month_end,
    month_of_year,
    nth_weekday,
    shift_month,
    this_month,
    week_of,
    whole_month,
)
from content.text.dates.words import COUNTER, HAN, NUMBER, number, weekday

Found = tuple[Place, int]

_MONTH = re.compile(rf"(?P<m>{NUMBER})月份?(?!考|薪|費|租|刊|票|球|亮|餅|花)")
_BEFORE_LAST = re.compile("(?P<y>年)?(?(y)|月)底的?(?=最後)")  # 月底最後一個週五
_EDGE_OF_YEAR = re.compile("(?P<first>第[一1]個)|最後一個")  # 明年第一個上班日
_MONTH_WORD = re.compile(
    r"(?P<w>再?下+(?:一?個)?|上+(?:一?個)?|次|這一?個|這|本|當)月份?(?!考|薪|費|刊)(?:內|以內|之內)?"
)

_PART = r"上旬|中旬|下旬|底|末|尾|初(?![一二三四五六七八九十])|中(?![午間心秋國小學元央])"
_DAYS = {"初": 1, "上旬": 5, "中": 15, "中旬": 15, "下旬": 25}
_SUFFIX = re.compile(
    rf"的?(?:(?:月(?=底|初|中|末))?(?P<part>{_PART})"
    rf"|第(?P<nth>{NUMBER})個?週(?P<w>[一二三四五六日天])|最後(?:一|1)?個?週(?P<last>[一二三四五六日天])"
    rf"|第(?P<office>{NUMBER})個?(?:工作|上班)[天日]|(?P<closing>最後(?:一|1)?個?(?:工作|上班)[天日])"
    r"|(?P<first>第一天|首日)|(?P<end>最後一[天日])"
    rf"|(?P<d>{NUMBER})[日號]|(?P<bare>{NUMBER})(?![\d{HAN}]|{COUNTER}))"
)
_WEEK = re.compile(
    rf"的?(?:第(?P<n>{NUMBER})|(?P<last>最後)一?)個?週(?![一二三四五六日天])(?:的?週(?P<w>[一二三四五六日天]))?"
)

_DATED = re.compile("(?:^|[^\\w]|[在於到至或和及是記改前訂定約從自由即為])$")
_BARE = re.compile(
    r"月(?P<part>底|末|尾|初|中(?!午))"
    rf"|第(?P<nth>{NUMBER})個?週(?P<w>[一二三四五六日天])|最後一?個週(?P<last>[一二三四五六日天])"
    rf"|(?!兩)(?P<d>\d{{1,2}}|[{HAN}]{{1,4}})[日號](?!(?:以|之)?[內後](?!天)|間|數|歷|文|圓|幣|研習|講|課|營|工作坊|遊|報|程"
    "|教室|房|樓|門|館|公車|車|桌|函|碼|召|線|講師|選手|隊|座|倉|櫃|窗|電池|字|本|機|球|店|同學|學生|會議室)"
)


def months_at(text: str, at: int, year: int | None, today: date) -> tuple[Months, int] | None:
    """12月, or where no year was said before it 下個月, 本月."""
    if found := _MONTH.match(text, at):
        month = number(found["m"]) or 0
        return (this_month(year, month) if year else month_of_year(month)), found.end()
    if year is None and (found := _MONTH_WORD.match(text, at)):
        by = found["w"].count("下") - found["w"].count("上") + (found["w"][0] == "次")
        return this_month(*shift_month(today.year, today.month, by), named=by != 0), found.end()
    if year and (found := _EDGE_OF_YEAR.match(text, at)):
        return this_month(year, 1 if found["first"] else 12), at
    if found := _BEFORE_LAST.match(text, at):
        december = this_month(year, 12) if year else month_of_year(12)
        return (december if found["y"] or year else any_month()), found.end()
    return None


def in_months(months: Months, text: str, at: int) -> Found:
    """The part of the months that is said next, or all of them."""
    if week := _WEEK.match(text, at):
        return _nth_week(months, week), week.end()
    if not (found := _SUFFIX.match(text, at)):
        return Place(months.at(whole_month), unit="month", fixed=months.fixed), at
    return Place(months.at(_where(found)), "day", fixed=months.fixed, rough=_is_rough(found, months)), found.end()


def bare(text: str, at: int) -> Found | None:
    """月底, 5號, 第二個週三: of the month that comes first."""
    if not (found := _BARE.match(text, at)) or _is_length(text, at, found):
        return None
    months = any_month()
    return Place(months.at(_where(found)), "day", rough=_is_rough(found, months)), found.end()


def _is_length(text: str, at: int, found: re.Match[str]) -> bool:
    """為期3日, 辦理一日 are lengths; a day of the month stands alone or behind a word that dates follow."""
    return found["d"] is not None and found[0].endswith("日") and not _DATED.search(text[max(0, at - 2) : at])


def _is_rough(found: re.Match[str], months: Months) -> bool:
    part = found["part"]
    return part is not None and (part in _DAYS or months.named)


def _where(found: re.Match[str]) -> InMonth:
    """The day of a month that a suffix names."""
    said = found.groupdict()
    if part := said["part"]:
        return day_of_month(_DAYS[part]) if part in _DAYS else end_of_month
    if said["last"] or said["nth"]:
        return (
            nth_weekday(-1, weekday(said["last"]))
            if said["last"]
            else nth_weekday(_int(said["nth"]), weekday(said["w"]))
        )
    if said.get("closing") or said.get("office"):
        return _office_day(-1 if said["closing"] else _int(said["office"]))
    if said.get("first") or said.get("end"):
        return day_of_month(1) if said["first"] else end_of_month
    return day_of_month(_int(said["d"] or said.get("bare")))


def _nth_week(months: Months, found: re.Match[str]) -> Place:
    """12月第二週: counted from the week of the 1st, or from the first Monday; schools do both."""
    nth = _int(found["n"]) if found["n"] else 0
    day = weekday(found["w"]) if found["w"] else None
    whole = Place(months.at(_week(nth, day, whole=True)), fixed=months.fixed)
    return Place(months.at(_week(nth, day, whole=False)), fixed=months.fixed, others=(whole,))


def _week(nth: int, day: int | None, *, whole: bool) -> InMonth:
    """The nth week (0: the last) of a month, or a weekday in it; `whole` weeks lie inside the month."""

    def where(year: int, month: int) -> Stretch | None:
        if not (1 <= month <= 12 and 0 <= nth <= 5):
            return None
        edge, inside = (date(year, month, 1), 6) if nth else (month_end(year, month), -6)
        monday, sunday = week_of(edge + timedelta(days=inside) if whole else edge, max(nth - 1, 0))
        only = monday + timedelta(days=day or 0)
        return (monday, sunday) if day is None else (only, only)

    return where


def _int(said: str | None) -> int:
    return (number(said) if said else None) or 0


def _office_day(nth: int) -> InMonth:
    """The nth office day of a month; -1 is the last."""

    def where(year: int, month: int) -> Stretch | None:
        if not 1 <= month <= 12 or nth == 0:
            return None
        outside = date(year, month, 1) - almanac.ONE_DAY if nth > 0 else month_end(year, month) + almanac.ONE_DAY
        day = almanac.office_days_after(outside, nth)
        return (day, day) if (day.year, day.month) == (year, month) else None

    return where
