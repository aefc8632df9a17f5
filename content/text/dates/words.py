"""Pieces of patterns that several parts of the grammar share, and the numbers in them."""

from content.text import numerals

HAN = "〇零一二兩三四五六七八九十廿卅百"
NUMBER = rf"(?:\d{{1,3}}|[{HAN}]{{1,7}})"
WEEKDAY = "一二三四五六日"
ERA = r"(?:(?P<republic>(?:中華)?民國|民)|西元|公元)?"

# Behind a bare number these make it something else than a day: 12月5場, 12/1-5人.
COUNTER = (
    "場|次|個|節|堂|人|位|名|天|週|年|月|元|塊|萬|千|百|份|篇|本|校|班|群|件|項|組|案|張|杯|盒|期|倍|台|支|冊|頁"
    r"|小時|分|時|點|%|k|:|/|\.\d|折|成|歲|樓|度|級|屆|梯|輪|遍|回|公里|趴|則|筆|號"
)
UNTIL = r"(?:起|開始)?(?:~|-|直?到|至|迄| to )(?:到|至)?"
OR = r"(?:、|,|或者?是?|還是|和|跟|與|及|&|[+]|,?要[嘛麼]|,?(?:要)?不然就?| or )"


def number(text: str) -> int | None:
    """A whole number in either script."""
    value = numerals.read(text)
    return value if isinstance(value, int) else None


def weekday(char: str) -> int:
    """0 is Monday; 天, 日 and 7 are Sunday."""
    return {"天": 6, "7": 6}.get(char, int(char) - 1 if char.isdigit() else WEEKDAY.find(char))


def full_year(said: str, republic: bool = False) -> int | None:
    """The year meant by 115, 2026 or 99; None where nobody has dates (12 of 12年國教)."""
    value = number(said)
    if value is None:
        return None
    if 1950 <= value <= 2100 and not republic:
        return value
    return value + 1911 if (1 if republic else 60) <= value <= 199 else None
