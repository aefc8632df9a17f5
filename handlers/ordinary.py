"""What everybody may ask: choosing a plan, help, greetings, expenses, questions about a plan."""

from dataclasses import dataclass, replace

from content.library import Library
from content.model import Plan
from content.query import Query, read
from handlers import calendar, commands, communities, expense, faq, ledger, linking, plans, privacy, welcome
from handlers.commands import Command
from handlers.compose import Composer
from handlers.topic import Outcome, Turn

LONGEST = 500  # characters; more is asked to be shortened


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Turns that concern nothing of the person's own. They change nothing but the conversation."""

    composer: Composer

    @property
    def library(self) -> Library:
        """What is known."""
        return self.composer.library

    def at_once(self, turn: Turn, command: Command) -> Outcome:
        """A command that asks for nothing more."""
        match command.name:
            case "start" | "join" if command.rest in self.library.plans:
                return self._plan_chosen(turn, self.library.plans[command.rest])
            case "start" | "join":
                return welcome.started(turn, self.composer)
            case "plan":
                return welcome.change(turn, self.composer)
            case "privacy":
                return privacy.told(turn, self.composer)
            case "link":
                return linking.offered(turn, self.composer)
            case "ask" if command.rest:
                return self.turn(_typed(turn, command.rest))
            case "ask":
                return welcome.asked_nothing(turn, self.composer)
        return welcome.helped(turn, self.composer)

    def turn(self, turn: Turn) -> Outcome:
        """What was typed, or tapped: a question, a greeting, a choice of a plan."""
        token = turn.incoming.token or turn.person.labelled(turn.incoming.text)
        return self._tapped(turn, token) if token else self._said(turn)

    def _tapped(self, turn: Turn, token: str) -> Outcome:
        kind, _, rest = token.partition(":")
        match kind:
            case "plan" if rest in self.library.plans:
                return self._plan_chosen(turn, self.library.plans[rest])
            case "plans":
                return plans.which_year(turn, rest.split(","), self.composer)
            case "county":
                return plans.no_county(turn, self.composer, "")
            case "background":
                return Outcome(turn.person, (self.composer.national(*rest.partition(":")[::2]),))
            case "see" | "pick" | "not" | "none" if turn.person.plan:
                return faq.tapped(turn, kind, rest, self.composer)
            case "expense" if turn.person.plan and (verdict := expense.picked(turn, rest, self.composer)):
                return verdict
            case "do" if command := commands.read(replace(turn.incoming, token=token)):
                return self.at_once(turn, command)
        return self._said(turn)

    def _plan_chosen(self, turn: Turn, plan: Plan) -> Outcome:
        waits = calendar.means(turn.person.waiting, turn) or ledger.means(turn.person.waiting, turn, self.composer)
        waiting = "" if waits else turn.person.waiting  # that waits for a community
        person = replace(turn.person, plan=plan.id, tier="", waiting="" if waiting else turn.person.waiting)
        chosen = plans.chosen(person, plan, self.composer, asking=bool(waiting), step=turn.incoming.token is not None)
        if not waiting:
            return chosen if turn.incoming.group else communities.offered(chosen, plan, self.composer)
        later = self._said(_typed(replace(turn, person=person), waiting))
        return replace(later, replies=(*chosen.replies, *later.replies))

    def _said(self, turn: Turn) -> Outcome:
        if len(turn.incoming.text) > LONGEST:
            return self._plain(turn, self.composer.phrases.too_long)
        plan = self.library.plans.get(turn.person.plan)
        query = read(turn.incoming.text, self.library, plan)
        if not query.text:
            return self._plain(turn, self.composer.phrases.empty)
        return self._small_talk(turn, query, plan) or self._asked(turn, query, plan)

    def _small_talk(self, turn: Turn, query: Query, plan: Plan | None) -> Outcome | None:
        kind = self.library.control(query.text)
        match kind:
            case "not_this":
                return faq.refused(turn, turn.person.last, self.composer)
            case "none":
                return faq.none_fits(turn, self.composer)
            case "help":
                return welcome.helped(turn, self.composer)
            case "greeting" | "thanks" | "refuse" | "offtopic" | "empty":
                return self._plain(
                    turn, getattr(self.composer.phrases, kind).format(plan=plan.name if plan else "計畫")
                )
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


def _wants_verdict(answer: Outcome) -> bool:
    """Whether nobody was sure, or a card about a budget line was shown that judges nothing."""
    reply, told = answer.replies[-1], answer.person.last
    about_line = told is not None and told.key.startswith("expense.")
    return reply.result == "clarify" or (about_line and reply.verdict in (None, "not_stated"))


def _typed(turn: Turn, text: str) -> Turn:
    """As if a text had been typed now."""
    return replace(turn, incoming=replace(turn.incoming, text=text, token=None))
