"""Results → replies: sign, lines, sources, buttons."""

from collections.abc import Container, Iterable, Sequence
from datetime import date

from content.answering import Answered, Choices, Silent
from content.library import Library
from content.model import Plan
from handlers.messages import Choice, Reply, Result, Source, Verdict

SIGNS: dict[Verdict, str] = {"allowed": "✅", "conditional": "⚠️", "not_allowed": "❌", "not_stated": "❓"}
NEXT = 2  # buttons for what people ask next


def sources(plan: Plan, sections: Iterable[str]) -> tuple[Source, ...]:
    """A plan's sections as sources."""
    return tuple(Source(plan.id, plan.name, section) for section in dict.fromkeys(sections))


def signed(text: str, verdict: Verdict | None) -> str:
    """The verdict's sign before the first line."""
    return f"{SIGNS[verdict]} {text}" if verdict else text


def ends(plan: Plan) -> date:
    """The last day of a plan's school year."""
    return date(plan.year + 1912, 7, 31)


def contact(plan: Plan) -> str:
    """The mark that somebody was told whom to ask about this plan's contradictions."""
    return f"ask:{plan.id}"


def contradicts(result: object) -> bool:
    """Whether an answer stands on a contradiction that somebody has to decide."""
    return isinstance(result, Answered) and any(conflict.level == "high" for conflict in result.said.conflicts)


class Composer:
    """Puts replies together from the library's phrases."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.phrases = library.phrases.chat

    def label(self, key: str) -> str:
        """What a question's button says."""
        return self.library.questions[key].label

    def keys(self, keys: Iterable[str], token: str) -> tuple[Choice, ...]:
        """A button per question; `token` is a prefix such as `see` or `pick:3`."""
        return tuple(Choice(self.label(key), f"{token}:{key}") for key in keys if key in self.library.questions)

    def answered(self, plan: Plan, result: Answered, number: int, noticed: Container[str] = ()) -> Reply:
        """What the plan says, with what people ask next and 「不是這個」."""
        lines = [signed(result.said.text, result.said.verdict or ("conditional" if result.said.conflicts else None))]
        if contradicts(result):
            lines.append(self.confirm(plan, self._ask(plan, result), noticed))
        if not result.exact:
            lines.append(self.phrases.understood.format(label=self.label(result.key)))
        more = self.background(plan.id, result.key)
        choices = (*self.keys(result.see[: NEXT - len(more)], "see"), *more, self.not_this(number))
        found = sources(plan, result.said.sections)
        kind: Result = "abstained" if result.said.verdict == "not_stated" else "answered"
        return Reply("\n".join(lines), choices, found, kind, result.said.verdict)

    def confirm(self, plan: Plan, ask: str, noticed: Container[str]) -> str:
        """Whom to ask before handing in: in full once per plan."""
        phrases = self.phrases
        return phrases.conflict_ask_again if contact(plan) in noticed else phrases.conflict_ask.format(ask=ask)

    @staticmethod
    def _ask(plan: Plan, result: Answered) -> str:
        return next((conflict.ask for conflict in result.said.conflicts if conflict.ask), plan.ask)

    def background(self, plan: str, key: str) -> tuple[Choice, ...]:
        """The button to a national rule, where one stands beside this plan's answer."""
        found = any(rule.stands_beside(plan, key) for rule in self.library.background.values())
        return (Choice(self.phrases.button_background, f"background:{plan}:{key}"),) if found else ()

    def national(self, plan: str, key: str) -> Reply:
        """What national rules say, marked as no rule of the plan."""
        rules = [rule for rule in self.library.background.values() if rule.stands_beside(plan, key)]
        told = [f"{rule.text}\n{self.phrases.background_source.format(source=rule.source)}" for rule in rules]
        return self.plain("\n".join([self.phrases.background, *told]))

    def not_this(self, number: int) -> Choice:
        """The button that refuses an answer."""
        return Choice(self.phrases.button_not_this, f"not:{number}")

    def none(self, number: int) -> Choice:
        """The button that refuses all readings."""
        return Choice(self.phrases.button_none, f"none:{number}")

    def choices(self, result: Choices, number: int) -> Reply:
        """Up to three readings and 「都不是」; nothing is claimed."""
        return self.readings(self.phrases.unclear, result.keys, number)

    def readings(self, text: str, keys: Sequence[str], number: int) -> Reply:
        """Readings under a sentence."""
        return Reply(text, (*self.keys(keys, f"pick:{number}"), self.none(number)), result="clarify")

    def silent(self, plan: Plan, result: Silent, number: int) -> Reply:
        """The plan does not say: whom to ask, and what it does say nearby."""
        text = self.phrases.silent.format(plan=plan.name, label=self.library.questions[result.key].label, ask=plan.ask)
        near = self.keys(result.near, f"pick:{number}")
        refuse = self.none(number) if near else self.not_this(number)
        choices = (*near, *self.background(plan.id, result.key), refuse)
        return Reply(signed(text.strip(), "not_stated"), choices, (), "abstained", "not_stated")

    def plain(self, text: str, *choices: Choice) -> Reply:
        """Something said that is no answer."""
        return Reply(text.strip(), choices, result="abstained")

    def asking(self, text: str, *choices: Choice) -> Reply:
        """Something that has to be known first."""
        return Reply(text.strip(), choices, result="clarify")

    def counties(self) -> tuple[Choice, ...]:
        """A button per county (two plans of one county: asked next), and 「其他縣市」."""
        counties: dict[str, list[Plan]] = {}
        for plan in self.library.plans.values():
            counties.setdefault(plan.place, []).append(plan)
        buttons = [
            Choice(name, f"plan:{plans[0].id}" if len(plans) == 1 else "plans:" + ",".join(plan.id for plan in plans))
            for name, plans in counties.items()
        ]
        return (*buttons, Choice(self.phrases.button_other_county, "county:other"))

    def plans(self, ids: Iterable[str]) -> tuple[Choice, ...]:
        """A button per plan, by its short name."""
        return tuple(Choice(self.library.plans[one].name, f"plan:{one}") for one in ids)
