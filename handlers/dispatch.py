"""Incoming → Outcome: buttons, odd input, choosing a plan, then expenses and questions."""

from dataclasses import replace
from datetime import datetime

from content.library import Library
from content.model import Plan
from content.phrases import ChatPhrases
from content.query import Query, read
from content.text.normalise import clean, squeeze
from handlers import expense, faq, plans
from handlers.compose import Composer
from handlers.messages import Incoming
from handlers.topic import Outcome, Person, Turn

LONGEST = 500  # characters; more is asked to be shortened


def _wants_verdict(answer: Outcome) -> bool:
    """Whether nobody was sure, or a card about a budget line was shown that judges nothing."""
    reply, told = answer.replies[-1], answer.person.last
    about_line = told is not None and told.key.startswith("expense.")
    return reply.result == "clarify" or (about_line and reply.verdict in (None, "not_stated"))


class Dispatcher:
    """All topics over one library. Pure: a turn goes in, an Outcome comes out."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.composer = Composer(library)

    def turn(self, incoming: Incoming, person: Person, now: datetime) -> Outcome:
        """What one message leads to. `now` is aware; the past-year notice and fragments depend on it."""
        turn = Turn(incoming, replace(person, turns=person.turns + 1), now)
        token = incoming.token or self._typed_label(incoming.text, person)
        outcome = self._tapped(turn, token) if token else self._said(turn, incoming.text)
        outcome = plans.with_notice(outcome, now, self.composer)
        shown = tuple(choice for reply in outcome.replies for choice in reply.choices)
        return replace(outcome, person=outcome.person.offer(shown))

    @staticmethod
    def _typed_label(text: str, person: Person) -> str:
        said = squeeze(clean(text)) if len(text) <= LONGEST else ""
        return next((b.token for b in person.buttons if said and squeeze(clean(b.label)) == said), "")

    def _tapped(self, turn: Turn, token: str) -> Outcome:
        kind, _, rest = token.partition(":")
        match kind:
            case "start":
                return Outcome(turn.person, (self.composer.plain(self._chat.hello, *self.composer.counties()),))
            case "plan" if rest in self.library.plans:
                return self._plan_chosen(turn, self.library.plans[rest])
            case "plans":
                choices = self.composer.plans(one for one in rest.split(",") if one in self.library.plans)
                return Outcome(turn.person, (self.composer.asking(self._chat.pick_year, *choices),))
            case "county":
                return plans.no_county(turn, self.composer, "")
            case "background":
                return Outcome(turn.person, (self.composer.national(*rest.partition(":")[::2]),))
            case "see" | "pick" | "not" | "none" if turn.person.plan:
                return faq.tapped(turn, kind, rest, self.composer)
            case "expense" if turn.person.plan and (verdict := expense.picked(turn, rest, self.composer)):
                return verdict
        return self._said(turn, turn.incoming.text)

    @property
    def _chat(self) -> ChatPhrases:
        return self.composer.phrases

    def trouble(self, reference: str) -> str:
        """The apology for a bug of ours; the reference stands in the log."""
        return self._chat.trouble.format(reference=reference)

    def _plan_chosen(self, turn: Turn, plan: Plan) -> Outcome:
        waiting, person = turn.person.waiting, replace(turn.person, plan=plan.id, tier="", waiting="")
        chosen = plans.chosen(person, plan, self.composer, asking=bool(waiting))
        if not waiting:
            return chosen
        later = self._said(replace(turn, person=person), waiting)
        return replace(later, replies=(*chosen.replies, *later.replies))

    def _said(self, turn: Turn, text: str) -> Outcome:
        if len(text) > LONGEST:
            return self._plain(turn, self._chat.too_long)
        plan = self.library.plans.get(turn.person.plan)
        query = read(text, self.library, plan)
        if not query.text:
            return self._plain(turn, self._chat.empty)
        if short := self._small_talk(turn, query, plan):
            return short
        return self._asked(turn, query, plan)

    def _small_talk(self, turn: Turn, query: Query, plan: Plan | None) -> Outcome | None:
        kind = self.library.control(query.text)
        if kind == "not_this":
            return faq.refused(turn, turn.person.last, self.composer)
        if kind == "none":
            return faq.none_fits(turn, self.composer)
        if kind in ("greeting", "thanks", "help", "refuse", "offtopic", "empty"):
            return self._plain(turn, getattr(self._chat, kind).format(plan=plan.name if plan else "計畫"))
        return None

    def _asked(self, turn: Turn, query: Query, current: Plan | None) -> Outcome:
        choice = plans.settle(turn, query, current, self.composer)
        if isinstance(choice, Outcome):
            return choice
        turn, query, plan, passing = choice
        if verdict := expense.asked(turn, query, plan, self.composer, passing=passing):
            return verdict
        answer = faq.asked(turn, query, plan, self.composer, passing=passing)
        if _wants_verdict(answer):
            read_so = replace(turn, person=answer.person)
            verdict = expense.asked(read_so, query, plan, self.composer, passing=passing, eager=True)
            return verdict or answer
        return answer

    def _plain(self, turn: Turn, text: str) -> Outcome:
        return Outcome(turn.person, (self.composer.plain(text),))
