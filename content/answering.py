"""Query → Answered | Choices | Silent | Unknown, under one plan."""

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
LEFT_OPEN = exp(-2.0)  # odds of a question that this plan leaves open, against one that it answers
NEGLIGIBLE = 1e-3  # odds against the best from which a question is not looked at
SHARPEN = 1.5  # the reader is trained to be modest; with this its probabilities come true
STEEP, HALF = 10.0, 0.4  # log-odds per likeness, and the likeness that says nothing, where there is no trained reader


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
    scores, places = log_odds(text, library), library.places(plan)
    top = max(scores.values(), default=0.0)
    least = 0.0 if refused else NEGLIGIBLE  # once the likely one is refused, the unlikely are wanted
    groups: dict[str, _Group] = {}
    fair_whole = bare_whole = 0.0
    for key, score in scores.items():
        if key not in places:
            continue
        name, entry = places[key]
        bare = exp(SHARPEN * (score - top))
        fair = bare if entry else bare * LEFT_OPEN
        fair_whole, bare_whole = fair_whole + fair, bare_whole + bare
        if bare > least and key not in refused and name not in refused:
            groups.setdefault(name, _Group(key, entry)).add(key, fair, bare)
    found = [Reading(one.key, one.fair / fair_whole, one.bare / bare_whole, one.entry) for one in groups.values()]
    return sorted(found, key=lambda reading: -reading.score)


@dataclass(slots=True)
class _Group:
    """Questions with the same answer: odds added up, named after the likeliest."""

    key: str
    entry: Entry | None
    fair: float = 0.0
    bare: float = 0.0
    best: float = 0.0

    def add(self, key: str, fair: float, bare: float) -> None:
        """One more question."""
        if bare > self.best:
            self.key, self.best = key, bare
        self.fair += fair
        self.bare += bare


def log_odds(text: str, library: Library) -> dict[str, float]:
    """For and against each question, by the words alone: what the reader learnt; for newer ones, the likest wording."""
    vector = library.index.vector(text)
    scores = library.reader.scores(vector)
    for hit in library.index.rank(vector):
        scores[hit.key] = STEEP * (hit.score - HALF)
    return scores


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
