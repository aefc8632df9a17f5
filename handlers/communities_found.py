"""Founding a community in five answers at most, and going on with it in the next school year."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from content import query
from content.model import Plan
from content.text.normalise import clean, squeeze
from handlers import communities_words as words
from handlers.changes import Found
from handlers.communities_scene import Scene, free_text, tier_options
from handlers.interview import NotUnderstood, Option, Question, Wanted
from handlers.messages import Choice
from handlers.records import Community, Membership
from handlers.topic import Given, Outcome, Turn

MOST = 12  # communities that somebody may be in: as many buttons as every messenger shows
NEAR = 20  # school years between now and one that may be meant
_SAME = frozenset(("照舊", "一樣", "不變", "不用改", "照原來的", "同", "是", "對", "好", "要"))
_THIS, _NEXT = frozenset(("今年", "這學年", "本學年", "這個學年")), frozenset(("明年", "下學年", "下個學年", "新學年"))


def school_year(now: datetime) -> int:
    """The school year of the Republic, which begins in August."""
    return now.year - (1911 if now.month >= 8 else 1912)


def noted(turn: Turn, said: Mapping[str, str]) -> Iterator[Given]:
    """What the interview starts with: the chat's own plan, and all that the order itself told."""
    plan = said.get(words.PLAN, turn.person.plan)
    details = dict(said) | ({words.PLAN: plan} if plan else {})
    if tier := details.pop(words.TIER, ""):
        details[_tier_key(plan)] = tier
    if abs(int(details.get(words.YEAR, 0)) - school_year(turn.now)) > NEAR:
        details.pop(words.YEAR, "")
    yield from (Given(key, value, value, turn.now) for key, value in details.items())


async def found(scene: Scene) -> Outcome:
    """A new community, which whoever says so convenes."""
    if not scene.turn.ports.communities.new_id():
        return scene.said(scene.phrases.nowhere)
    if len(scene.parts) >= MOST:
        return scene.said(scene.phrases.too_many.format(most=MOST), *scene.switches(scene.parts))
    plan = _plan(scene)
    year = int(scene.answers.ask(_year_question(scene, plan)))
    tier = scene.answers.ask(_tier_question(scene, plan)) if plan.tiers else ""
    school, name = scene.answers.ask(_school_question(scene)), scene.answers.ask(_name_question(scene))
    made = Community(_new_id(scene), name, plan.id, tier, year, school, feed=_new_secret(scene))
    return founded(scene, made, scene.phrases.founded)


def founded(scene: Scene, community: Community, text: str) -> Outcome:
    """What is said of a new community, and what comes next."""
    phrases, person = scene.phrases, scene.follows(community)
    lines = [text.format(community=scene.described(community))]
    if person.plan != scene.person.plan:
        lines.append(phrases.looks_at.format(plan=scene.plan_name(community)))
    choices = (
        Choice(phrases.button_adopt, "cal:adopt"),
        scene.button(phrases.button_invite, "invite", community),
    )
    return scene.said("\n".join(lines), *choices, person=person, changes=(Found(community),))


async def roll(scene: Scene, part: Membership) -> Outcome:
    """The same community in a new school year; the old one stays open until it is closed."""
    phrases, old = scene.phrases, part.community
    year = max(old.year + 1, school_year(scene.turn.now))
    after = [one for one in scene.parts if one.community.before == old.id]
    if after:
        return scene.said(phrases.roll_there.format(name=old.name), *scene.switches(after))
    if len(scene.parts) >= MOST:
        return scene.said(phrases.too_many.format(most=MOST), *scene.switches(scene.parts))
    plan, tier = scene.plan(old), old.tier
    if plan and plan.tiers:
        tier = scene.answers.ask(_roll_question(scene, old, plan, year))
    elif not scene.sure(phrases.roll_sure.format(name=old.name, year=year), phrases.roll_yes):
        return scene.said(phrases.kept)
    new = replace(old, id=_new_id(scene), tier=tier, year=year, feed=_new_secret(scene), version=1, before=old.id)
    return founded(scene, new, phrases.rolled)


def _new_id(scene: Scene) -> str:
    return scene.turn.ports.communities.new_id()


def _new_secret(scene: Scene) -> str:
    return scene.turn.ports.communities.new_secret()


def _plan(scene: Scene) -> Plan:
    """The plan that was answered; asked again where it is no longer one."""
    plans = scene.composer.library.plans
    options = tuple(Option(plan.name, plan.id) for plan in plans.values())
    question = Question(words.PLAN, scene.phrases.found_plan, options, partial(_read_plan, scene), options[0].label)
    plan = plans.get(scene.answers.ask(question))
    if plan is None:
        raise Wanted((question,), ())
    return plan


def _read_plan(scene: Scene, said: str) -> str:
    named = query.read(said, scene.composer.library).plans
    if len(named) != 1:
        raise NotUnderstood
    return named[0]


def _year_question(scene: Scene, plan: Plan) -> Question:
    phrases, this = scene.phrases, school_year(scene.turn.now)
    years = dict.fromkeys((this, this + 1, plan.year))
    options = tuple(Option(phrases.year.format(year=year), str(year)) for year in years)
    text = phrases.found_year.format(plan=plan.name)
    return Question(words.YEAR, text, options, partial(_read_year, this), str(this))


def _read_year(this: int, said: str) -> str:
    word = squeeze(clean(said))
    if word in _THIS | _NEXT:
        return str(this + (word in _NEXT))
    year = words.year(said)
    if abs(year - this) > NEAR:
        raise NotUnderstood
    return str(year)


def _tier_key(plan: str) -> str:
    return f"{words.TIER}.{plan}"  # another plan has other tiers


def _tier_question(scene: Scene, plan: Plan) -> Question:
    options = tier_options(plan)
    return Question(_tier_key(plan.id), scene.phrases.found_tier, options, read_tier(plan), options[0].label)


def read_tier(plan: Plan) -> Callable[[str], str]:
    """A reader of a plan's tiers."""
    return partial(_read_tier, plan, "")


def _read_tier(plan: Plan, same: str, said: str) -> str:
    if same and squeeze(clean(said)) in _SAME:
        return same
    if tier := words.tier(said, plan):
        return tier
    raise NotUnderstood


def _school_question(scene: Scene) -> Question:
    phrases = scene.phrases
    read = free_text(words.any_school, phrases.school_long)
    return Question(words.SCHOOL_KEY, phrases.found_school, (), read, phrases.school_example, optional=True)


def _name_question(scene: Scene) -> Question:
    phrases = scene.phrases
    return Question(
        words.NAME_KEY, phrases.found_name, (), free_text(words.name, phrases.name_long), phrases.name_example
    )


def _roll_question(scene: Scene, old: Community, plan: Plan, year: int) -> Question:
    phrases = scene.phrases
    same, *others = tier_options(plan, old.tier)
    kept = Option(phrases.roll_same.format(tier=same.label), same.value) if old.tier in plan.tiers else same
    text = phrases.roll_tier.format(name=old.name, year=year)
    return Question(words.TIER, text, (kept, *others), partial(_read_tier, plan, old.tier), same.label)
