"""The single values that are known of a community, each read from what was typed for it.

Patterns meet cleaned text; a school and a name are taken as they were typed.
"""

import re
from unicodedata import normalize

from content.model import Plan
from content.text.normalise import clean

NAME = range(2, 21)  # characters that a name may have; a button shows twenty
SCHOOL = range(2, 31)
_ASKED = re.compile(r"[嗎呢?？]|多少|什麼|怎[麼樣]|哪[個些裡]|幾個|要不要|可不可以|\d[/.月-]\d")  # in no name
ENDS = "國民小學|國民中學|國小|國中|高中|高職|小學|中學|學校|大學|附小|附中|幼兒園"  # of a school's name
_SCHOOL = re.compile(f".+(?:{ENDS})")
_NOT_SCHOOL = re.compile("學校|.*[們是在要]")  # 「我們學校」 is none that could be written down


def typed(said: str, text: str, start: int, end: int) -> str:
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
    word = said.strip()
    return _line(said, SCHOOL) if _SCHOOL.fullmatch(word) and not _NOT_SCHOOL.match(clean(word)) else ""


def any_school(said: str) -> str:
    """Whatever was answered to the question for the school; "" for what can be no name of one."""
    return _line(said, SCHOOL)


def _line(said: str, length: range) -> str:
    line = " ".join("".join(char for char in said if char.isprintable()).split()).strip("「」『』\"' ，,。")
    named = any(char.isalpha() for char in line) and not _ASKED.search(line)
    return line if named and len(line) in length else ""


def year(said: str) -> int:
    """A school year of the Republic that was named (115, 115 學年度, 2026); 0 for none."""
    found = [int(one) for one in re.findall(r"(?<!\d)(?:20\d\d|1\d\d|9\d)(?!\d)", clean(said))]
    years = [one - 1911 if one > 1911 else one for one in found]
    return years[0] if len(years) == 1 and years[0] in range(90, 200) else 0
