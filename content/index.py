"""Which question is nearest in wording: weighted characters, pairs and ideas, each wording a document of its own."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

from content.lexicon import FILLER, Lexicon
from content.model import Question
from content.text.normalise import clean, squeeze

_DIGITS = re.compile(r"\d+(?:\.\d+)?|[二兩三四五六七八九十百千萬]+(?=[案班校所間分場人位名節元塊])")
_PAIR, _SINGLE, _TOPIC, _ATTRIBUTE, _NAME = 1.0, 0.4, 2.2, 1.2, 0.7
TIER = "topic:tier"
_COMMON = 0.12  # a feature in more than this share of the wordings finds nobody; it only weighs
_SHORTLIST = 48  # wordings compared exactly


def mask(text: str) -> str:
    """Numbers made alike, so that 第12案 finds 第30案."""
    return _DIGITS.sub("0", text)


def features(text: str, lexicon: Lexicon) -> dict[str, float]:
    """Weighted features of a squeezed text: ideas, and pairs and single characters outside fillers."""
    found: dict[str, float] = {}
    kept: list[str] = []
    text, at = mask(text), 0
    for span in lexicon.scan(text):
        kept.append(text[at : span.start])
        at = span.end
        if span.idea == FILLER:
            kept.append(" ")
            continue
        found["#" + span.idea] = _ATTRIBUTE if span.idea.startswith("attribute") else _TOPIC
        said = text[span.start : span.end]
        if span.idea == TIER:
            found["~" + said] = _NAME
        kept.append(" " if span.idea == TIER else said)  # 專業分享 is not about 分享
    kept.append(text[at:])
    for run in "".join(kept).split():
        found |= dict.fromkeys(run, _SINGLE)
        found |= dict.fromkeys((run[i : i + 2] for i in range(len(run) - 1)), _PAIR)
    return found


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that a text may ask: likeness 0..1 of its best wording, and that wording's number."""

    key: str
    score: float
    wording: int


class Index:
    """Wordings of questions, and how rare each feature is; built once, only read afterwards."""

    def __init__(
        self, questions: Iterable[Question], lexicon: Lexicon, rarity: Mapping[str, float] | None = None
    ) -> None:
        """`rarity` is taken over where it is known already (from a trained reader), else learnt from the wordings."""
        self.lexicon = lexicon
        self.keys: list[str] = []
        rows: list[dict[str, float]] = []
        for question in questions:
            for wording in (question.label, *question.wordings):
                self.keys.append(question.key)
                rows.append(features(squeeze(clean(wording)), lexicon))
        self.rarity = rarity or _rarity(zip(self.keys, rows, strict=True))
        self._unseen = max(self.rarity.values(), default=1.0)
        self.rows = [self._unit(row) for row in rows]
        self._postings = _postings(self.rows)

    def _unit(self, row: Mapping[str, float]) -> dict[str, float]:
        weighed = {f: w * self.rarity.get(f, self._unseen) for f, w in row.items()}
        length = sqrt(sum(w * w for w in weighed.values())) or 1.0
        return {f: w / length for f, w in weighed.items()}

    def vector(self, text: str) -> dict[str, float]:
        """A squeezed text's features, weighed by rarity, of unit length."""
        return self._unit(features(text, self.lexicon))

    def rank(self, query: Mapping[str, float]) -> list[Hit]:
        """Questions by likeness of their best wording to a vector, best first."""
        rough: Counter[int] = Counter()
        for feature, weight in query.items():
            for row, other in self._postings.get(feature, ()):
                rough[row] += weight * other  # type: ignore[assignment]
        best: dict[str, Hit] = {}
        for row, _ in rough.most_common(_SHORTLIST):
            score = sum(weight * self.rows[row].get(f, 0.0) for f, weight in query.items())
            key = self.keys[row]
            if key not in best or score > best[key].score:
                best[key] = Hit(key, score, row)
        return sorted(best.values(), key=lambda hit: -hit.score)


def _rarity(rows: Iterable[tuple[str, Mapping[str, float]]]) -> dict[str, float]:
    holders: defaultdict[str, set[str]] = defaultdict(set)
    keys: set[str] = set()
    for key, row in rows:
        keys.add(key)
        for feature in row:
            holders[feature].add(key)
    return {feature: log(1 + len(keys) / len(held)) for feature, held in holders.items()}


def _postings(rows: list[dict[str, float]]) -> dict[str, list[tuple[int, float]]]:
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for feature, weight in row.items():
            postings[feature].append((number, weight))
    most = max(40, int(_COMMON * len(rows)))
    return {feature: held for feature, held in postings.items() if len(held) <= most}
