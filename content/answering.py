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
PLAUSIBLE = 0.20  # probability by the words alone that it needs as well, so that a plan is not asked for what it has
LIKELY = 0.03  # probability below which a reading is not even offered
OFFERED = 3
UNANSWERED = 2.0  # log-odds against a question that this plan leaves open
SHARPEN = 1.5  # the reader is trained to be modest; with this its probabilities come true
SAME = 0.9  # likeness from which a text is a known wording
STEEP, HALF = 16.0, 0.4  # log-odds per likeness, and the likeness that says nothing, where there is no trained reader


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
    """A question that may be meant: its probability, and the entry that answers it (None: the plan does not say).

    `bare` is the probability by the words alone, without favour for what this plan answers.
    """

    key: str
    score: float
    bare: float
    entry: Entry | None


def readings(text: str, library: Library, plan: Plan, refused: frozenset[str] = frozenset()) -> list[Reading]:
    """Possible questions of a squeezed text, best first; those with the same answer count as one."""
    everything = log_odds(text, library)
    scores = {key: score for key, score in everything.items() if key.partition(".")[0] not in plan.foreign}
    left_open = {key for key in scores if library.entry(plan, key) is None}
    bare = shares(scores)
    fair = shares({key: score - UNANSWERED * (key in left_open) for key, score in scores.items()})
    groups: dict[str, list[str]] = defaultdict(list)
    for key in fair:
        entry = library.entry(plan, key)
        name = entry.key if entry else f"?{key}"
        if key not in refused and name not in refused:
            groups[name].append(key)
    found = [_reading(library, plan, keys, fair, bare) for keys in groups.values()]
    return sorted(found, key=lambda reading: -reading.score)


def _reading(library: Library, plan: Plan, keys: list[str], fair: dict[str, float], bare: dict[str, float]) -> Reading:
    best = max(keys, key=lambda key: fair[key])
    return Reading(best, sum(fair[key] for key in keys), sum(bare[key] for key in keys), library.entry(plan, best))


def log_odds(text: str, library: Library) -> dict[str, float]:
    """For and against each question, by the words alone: what the reader learnt, and wordings that are the same."""
    vector = library.index.vector(text)
    near = {hit.key: hit.score for hit in library.index.rank(vector)}
    scores = {key: SHARPEN * score for key, score in library.reader.scores(vector).items()}
    for key, likeness in near.items():
        if key not in scores or likeness >= SAME:
            scores[key] = max(scores.get(key, 0.0), STEEP * (likeness - HALF))
    return scores


def shares(scores: dict[str, float]) -> dict[str, float]:
    """Log-odds as probabilities that sum to one; {} for none."""
    top = max(scores.values(), default=0.0)
    odds = {key: exp(score - top) for key, score in scores.items()}
    whole = sum(odds.values())
    return {key: odd / whole for key, odd in odds.items()}


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
    if best.score < SURE or best.bare < PLAUSIBLE:
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
