"""Orders to a ledger (記帳, 還剩多少, 刪掉那筆), and what else is wished for (六日不要吵我), told from questions.

Two small linear readers of their own: `make train` learns them from orders.yaml and wishes.yaml, and from all wordings
of questions as what is no order. Things, sums and days are made alike before they read, so that they see how something
is said, and not what was bought.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from math import exp
from pathlib import Path
from typing import Literal, get_args

from content.files import read_yaml
from content.lexicon import Lexicon
from content.problems import Problem
from content.reader import Reader
from content.text.normalise import clean, squeeze

Kind = Literal["add", "list", "room", "change", "remove", "settle", "undo"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OTHER = "other"  # what is no order to a ledger: a question, a date to be kept, a budget
THING, DAY, MONEY, NUMBER = "ヒエカモ"  # letters that nobody types; each stands for anything of its sort
START, END, ASKS = "^", "$", "?"
_ASKS = ("?", "ㄇ")  # marks of a question that do not outlive squeezing
SURE = 0.4  # probability of all orders together from which a message is one
_SINGLE = 0.5  # what a single letter weighs, against a pair or an idea
_TENS = "[一二兩三四五六七八九十]"
_DAYS = re.compile(
    rf"\d{{2,4}}[./年]\d{{1,2}}[./月]\d{{1,2}}[日號]?|\d{{1,2}} ?[/.] ?\d{{1,2}}(?!\d)"
    rf"|(?:\d{{1,2}}|{_TENS}{{1,3}}) ?月 ?(?:\d{{1,2}}|{_TENS}{{1,3}}) ?[日號]?"
    rf"|(?:\d{{1,2}}|{_TENS}{{1,3}}) ?[日號](?!碼)"
    r"|[上這下本]*個?(?:星期|週)[一二三四五六日天\d]|大?前天|昨[天日晚]?|今[天日早晚]|剛[剛才]"
    r"|(?<!\d)(?:0\d|1[0-2])[0-3]\d(?!\d| ?元)"
)
_MONEY = re.compile(
    r"(?:nt)?\$ ?[\d,.]+|\d[\d,]*(?:\.\d+)? ?(?:元整?|塊錢?|k\b)|\d{1,3}(?:,\d{3})+|\d{3,}"
    rf"|[一二兩三四五六七八九十百千萬零]+(?:元整?|塊錢?)|{_TENS}[百千萬][一二兩三四五六七八九十百千萬零]*"
)
_NUMBERS = re.compile(rf"\d+(?:\.\d+)?|{_TENS}+(?=[個份本次節人位場校班年月天週杯盒張組台支條筆])")


def features(said: str, lexicon: Lexicon) -> dict[str, float]:
    """What the reader looks at in a cleaned text: ideas, and letters and pairs of them, of unit length."""
    found: dict[str, None] = {ASKS: None} if any(mark in said for mark in _ASKS) else {}
    told = f"{START}{''.join(_told(squeeze(masked(said)), lexicon, found))}{END}"
    pairs = {told[at : at + 2] for at in range(len(told) - 1)}
    heavy, light = pairs.union(found), set(told)
    share = 1 / (len(heavy) + _SINGLE * _SINGLE * len(light)) ** 0.5
    return dict.fromkeys(heavy, share) | dict.fromkeys(light - heavy, _SINGLE * share)


def masked(said: str) -> str:
    """A cleaned text in which days, sums and numbers are alike."""
    return _NUMBERS.sub(NUMBER, _MONEY.sub(MONEY, _DAYS.sub(DAY, said)))


def _told(text: str, lexicon: Lexicon, ideas: dict[str, None]) -> Iterator[str]:
    """The text piece by piece, whatever may be bought made alike; its ideas are added to `ideas`."""
    at = 0
    for span in lexicon.scan(text):
        yield text[at : span.start]
        at, thing = span.end, span.idea.startswith("line:")
        ideas[f"#{span.idea}"] = None
        yield THING if thing else text[span.start : span.end]
    yield text[at:]


def likely(said: str, reader: Reader, lexicon: Lexicon) -> Mapping[str, float]:
    """Probabilities of the kinds of orders, and of OTHER, for what was said; nothing where there is no reader."""
    scores = reader.scores(features(clean(said), lexicon))
    odds = {kind: exp(score) for kind, score in scores.items()}
    whole = sum(odds.values())
    return {kind: odd / whole for kind, odd in odds.items()}


def read_orders(path: Path, kinds: Collection[str], problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    """Wordings by kind, and of none of them; nothing without a file. `kinds`: those known; none for any."""
    if not path.exists():
        return {}
    document = read_yaml(path, path.name, problems)
    known = {*kinds, OTHER} if kinds else document.keys()
    problems += [Problem(path.name, str(kind), "no such kind") for kind in document if kind not in known]
    return {kind: tuple(map(str, said)) for kind, said in document.items() if kind in known}
