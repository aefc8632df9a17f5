"""A linear reader: which question a text asks, learnt from all wordings at once.

`make train` writes its weights (tests/tools/train.py); here they are only added up. Without the file, or for questions
that are newer than it, likeness to the nearest wording decides (content/index.py). orders.txt is read alike, and has
no rarities.
"""

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Pairs = tuple["array[int]", "array[int]"]  # numbers of questions, and their weights
VERSION = 2  # of the file
STEP = 16  # weights are kept in sixteenths, one byte each


@dataclass(frozen=True, slots=True)
class Reader:
    """Weights: per feature the numbers of the questions that it speaks for or against, and how strongly."""

    keys: tuple[str, ...] = ()
    bias: tuple[float, ...] = ()
    weights: Mapping[str, "Pairs"] = field(default_factory=dict)
    rarity: Mapping[str, float] = field(default_factory=dict)  # of every feature in any wording
    fingerprint: str = ""

    def scores(self, features: Mapping[str, float]) -> dict[str, float]:
        """Log-odds per question for weighted features of unit length."""
        sums = list(self.bias)
        for feature, value in features.items():
            if held := self.weights.get(feature):
                share = value / STEP
                for key, weight in zip(*held, strict=True):
                    sums[key] += share * weight
        return dict(zip(self.keys, sums, strict=True))


def read_reader(path: Path) -> Reader:
    """The reader in a file that `make train` wrote; an empty one where there is none."""
    if not path.exists():
        return Reader()
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    facts = json.loads(head)
    if facts.get("version") != VERSION:
        return Reader()  # written by another version: read without it until it is trained again
    weights: dict[str, Pairs] = {}
    rarity: dict[str, float] = {}
    for row in rows:
        feature, rare, keys, strengths = row.split("\t")
        if rare:
            rarity[feature] = float(rare)
        if keys:
            weights[feature] = (array("H", map(int, keys.split(" "))), array("b", map(int, strengths.split(" "))))
    return Reader(tuple(facts["keys"]), tuple(facts["bias"]), weights, rarity, facts["fingerprint"])
