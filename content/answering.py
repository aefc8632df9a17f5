"""Query → Answered | Choices | Silent | Unknown, under one plan."""

from collections import defaultdict
from dataclasses import dataclass
from math import exp

from content.library import Library
from content.model import Entry, Plan
from content.query import Query
from content.saying import Asked, Said, say

SURE = 0.25  # probability from which the best reading is taken without asking
PLAIN = 0.60  # probability from which the reading needs not be shown
LIKELY = 0.03  # probability below which a reading is not even offered
OFFERED = 3
UNANSWERED = 2.0  # log-odds against a question that this plan leaves open
SHARPEN = 1.5  # the reader is trained to be modest; with this its probabilities come true
SAME = 0.9  # likeness from which a text is a known wording
STEEP = 14.0  # log-odds per likeness, where there is no trained reader


@dataclass(frozen=True, slots=True)
class Answered:
    """The plan says it. `exact` is False where the reading deserves to be shown."""

    key: str
    said: Said
    see: tuple[str, ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """Up to three readings, of which none is sure; each is a question key."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silent:
    """A known question that this plan does not answer; `near` are questions that it does."""

    key: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """No reading is likely at all."""


Result = Answered | Choices | Silent | Unknown


@dataclass(frozen=True, slots=True)
class Reading:
    """A question that may be meant: its probability, and the entry that answers it (None: the plan does not say)."""

    key: str
    score: float
    entry: Entry | None


def readings(text: str, library: Library, plan: Plan, refused: frozenset[str] = frozenset()) -> list[Reading]:
    """Possible questions of a squeezed text, best first; those with the same answer count as one."""
    chances = probabilities(text, library, plan)
    groups: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for key, chance in chances.items():
        entry = library.entry(plan, key)
        name = entry.key if entry else f"?{key}"
        if key not in refused and name not in refused:
            groups[name].append((chance, key))
    found = [_reading(library, plan, members) for members in groups.values()]
    return sorted(found, key=lambda reading: -reading.score)


def _reading(library: Library, plan: Plan, members: list[tuple[float, str]]) -> Reading:
    _, best = max(members)
    return Reading(best, sum(chance for chance, _ in members), library.entry(plan, best))


def probabilities(text: str, library: Library, plan: Plan) -> dict[str, float]:
    """How likely each question is: what the reader learnt, what this plan answers, and wordings that are the same."""
    vector = library.index.vector(text)
    near = {hit.key: hit.score for hit in library.index.rank(vector)}
    learnt = library.reader.scores(vector)
    scores = {key: SHARPEN * score for key, score in learnt.items()} or {key: STEEP * score for key, score in near.items()}
    for key in scores:
        if library.entry(plan, key) is None:
            scores[key] -= UNANSWERED
    top = max(scores.values(), default=0.0)
    odds = {key: exp(score - top) for key, score in scores.items()}
    whole = sum(odds.values())
    chances = {key: odd / whole for key, odd in odds.items() if odd / whole >= LIKELY / 10}
    same = {key: score for key, score in near.items() if score >= SAME or (key not in scores and score > SAME / 2)}
    return chances | {key: max(score, chances.get(key, 0.0)) for key, score in same.items()}


def asked(query: Query, tier: str = "") -> Asked:
    """What of a question decides between the cases of an answer."""
    return Asked(query.text, query.tiers[0] if len(query.tiers) == 1 else "" if query.tiers else tier, query.numbers)


def decide(query: Query, library: Library, plan: Plan, *, tier: str = "") -> Result:
    """What a question under a plan gets: an answer only where the reading is sure."""
    found = readings(query.text, library, plan)
    likely = [reading for reading in found if reading.score >= LIKELY]
    if not likely:
        return Unknown()
    best = likely[0]
    near = tuple(reading.key for reading in likely if reading.entry)[:OFFERED]
    if best.score < SURE:
        return Choices(near) if near else Unknown()
    if best.entry is None:
        return Silent(best.key, near)
    said = say(plan, best.entry, asked(query, tier), library.compute(plan))
    if said is None:
        return Silent(best.key, tuple(key for key in near if key != best.key))
    return Answered(best.key, said, best.entry.see, best.score >= PLAIN)


def look_up(key: str, library: Library, plan: Plan, question: Asked) -> Answered | Silent:
    """What a plan says to a question key that was chosen, not guessed."""
    entry = library.entry(plan, key)
    said = say(plan, entry, question, library.compute(plan)) if entry else None
    return Answered(key, said, entry.see) if entry and said else Silent(key)
