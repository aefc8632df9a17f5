"""One message under one plan, taken apart once."""

from dataclasses import replace

from content.budget_model import Budget
from content.expense.mentions import circumstances, mentions, tidy, without_numbers
from content.expense.model import Words
from content.model import Plan
from content.text.figure import Figure
from content.text.money import figures
from content.text.normalise import clean

MOST = 500  # characters of a message that are read


class Message:
    """What a message names: lines, figures, circumstances, tier. Read only."""

    def __init__(self, text: str, plan: Plan, budget: Budget, tier: str, words: Words) -> None:
        self.text = tidy(text[:MOST], plan)
        self.plan, self.budget, self.words = plan, budget, words
        self.named_tier = _tier_of(self.text, plan)
        self.tier = self.named_tier or tier
        found = figures(without_numbers(self.text, words), words.money)
        self.figures = tuple(_of_tier(self.text, figure, plan) for figure in found)
        self.named = mentions(self.text, self.figures, words)
        self.told = circumstances(self.text, self.named, words)

    def say(self, phrase: str, /, **values: str) -> str:
        """A sentence of phrases.yaml."""
        return self.words.say(phrase, **values)

    @property
    def may(self) -> bool:
        """Whether it asks for leave."""
        return bool(self.words.cues.may.search(self.text))

    @property
    def informs(self) -> bool:
        """Whether it wants to know how much, who, when."""
        return bool(self.words.cues.ask.search(self.text))

    @property
    def foreign(self) -> bool:
        """Whether it is an order to the bot, or chatter."""
        return bool(self.words.cues.not_ours.search(self.text))


def _of_tier(text: str, figure: Figure, plan: Plan) -> Figure:
    """兩個初階社群: communities are counted, not things."""
    names = [clean(name) for tier in plan.tiers.values() for name in (tier.name, *tier.aliases)]
    if figure.counts == "piece" and any(text.startswith(name, figure.end) for name in names if name):
        return replace(figure, counts="community")
    return figure


def _tier_of(text: str, plan: Plan) -> str:
    """The one tier that a text names, or ""."""
    named = [(clean(name), tier.id) for tier in plan.tiers.values() for name in (tier.name, *tier.aliases)]
    found: set[str] = set()
    for name, tier in sorted(named, key=lambda pair: -len(pair[0])):
        if name in text:
            found.add(tier)
            text = text.replace(name, " ")
    return found.pop() if len(found) == 1 else ""
