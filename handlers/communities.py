"""Communities: what is typed or tapped about them leads to an action, and the actions are interviews like all others.

Whoever says it, by whichever way it came, the rights are looked at in one place, and again before every answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from content.model import Plan
from handlers import communities_acts as acts
from handlers import communities_details as details
from handlers import communities_feed as feeding
from handlers import communities_found as founding
from handlers import communities_values as values
from handlers import communities_words as words
from handlers import groups
from handlers.changes import Leave
from handlers.communities_naming import meant
from handlers.communities_scene import Act, Play, Scene
from handlers.compose import Composer
from handlers.forms import Topic
from handlers.interview import Answers
from handlers.messages import Choice
from handlers.records import Membership
from handlers.topic import Form, Given, Outcome, Turn

Right = Literal["member", "convenes", "convener"]
COMMUNITY = "community"  # the key under which an interview knows the community that it is about
_FORM = "com-"  # before the name of an action: the name of its interview


@dataclass(frozen=True, slots=True)
class Action:
    """Something that is done with one community, and who may: anyone in it, conveners and co-conveners, conveners."""

    right: Right
    act: Act


FREE: Mapping[str, Play] = {
    "found": founding.found,
    "mine": acts.mine,
    "enter": acts.enter,
    "how": acts.how,
}
OWN: Mapping[str, Action] = {
    "work": Action("member", acts.work),
    "members": Action("member", acts.members),
    "leave": Action("member", acts.leave),
    "feed": Action("member", feeding.feed),
    "renew": Action("convenes", feeding.renew),
    "invite": Action("convenes", acts.invite),
    "co": Action("convenes", acts.invite_co),
    "revoke": Action("convenes", acts.revoke),
    "bind": Action("convenes", acts.bind),
    "name": Action("convenes", acts.rename),
    "tier": Action("convenes", acts.change_tier),
    "school": Action("convenes", acts.move_school),
    "roll": Action("convenes", founding.roll),
    "close": Action("convenes", acts.close),
    "over": Action("convener", acts.hand_over),
}


def topics(composer: Composer) -> dict[str, Topic]:
    """The interviews of all actions, also of those that ask nothing."""
    free: dict[str, Topic] = {
        _FORM + name: partial(_freely, composer=composer, play=play) for name, play in FREE.items()
    }
    return free | {_FORM + name: partial(_rightly, composer=composer, action=action) for name, action in OWN.items()}


async def heard(turn: Turn, composer: Composer) -> Outcome | None:
    """What typed words order about communities: an interview that is open and not asked yet; None for all others."""
    plan = composer.library.plans.get(turn.person.plan)
    order = words.read(turn.incoming.text, composer.library, plan)
    if order is None:
        return None
    if order.name in FREE:
        return _private(turn, composer) or _opened(turn, order.name, founding.noted(turn, order.said))
    parts = await turn.ports.communities.of(turn.incoming.person)
    part = meant(parts, order.said[details.NAME_KEY]) if order.name == "work" else next(iter(parts), None)
    if part is None and order.vague:
        return None
    noted = (Given(key, value, value, turn.now) for key, value in order.said.items() if order.name != "work")
    return _private(turn, composer) or _opened(turn, order.name, (*_about(turn, part), *noted))


def means(said: str, composer: Composer) -> bool:
    """Whether a text is an order about communities, whoever says it."""
    return words.read(said, composer.library, None) is not None


async def tapped(turn: Turn, rest: str, composer: Composer) -> Outcome:
    """A button, `<action>` or `<action>:<community>`: it acts on its own community, whichever is the current one."""
    name, _, community = rest.partition(":")
    if name not in (*FREE, *OWN):
        return Outcome(turn.person, (composer.plain(composer.phrases.form_gone),))
    about = (Given(COMMUNITY, community, community, turn.now),)
    given = founding.noted(turn, {}) if name == "found" else about
    return _private(turn, composer) or _opened(turn, name, given)


async def asked_for(turn: Turn, rest: str, composer: Composer) -> Outcome:
    """/community: the first one is founded; who has some sees them. /community 北昌共備社群: that one is founded."""
    parts = await turn.ports.communities.of(turn.incoming.person)
    if parts and not rest:
        return _private(turn, composer) or _opened(turn, "mine", ())
    name = {details.NAME_KEY: values.name(rest)} if values.name(rest) else {}
    return _private(turn, composer) or _opened(turn, "found", founding.noted(turn, name))


def offered(outcome: Outcome, plan: Plan, composer: Composer) -> Outcome:
    """With a button to found a community under a plan that was chosen, where the plan is one for communities."""
    if not plan.tiers:
        return outcome
    found = Choice(composer.library.phrases.communities.button_found, "com:found")
    *before, last = outcome.replies
    return replace(outcome, replies=(*before, replace(last, choices=(*last.choices, found))))


def entered(turn: Turn, code: str) -> Outcome:
    """A code was typed, or came by a link; then nobody has said yet that they want to come in."""
    linked = turn.incoming.token is not None and not turn.incoming.group
    by_link = (Given(acts.BY_LINK, "", "yes", turn.now),) if linked else ()
    return _opened(turn, "enter", (Given(acts.CODE, code, code, turn.now), *by_link))


async def unbound(turn: Turn, composer: Composer) -> Outcome:
    """A group goes on without its community; it knows the plan still."""
    phrases = composer.library.phrases.communities
    parts = await turn.ports.communities.of(turn.incoming.person)
    person = replace(turn.person, noticed=turn.person.noticed - {acts.BOUND})
    if not parts:
        return Outcome(person, (composer.plain(phrases.unbound_none),))
    reply = composer.plain(phrases.unbound.format(name=parts[0].community.name))
    return Outcome(person, (reply,), changes=tuple(Leave(part.community.id) for part in parts))


async def bound(turn: Turn) -> Membership | None:
    """The community that a group belongs to; nothing is read for a group that has none."""
    if acts.BOUND not in turn.person.noticed:
        return None
    return next(iter(await turn.ports.communities.of(turn.incoming.person)), None)


def under(turn: Turn, part: Membership | None, composer: Composer) -> Turn:
    """A turn under the plan and the tier that a community has today."""
    return replace(turn, person=_scene(turn, composer).follows(part.community)) if part else turn


def stays(outcome: Outcome, turn: Turn, part: Membership | None, composer: Composer) -> Outcome:
    """A group that belongs to a community looks at no other plan."""
    if part is None or outcome.changes or outcome.person.plan == turn.person.plan:
        return outcome
    names = {"name": part.community.name, "plan": _scene(turn, composer).plan_name(part.community)}
    return Outcome(turn.person, (composer.plain(composer.library.phrases.communities.bound_stays.format(**names)),))


def _opened(turn: Turn, name: str, given: Iterable[Given]) -> Outcome:
    return Outcome(turn.person.opened(Form(_FORM + name, tuple(given))))


def _about(turn: Turn, part: Membership | None) -> tuple[Given, ...]:
    community = part.community.id if part else ""
    return (Given(COMMUNITY, "", community, turn.now),)


def _private(turn: Turn, composer: Composer) -> Outcome | None:
    return groups.private(turn, composer) if turn.incoming.group else None


def _scene(turn: Turn, composer: Composer) -> Scene:
    return Scene(turn, Answers(), composer, ())


async def _freely(turn: Turn, answers: Answers, composer: Composer, play: Play) -> Outcome:
    parts = await turn.ports.communities.of(turn.incoming.person)
    return await play(Scene(turn, answers, composer, parts))


async def _rightly(turn: Turn, answers: Answers, composer: Composer, action: Action) -> Outcome:
    parts = await turn.ports.communities.of(turn.incoming.person)
    scene = Scene(turn, answers, composer, parts)
    part = scene.part(answers.known(COMMUNITY))
    if part is None:
        return acts.not_there(scene)
    if not _may(part, action.right):
        phrases = scene.phrases
        text = phrases.ask_convener if action.right == "convenes" else phrases.convener_only
        return scene.said(text.format(name=part.community.name))
    return await action.act(scene, part)


def _may(part: Membership, right: Right) -> bool:
    return {"member": True, "convenes": part.convenes, "convener": part.role == "convener"}[right]
