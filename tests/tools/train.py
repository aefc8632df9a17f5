"""make train: learns the readers' weights from all wordings and writes content/reader.txt and content/orders.txt.

Multinomial logistic regression over the features of content/index.py, and of content/orders.py. Deterministic: same
wordings, same files.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from content.index import Index
from content.library import HERE, read_library
from content.orders import OTHER, SURE, features
from content.reader import STEP, VERSION
from content.text.normalise import clean, squeeze

STRENGTH = 15.0  # inverse regularisation; measured on held-out authors, 10 to 20 are alike
CLOSE = 1e-4  # where it stops; with ten times that it may stop long before it has learnt its own wordings
SMALLEST = 0.25  # weaker weights change no answer
WEAKEST = 0.6  # the same for orders
ORDERS = 30.0  # inverse regularisation of the orders; 30 to 100 are alike
OFTENER = 10.0  # what an order counts against a question, of which there are many more
AGAIN = 4.0  # what a question that was taken for an order counts in the next round
ROUNDS = 8


def main() -> int:
    """Trains on a content folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=HERE)
    root = parser.parse_args().root
    library, _ = read_library(root)
    rows = list(lines(library))
    (root / "reader.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(library.questions)} questions, {len(rows) - 1} features")
    learnt = [("orders", library.orders, ()), ("wishes", library.wishes, library.orders.items())]
    for name, orders, others in learnt:
        if orders:
            more = [wording for kind, wordings in others for wording in wordings if kind not in (OTHER, "undo")]
            rows = list(order_lines(library, orders, more))
            (root / f"{name}.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
            print(f"{sum(map(len, orders.values()))} {name}, {len(rows) - 1} features")
    return 0


def lines(library) -> Iterator[str]:
    """The file: a head in JSON, then a feature a line: its rarity, numbers of questions, and their weights."""
    index = Index(library.questions.values(), library.lexicon)
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(index.rows)
    model = LogisticRegression(C=STRENGTH, max_iter=300, tol=CLOSE).fit(matrix, index.keys)
    yield _head(library, model)
    weights = _rounded(model, SMALLEST)
    for column, feature in enumerate(vectors.feature_names_):
        yield f"{feature}\t{index.rarity[feature]:.3f}\t{_held(weights[:, column])}"


def order_lines(library, wanted, more) -> Iterator[str]:
    """The same for orders by kind, without rarities, and without features that weigh nothing; `more`: what is none.

    Every wording of a question is no order, but where it stands among the orders as well. None may be taken for one:
    those that are count more, until none is.
    """
    orders = {squeeze(clean(wording)): kind for kind, wordings in wanted.items() for wording in wordings}
    asked = {squeeze(clean(w)): w for one in library.questions.values() for w in (one.label, *one.wordings)}
    said = [*(wording for bare, wording in asked.items() if bare not in orders), *more]
    kinds = np.array([OTHER] * len(said) + [kind for kind, wordings in wanted.items() for _ in wordings])
    counts = np.where(np.arange(len(kinds)) < len(said), 1.0, OFTENER)
    said += [wording for wordings in wanted.values() for wording in wordings]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([features(clean(wording), library.lexicon) for wording in said])
    for _ in range(ROUNDS):
        model = LogisticRegression(C=ORDERS, max_iter=300, tol=CLOSE).fit(matrix, kinds, sample_weight=counts)
        taken = 1 - _probabilities(model, matrix)[:, list(model.classes_).index(OTHER)] >= SURE
        wrong = taken & (kinds == OTHER)
        if not wrong.any():
            break
        counts = np.where(wrong, counts * AGAIN, counts)
    yield _head(library, model)
    weights = _rounded(model, WEAKEST)
    for column, feature in enumerate(vectors.feature_names_):
        if weights[:, column].any():
            yield f"{feature}\t\t{_held(weights[:, column])}"


def _head(library, model) -> str:
    head = {
        "version": VERSION,
        "fingerprint": library.fingerprint,
        "keys": list(model.classes_),
        "bias": [round(float(bias), 3) for bias in model.intercept_],
    }
    return json.dumps(head, ensure_ascii=False)


def _rounded(model, least: float):
    """Weights in sixteenths, the smallest left out."""
    return np.clip(np.rint(np.where(abs(model.coef_) < least, 0, model.coef_) * STEP), -127, 127).astype(int)


def _probabilities(model, matrix):
    """As they will be read from the file."""
    scores = matrix @ (_rounded(model, WEAKEST).T / STEP) + model.intercept_
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def _held(weights) -> str:
    held = np.nonzero(weights)[0]
    return f"{' '.join(map(str, held))}\t{' '.join(str(weights[key]) for key in held)}"


if __name__ == "__main__":
    sys.exit(main())
