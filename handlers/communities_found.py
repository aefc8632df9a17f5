"""Founding a community in five answers at most, and going on with it in the next school year."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from content import query
from content.model import Plan
from content.text.normalise import clean, squeeze
from handlers import communities_details as details
from handlers import communities_values as values
from handlers.changes import Found
from handlers.communities_details import Details
from handlers.communities_scene import Scene, free_text, read_sure, tier_options
from handlers.interview import NotUnderstood, Option, Question
from handlers.messages import Choice
from handlers.records import Community, Membership
from handlers.topic import Given, Outcome, Turn

MOST = 12  # communities that somebody may be in: as many buttons as every messenger shows
NEAR = 20  # school years between now and one that may be meant
_SAME = frozenset(("照舊", "一樣", "不變", "不用改", "照原來的", "同", "是", "對", "好", "要"))


def school_year(now: datetime) -> int:
    """The school year of the Republic, which begins in August."""
    return now.year - (1911 if now.month >= 8 else 1912)


def noted(turn: Turn, said: Mapping[str, str]) -> Iterator[Given]:
    """What the interview starts with: the chat's own plan, and all that the order itself told."""
    plan, ours = said.get(details.PLAN, ""), turn.person.plan
    plan = ours if not plan or ours in plan.split(",") else plan
    known = _known(turn, dict(said) | ({details.PLAN: plan} if plan else {}))
    yield from (Given(key, value, value, turn.now) for key, value in known.items())


def _known(turn: Turn, said: Mapping[str, str]) -> Mapping[str, str]:
    """What was said, with the school year as a number; without one that cannot be meant."""
    this = school_year(turn.now)
    try:
        return {**said, details.YEAR: _read_year(this, said[details.YEAR])} if details.YEAR in said else said
    except NotUnderstood:
        return {key: value for key, value in said.items() if key != details.YEAR}


def _told(scene: Scene, said: str) -> Mapping[str, str]:
    """What a text tells besides the answer to the question that is asked."""
    told = details.read(said, scene.composer.library)
    if list(told.said) == [details.SCHOOL_KEY] and scene.answers.known(details.SCHOOL_KEY):
        return {}  # they know that we know the school: the community may be called like it
    return _known(scene.turn, {**_perhaps(scene, told), **told.said}) if told.said else {}


def _perhaps(scene: Scene, told: Details) -> Mapping[str, str]:
    """What may be the name, while there is none."""
    known = any(scene.answers.known(key) for key in (details.NAME_KEY, details.MAYBE))
    return {} if known else details.perhaps(told, scene.composer.library)


def _or_name(scene: Scene, read: Callable[[str], str]) -> Callable[[str], str]:
    """A reader of one of few answers; what is none of them may be the name."""

    def understood(said: str) -> str:
        try:
            return read(said)
        except NotUnderstood as failure:
            told = _perhaps(scene, details.read(said, scene.composer.library)) if len(said) > details.SHORT else {}
            raise NotUnderstood(str(failure), told) from None

    return understood


async def found(scene: Scene) -> Outcome:
    """A new community, which whoever says so convenes."""
    if not scene.turn.ports.communities.new_id():
        return scene.said(scene.phrases.nowhere)
    if len(scene.parts) >= MOST:
        return scene.said(scene.phrases.too_many.format(most=MOST), *scene.switches(scene.parts))
    scene.answers.listen(partial(_told, scene))
    named = _named(scene)
    plan = _plan(scene)
    year = int(scene.answers.ask(_year_question(scene, plan)))
    tier = scene.answers.ask(_tier_question(scene, plan)) if plan.tiers else ""
    school = scene.answers.ask(_school_question(scene))
    name = named or scene.answers.ask(_name_question(scene))
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
    if others := await scene.turn.ports.communities.after(old.id):
        return scene.said(phrases.roll_others.format(name=old.name, year=others[0].year))
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


def _named(scene: Scene) -> str:
    """Something that was said and may be the name is asked about at once; "" where it is none."""
    phrases, name = scene.phrases, scene.answers.known(details.MAYBE)
    if not name or scene.answers.known(details.NAME_KEY):
        return ""
    choices = (Option(phrases.found_maybe_yes, "yes"), Option(phrases.found_maybe_no, "no"))
    text, example = phrases.found_maybe.format(name=name), scene.composer.phrases.sure_example
    return name if scene.answers.ask(Question("named", text, choices, read_sure, example)) == "yes" else ""


def _plan(scene: Scene) -> Plan:
    """The plan that was answered; asked again where it is no longer one, or may be one of several."""
    plans = scene.composer.library.plans
    said = scene.answers.ask(_plan_question(scene, plans.values())).split(",")
    known = {details.tier_key(one): scene.answers.known(details.tier_key(one)) for one in said}
    meant = [plans[one] for one in details.fitting(said, known) if one in plans]
    if len(meant) != 1:
        scene.answers.miss(_plan_question(scene, meant or plans.values()))
    return meant[0]


def _plan_question(scene: Scene, plans: Iterable[Plan]) -> Question:
    options = tuple(Option(plan.name, plan.id) for plan in plans)
    return Question(
        details.PLAN, scene.phrases.found_plan, options, _or_name(scene, partial(_read_plan, scene)), options[0].label
    )


def _read_plan(scene: Scene, said: str) -> str:
    """The ids of all plans that are named."""
    library = scene.composer.library
    meant = query.read(said, library)
    if meant.plans:
        return ",".join(meant.plans)
    names = "、".join(plan.name for plan in library.plans.values())
    hint = scene.composer.phrases.elsewhere.format(county=meant.elsewhere, plans=names)
    raise NotUnderstood(hint if meant.elsewhere else "")


def _year_question(scene: Scene, plan: Plan) -> Question:
    phrases, this = scene.phrases, school_year(scene.turn.now)
    years = dict.fromkeys((this, this + 1, plan.year))
    options = tuple(Option(phrases.year.format(year=year), str(year)) for year in years)
    text = phrases.found_year.format(plan=plan.name)
    return Question(details.YEAR, text, options, _or_name(scene, partial(_read_year, this)), str(this))


def _read_year(this: int, said: str) -> str:
    word = squeeze(clean(said))
    if word in details.RELATIVE:
        return str(this + details.RELATIVE[word])
    year = values.year(said)
    if abs(year - this) > NEAR:
        raise NotUnderstood
    return str(year)


def _tier_question(scene: Scene, plan: Plan) -> Question:
    options, read = tier_options(plan), _or_name(scene, read_tier(plan))
    return Question(details.tier_key(plan.id), scene.phrases.found_tier, options, read, options[0].label)


def read_tier(plan: Plan) -> Callable[[str], str]:
    """A reader of a plan's tiers."""
    return partial(_read_tier, plan, "")


def _read_tier(plan: Plan, same: str, said: str) -> str:
    if same and squeeze(clean(said)) in _SAME:
        return same
    if tier := values.tier(said, plan):
        return tier
    raise NotUnderstood


def _school_question(scene: Scene) -> Question:
    phrases = scene.phrases
    read = free_text(values.any_school, phrases.school_long)
    return Question(details.SCHOOL_KEY, phrases.found_school, (), read, phrases.school_example, optional=True)


def _name_question(scene: Scene) -> Question:
    phrases = scene.phrases
    return Question(
        details.NAME_KEY, phrases.found_name, (), free_text(values.name, phrases.name_long), phrases.name_example
    )


def _roll_question(scene: Scene, old: Community, plan: Plan, year: int) -> Question:
    phrases = scene.phrases
    same, *others = tier_options(plan, old.tier)
    kept = Option(phrases.roll_same.format(tier=same.label), same.value) if old.tier in plan.tiers else same
    text = phrases.roll_tier.format(name=old.name, year=year)
    return Question(details.TIER, text, (kept, *others), partial(_read_tier, plan, old.tier), same.label)
