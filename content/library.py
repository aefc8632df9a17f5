"""The whole content: plans, questions, words. Loaded once; lint tells everything that is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from content.background import Background, read_background
from content.budget.rules import Rulebook
from content.budget_model import Budget
from content.calendar import proposals
from content.calendar_reading import read_deadlines
from content.expense import Words, load_budget, load_words
from content.expense.computed import computed
from content.files import read_yaml
from content.index import TIER, Index
from content.lexicon import FILLER, Lexicon
from content.model import Entry, Plan, Question
from content.orders import KINDS, likely, read_orders
from content.phrases import Phrases, read_phrases
from content.problems import ContentError, Problem
from content.reader import Reader, read_reader
from content.reading import entries, question, read_plan
from content.saying import Compute
from content.shapes import QuestionShape
from content.text.normalise import clean, squeeze

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Library:
    """Everything that is known. Immutable; safe to share between conversations."""

    plans: Mapping[str, Plan]
    questions: Mapping[str, Question]
    words: Mapping[str, Any]
    terms: Mapping[str, Any]
    phrases: Phrases
    reader: Reader
    orders: Mapping[str, tuple[str, ...]]  # by kind: how a ledger is told what to do; content.orders
    orderly: Reader  # which of them a message is
    wishes: Mapping[str, tuple[str, ...]]  # the same for what is wanted of calendars, reminders and communities
    wishful: Reader
    budgets: Mapping[str, Budget]  # by plan id
    spending: Words  # how expenses are named and judged
    background: Mapping[str, Background]  # national rules, never merged with a plan

    @cached_property
    def fingerprint(self) -> str:
        """Of all wordings and words: whether the readers were trained on them."""
        said = [*sorted((q.key, *q.wordings) for q in self.questions.values()), *sorted(self.lexicon.surfaces.items())]
        for orders in (self.orders, self.wishes):
            said += [(kind, *wordings) for kind, wordings in sorted(orders.items())]
        return sha256(repr(said).encode()).hexdigest()[:16]

    def ordered(self, said: str) -> Mapping[str, float]:
        """How likely a message is each kind of order to a ledger, or none; nothing where no reader was trained."""
        if said not in self._ordered:  # a turn asks from several sides, as query.read
            self._ordered.clear()
            self._ordered[said] = likely(said, self.orderly, self.lexicon)
        return self._ordered[said]

    def wished(self, said: str) -> Mapping[str, float]:
        """The same for what may be wanted of a calendar, of reminders, or of a community."""
        return likely(said, self.wishful, self.lexicon)

    @cached_property
    def _ordered(self) -> dict[str, Mapping[str, float]]:
        return {}

    @cached_property
    def recent(self) -> dict[tuple[str, str], Any]:
        """The last messages as they were read, by message and plan; see query.read."""
        return {}

    @cached_property
    def lexicon(self) -> Lexicon:
        """All known words with their ideas."""
        return Lexicon(_groups(self))

    @cached_property
    def index(self) -> Index:
        """Wordings of the questions that the reader was not trained on, ready to be searched."""
        known = frozenset(self.reader.keys)
        fresh = [question for question in self.questions.values() if question.key not in known]
        return Index(fresh, self.lexicon, self.reader.rarity or None)

    @cached_property
    def foreign_tiers(self) -> dict[str, dict[str, str]]:
        """Per plan with tiers: names of tiers that only other plans know, as they are matched → as they are written."""
        return {plan.id: _foreign(self, plan) for plan in self.plans.values() if plan.tiers}

    def control(self, text: str) -> str:
        """What a squeezed message is as a whole (greeting, thanks, not_this, refuse…); "" for a real question."""
        return self._controls.get(text, "") or next((k for word, k in self._asides.items() if word in text), "")

    @cached_property
    def _controls(self) -> dict[str, str]:
        return {squeeze(clean(word)): kind for kind, words in self.terms.get("controls", {}).items() for word in words}

    @cached_property
    def _asides(self) -> dict[str, str]:
        return {squeeze(clean(word)): kind for kind, words in self.terms.get("asides", {}).items() for word in words}

    def compute(self, plan: Plan) -> Compute:
        """How this plan's worked-out figures are got."""
        return lambda name, number: computed(name, plan, self.budgets[plan.id], number)

    def rulebook(self, plan: Plan) -> Rulebook:
        """What a budget under this plan is held against."""
        return self._rulebooks[plan.id]

    @cached_property
    def rules(self) -> str:
        """Fingerprint of what all plans say of money."""
        return sha256("".join(one.fingerprint for one in self._rulebooks.values()).encode()).hexdigest()[:12]

    @cached_property
    def dates(self) -> str:
        """Fingerprint of what all plans want by when."""
        wanted = [
            (plan.id, tier, one.key, one.figure)
            for plan in self.plans.values()
            for tier in (*plan.tiers, "")
            for one in proposals(plan, tier, plan.year)
        ]
        return sha256(repr(sorted(wanted)).encode()).hexdigest()[:12]

    @cached_property
    def _rulebooks(self) -> dict[str, Rulebook]:
        said = self.phrases.budget
        return {key: Rulebook(one, self.budgets[key], self.spending, said) for key, one in self.plans.items()}

    def places(self, plan: Plan) -> Mapping[str, tuple[str, Entry | None]]:
        """Per question that may be asked under a plan: its answer, and a name that questions of one answer share."""
        return self._places[plan.id]

    @cached_property
    def _places(self) -> dict[str, dict[str, tuple[str, Entry | None]]]:
        return {plan.id: dict(self._placed(plan)) for plan in self.plans.values()}

    def _placed(self, plan: Plan) -> Iterator[tuple[str, tuple[str, Entry | None]]]:
        for key in self.questions:
            if key.partition(".")[0] not in plan.foreign:
                entry = self.entry(plan, key)
                yield key, (entry.key if entry else f"?{key}", entry)

    def entry(self, plan: Plan, key: str) -> Entry | None:
        """The plan's answer to a question, through `same:`; None where the plan does not say."""
        return plan.answers.get(plan.shared.get(key, key))


def _groups(library: Library) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for kind, name in (("attribute", "attributes"), ("topic", "topics")):
        groups |= {f"{kind}:{key}": words for key, words in library.terms.get(name, {}).items()}
    groups |= {f"line:{key}": words for key, words in library.words.get("lines", {}).items()}
    tiers = [
        alias for plan in library.plans.values() for tier in plan.tiers.values() for alias in (tier.name, *tier.aliases)
    ]
    known = {word for words in groups.values() for word in words}
    groups[TIER] = [alias for alias in tiers if alias not in known]
    names = [alias for plan in library.plans.values() for alias in (plan.name, plan.county, *plan.aliases)]
    groups[FILLER] = [*library.terms.get("fillers", []), *names]
    return groups


def _foreign(library: Library, plan: Plan) -> dict[str, str]:
    own = {alias for tier in plan.tiers.values() for alias in (tier.name, *tier.aliases)}
    said = "".join(case.say for entry in plan.answers.values() for case in entry.cases)
    topics = {word for words in library.terms.get("topics", {}).values() for word in words}
    others = (tier for other in library.plans.values() if other is not plan for tier in other.tiers.values())
    names = {name for tier in others for name in (tier.name, *tier.aliases)} - own - topics
    return {squeeze(clean(name)): name for name in names if name not in said and not name.startswith("第")}


def read_library(root: Path = HERE) -> tuple[Library, list[Problem]]:
    """The content below a folder, and every problem of reading it."""
    problems: list[Problem] = []
    folders = sorted(path.parent for path in (root / "plans").glob("*/plan.yaml"))
    read = ((folder, plan) for folder in folders if (plan := read_plan(folder, root, problems)))
    plans = {plan.id: replace(plan, deadlines=read_deadlines(folder, root, plan, problems)) for folder, plan in read}
    phrases = read_phrases(root / "phrases.yaml", problems)
    if phrases is None:
        raise ContentError(sorted(problems))  # without its sentences nothing can be said at all
    library = Library(
        plans=plans,
        questions=entries(root / "questions.yaml", "questions.yaml", QuestionShape, question, problems),
        words=read_yaml(root / "words.yaml", "words.yaml", problems),
        terms=read_yaml(root / "terms.yaml", "terms.yaml", problems),
        phrases=phrases,
        reader=read_reader(root / "reader.txt"),
        orders=read_orders(root / "orders.yaml", KINDS, problems),
        orderly=read_reader(root / "orders.txt"),
        wishes=read_orders(root / "wishes.yaml", (), problems),
        wishful=read_reader(root / "wishes.txt"),
        budgets={one: load_budget(root / "plans" / one / "budget.yaml", plan, problems) for one, plan in plans.items()},
        spending=load_words(root, problems),
        background=read_background(root / "background.yaml", problems),
    )
    return library, problems


def load(root: Path = HERE) -> Library:
    """The content, or ContentError with all problems of reading it."""
    library, problems = read_library(root)
    if problems:
        raise ContentError(sorted(problems))
    return library
