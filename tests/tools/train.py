"""make train: learns the reader's weights from all wordings and writes content/reader.txt.

Multinomial logistic regression over the features of content/index.py. Deterministic: same wordings, same file.
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
from content.reader import STEP, VERSION

STRENGTH = 15.0  # inverse regularisation; measured on held-out authors, 10 to 20 are alike
CLOSE = 1e-4  # where it stops; with ten times that it may stop long before it has learnt its own wordings
SMALLEST = 0.25  # weaker weights change no answer


def main() -> int:
    """Trains on a content folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=HERE)
    root = parser.parse_args().root
    library, _ = read_library(root)
    rows = list(lines(library))
    (root / "reader.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(library.questions)} questions, {len(rows) - 1} features")
    return 0


def lines(library) -> Iterator[str]:
    """The file: a head in JSON, then a feature a line: its rarity, numbers of questions, and their weights."""
    index = Index(library.questions.values(), library.lexicon)
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(index.rows)
    model = LogisticRegression(C=STRENGTH, max_iter=300, tol=CLOSE).fit(matrix, index.keys)
    head = {
        "version": VERSION,
        "fingerprint": library.fingerprint,
        "keys": list(model.classes_),
        "bias": [round(float(bias), 3) for bias in model.intercept_],
    }
    yield json.dumps(head, ensure_ascii=False)
    weights = np.clip(np.rint(np.where(abs(model.coef_) < SMALLEST, 0, model.coef_) * STEP), -127, 127).astype(int)
    for column, feature in enumerate(vectors.feature_names_):
        held = np.nonzero(weights[:, column])[0]
        strengths = " ".join(str(weights[key, column]) for key in held)
        yield f"{feature}\t{index.rarity[feature]:.3f}\t{' '.join(map(str, held))}\t{strengths}"


if __name__ == "__main__":
    sys.exit(main())
