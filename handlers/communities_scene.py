"""What every action on a community has at hand: who is where and as what, and how a community is spoken of."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from content.model import Plan
from content.phrases_communities import CommunityPhrases
from content.text.normalise import clean, squeeze
from content.values import Day
from handlers.changes import Change
from handlers.communities_naming import called
from handlers.compose import Composer
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.messages import Choice
from handlers.records import Community, Membership, Role
from handlers.topic import Outcome, Person, Turn

LABEL = 20  # characters that a button shows
_YES = ("是", "對", "好", "要", "確定", "可以", "ok", "yes", "是的", "好的", "退出", "結束", "加入", "開")
_NO = ("不", "不要", "不用", "不是", "否", "no", "先不要", "算了", "不退出", "不結束", "不加入", "不開")


@dataclass(frozen=True, slots=True)
class Scene:
    """A turn, what was answered in it, and all communities of whoever says it, the current one first."""

    turn: Turn
    answers: Answers
    composer: Composer
    parts: tuple[Membership, ...]

    @property
    def phrases(self) -> CommunityPhrases:
        """The sentences about communities."""
        return self.composer.library.phrases.communities

    @property
    def person(self) -> Person:
        """The conversation."""
        return self.turn.person

    @property
    def group(self) -> bool:
        """Whether a group says it."""
        return self.turn.incoming.group

    def plan(self, community: Community) -> Plan | None:
        """A community's plan, where it still is one."""
        return self.composer.library.plans.get(community.plan)

    def part(self, community: str) -> Membership | None:
        """Their part in a community by its id."""
        return next((part for part in self.parts if part.community.id == community), None)

    def said(
        self, text: str, *choices: Choice, person: Person | None = None, changes: tuple[Change, ...] = ()
    ) -> Outcome:
        """Something said, and what changes."""
        return Outcome(person or self.person, (self.composer.plain(text, *choices),), changes=changes)

    def follows(self, community: Community) -> Person:
        """The conversation as it looks at a community's plan and tier."""
        plan = self.plan(community)
        if plan is None:
            return self.person
        return replace(self.person, plan=plan.id, tier=community.tier if community.tier in plan.tiers else "")

    def plan_name(self, community: Community) -> str:
        """What a community's plan is called shortly: 基隆113."""
        plan = self.plan(community)
        return plan.name if plan else community.plan

    def tier_name(self, community: Community) -> str:
        """What its tier is called; "" for none."""
        plan = self.plan(community)
        return plan.tiers[community.tier].name if plan and community.tier in plan.tiers else ""

    def described(self, community: Community) -> str:
        """A community in one line: 北昌共備社群（基隆113・專業精進・115 學年度・北昌國小）."""
        year = self.phrases.year.format(year=community.year)
        details = (self.plan_name(community), self.tier_name(community), year, community.school)
        return f"{community.name}（{'・'.join(filter(None, details))}）"

    def role(self, role: Role) -> str:
        """What a role is called."""
        phrases = self.phrases
        return {"convener": phrases.role_convener, "co": phrases.role_co, "member": phrases.role_member}[role]

    def day(self, moment: datetime) -> str:
        """The day of a moment where the turn takes place."""
        return str(Day(moment.astimezone(self.turn.now.tzinfo).date()))

    def named(self, community: Community) -> str:
        """What a community is called; the year goes before a name that several of theirs have."""
        return called(community, self.parts)

    def switches(self, parts: Iterable[Membership]) -> tuple[Choice, ...]:
        """A button per community."""
        return tuple(Choice(self.named(part.community)[:LABEL], f"com:work:{part.community.id}") for part in parts)

    def button(self, label: str, name: str, community: Community) -> Choice:
        """A button for an action on one community, whichever is the current one when it is tapped."""
        return Choice(label, f"com:{name}:{community.id}")

    def sure(self, text: str, yes: str) -> bool:
        """Whether it shall really be done. Raises Wanted while that is not answered."""
        choices = (Option(yes, "yes"), Option(self.phrases.button_no, "no"))
        example = self.composer.phrases.sure_example
        return self.answers.ask(Question("sure", text, choices, read_sure, example)) == "yes"


Play = Callable[[Scene], Awaitable[Outcome]]
"""An action of anybody; lets the Wanted of its questions pass."""
Act = Callable[[Scene, Membership], Awaitable[Outcome]]
"""An action on a community; the rights are looked at before."""


def read_sure(said: str) -> str:
    """yes or no. Raises NotUnderstood."""
    word = squeeze(clean(said))
    if word not in (*_YES, *_NO):
        raise NotUnderstood
    return "yes" if word in _YES else "no"


def free_text(read: Callable[[str], str], hint: str) -> Callable[[str], str]:
    """A reader of free text, which raises NotUnderstood with a hint where nothing is left of it."""

    def understood(said: str) -> str:
        if value := read(said):
            return value
        raise NotUnderstood(hint)

    return understood


def tier_options(plan: Plan, first: str = "") -> tuple[Option, ...]:
    """A button per tier; `first`: the id of one that goes before the others."""
    return tuple(Option(tier.name, tier.id) for tier in sorted(plan.tiers.values(), key=lambda one: one.id != first))


def conveners(roles: Sequence[Role]) -> int:
    """How many conveners are among them."""
    return sum(role == "convener" for role in roles)
