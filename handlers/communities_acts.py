"""What is done with a community that is there: who comes in and goes, what it is called, when it ends."""

from dataclasses import replace
from datetime import timedelta

from handlers import communities_details as details
from handlers import communities_values as values
from handlers.changes import Alter, Change, Invite, Join, Leave, Revoke, Work, WrongCode
from handlers.communities_found import MOST, read_tier
from handlers.communities_scene import Scene, conveners, free_text, tier_options
from handlers.interview import Question
from handlers.messages import Choice
from handlers.records import Community, Invitation, Membership, Role
from handlers.topic import Outcome

CODE, BY_LINK = "code", "by link"  # keys of what an interview is given at its start
BOUND = "bound"  # the mark of a group that belongs to a community
LASTS, HANDING = timedelta(days=7), timedelta(days=30)  # invitations, and those that hand over
_RANK: dict[Role, int] = {"member": 0, "co": 1, "convener": 2}


def not_there(scene: Scene) -> Outcome:
    """They are in no community, or not in the one that a button is about."""
    phrases = scene.phrases
    if not scene.parts:
        return scene.said(phrases.none, Choice(phrases.button_found, "com:found"))
    return scene.said(phrases.not_in, Choice(phrases.button_mine, "com:mine"))


async def mine(scene: Scene) -> Outcome:
    """All one's communities, and buttons to go from one to another."""
    phrases = scene.phrases
    if not scene.parts:
        return not_there(scene)
    lines = [_listed(scene, part) for part in scene.parts]
    first, *others = scene.parts
    choices = list(scene.switches(others))
    if first.convenes:
        choices.append(scene.button(phrases.button_invite, "invite", first.community))
    text = phrases.mine_several if others else phrases.mine
    return scene.said("\n".join([text, *lines]), *choices, Choice(phrases.button_found, "com:found"))


def _listed(scene: Scene, part: Membership) -> str:
    mark = "●" if part is scene.parts[0] else "○"
    return f"{mark} {scene.described(part.community)}，{scene.role(part.role)}"


async def work(scene: Scene, part: Membership) -> Outcome:
    """Goes on with another community, and looks at its plan."""
    return scene.said(_now_at(scene, part.community), person=scene.follows(part.community), changes=_works(part))


def _works(part: Membership) -> tuple[Change, ...]:
    return (Work(part.community.id),)


def _now_at(scene: Scene, community: Community) -> str:
    return scene.phrases.now_at.format(name=scene.named(community), plan=scene.plan_name(community))


async def members(scene: Scene, part: Membership) -> Outcome:
    """How many are in it, by role; no names are kept."""
    phrases, name = scene.phrases, part.community.name
    inside = [one.role for one in await scene.turn.ports.communities.members(part.community.id)]
    roles = [role for role in sorted(_RANK, key=_RANK.__getitem__, reverse=True) if role in inside]
    counted = [phrases.counted.format(role=scene.role(role), count=inside.count(role)) for role in roles]
    return scene.said(phrases.members.format(name=name, counted="、".join(counted)))


# --- codes ---


async def invite(scene: Scene, part: Membership) -> Outcome:
    """A code for one new member."""
    return _invited(scene, part, "member", "invite")


async def invite_co(scene: Scene, part: Membership) -> Outcome:
    """A code for one co-convener."""
    return _invited(scene, part, "co", "co")


def _invited(scene: Scene, part: Membership, role: Role, again: str) -> Outcome:
    phrases, community = scene.phrases, part.community
    given = Invite(scene.turn.ports.communities.new_code(), community.id, role, scene.turn.now + LASTS)
    text = _with_link(scene, phrases.invited, given, part)
    return scene.said(
        text, scene.button(phrases.button_another, again, community), _void(scene, part), changes=(given,)
    )


async def hand_over(scene: Scene, part: Membership) -> Outcome:
    """A code by which next year's convener takes one's own role."""
    code = scene.turn.ports.communities.new_code()
    given = Invite(code, part.community.id, "convener", scene.turn.now + HANDING, hand_over=True)
    return scene.said(_with_link(scene, scene.phrases.handed, given, part), _void(scene, part), changes=(given,))


async def bind(scene: Scene, part: Membership) -> Outcome:
    """A code that is typed in a group."""
    given = Invite(scene.turn.ports.communities.new_code(), part.community.id, "member", scene.turn.now + LASTS)
    return scene.said(_with_code(scene, scene.phrases.bind, given, part), _void(scene, part), changes=(given,))


def _with_link(scene: Scene, text: str, given: Invite, part: Membership) -> str:
    """The code is always told: not everybody is where links lead."""
    phrases, links = scene.phrases, scene.turn.ports.communities.entrance(given.code)
    said = {"line": phrases.by_line, "telegram": phrases.by_link}
    ways = [said[channel].format(address=address) for channel, address in links.items()]
    return "\n".join([_with_code(scene, text, given, part).rstrip(), *ways])


def _with_code(scene: Scene, text: str, given: Invite, part: Membership) -> str:
    return text.format(
        code=given.code, name=part.community.name, role=scene.role(given.role), until=scene.day(given.until)
    )


def _void(scene: Scene, part: Membership) -> Choice:
    return scene.button(scene.phrases.button_revoke, "revoke", part.community)


async def revoke(scene: Scene, part: Membership) -> Outcome:
    """No code that was given out leads in any more."""
    return scene.said(scene.phrases.revoked.format(name=part.community.name), changes=(Revoke(part.community.id),))


# --- coming and going ---


async def how(scene: Scene) -> Outcome:
    """How one comes into a community."""
    return scene.said(scene.phrases.how)


async def enter(scene: Scene) -> Outcome:
    """Comes in by a code; who only tapped a link is asked first."""
    phrases, code = scene.phrases, scene.answers.known(CODE)
    offer = await scene.turn.ports.communities.invitation(scene.turn.incoming.person, code, scene.turn.now)
    if offer is None or not _fits(scene, offer):
        return scene.said(phrases.code_wrong, changes=(WrongCode(),))
    part = scene.part(offer.community.id)
    if part and _RANK[part.role] >= _RANK[offer.role]:
        told = phrases.bound_already if scene.group else phrases.already
        return scene.said(told.format(name=offer.community.name, role=scene.role(part.role)))
    if part is None and len(scene.parts) >= MOST:
        return scene.said(phrases.too_many.format(most=MOST), *scene.switches(scene.parts))
    if scene.answers.known(BY_LINK) and not scene.sure(_entering(scene, offer), phrases.enter_yes):
        return scene.said(phrases.kept)
    return _entered(scene, offer, code)


def _fits(scene: Scene, offer: Invitation) -> bool:
    """A group is a member and nothing else."""
    return offer.community.open and not (scene.group and offer.role != "member")


def _entering(scene: Scene, offer: Invitation) -> str:
    text = scene.phrases.enter_sure
    return text.format(community=scene.described(offer.community), role=scene.role(offer.role))


def _entered(scene: Scene, offer: Invitation, code: str) -> Outcome:
    phrases, community = scene.phrases, offer.community
    text = phrases.bound if scene.group else phrases.handed_to_you if offer.hand_over else phrases.entered
    names = {"name": community.name, "role": scene.role(offer.role), "plan": scene.plan_name(community)}
    person = scene.follows(community)
    person = person.noticing(BOUND) if scene.group else person
    choices = () if scene.group else (Choice(phrases.button_mine, "com:mine"),)
    return scene.said(text.format(**names), *choices, person=person, changes=(Join(code),))


async def leave(scene: Scene, part: Membership) -> Outcome:
    """Leaves; who is the last in it closes it, and who is the last convener of others cannot."""
    phrases, community = scene.phrases, part.community
    inside = await scene.turn.ports.communities.members(community.id)
    alone = len(inside) == 1
    if not alone and part.role == "convener" and conveners([one.role for one in inside]) == 1:
        choices = (
            scene.button(phrases.button_over, "over", community),
            scene.button(phrases.button_close, "close", community),
        )
        return scene.said(phrases.leave_last.format(name=community.name), *choices)
    asked = phrases.leave_alone if alone else phrases.leave_sure
    if not scene.sure(asked.format(name=community.name), phrases.leave_yes):
        return scene.said(phrases.kept)
    ends: tuple[Change, ...] = (_closing(community),) if alone and part.convenes else ()
    return _gone(scene, part, phrases.left, (*ends, Leave(community.id)))


async def close(scene: Scene, part: Membership) -> Outcome:
    """Ends a community; its record stays."""
    phrases, community = scene.phrases, part.community
    if not scene.sure(phrases.close_sure.format(name=community.name), phrases.close_yes):
        return scene.said(phrases.kept)
    return _gone(scene, part, phrases.closed, (_closing(community),))


def _closing(community: Community) -> Alter:
    return Alter(replace(community, open=False, version=community.version + 1))


def _gone(scene: Scene, part: Membership, text: str, changes: tuple[Change, ...]) -> Outcome:
    """Without one of the communities; who worked with it goes on with the next."""
    told, person = text.format(name=part.community.name), scene.person
    others = [one for one in scene.parts if one is not part]
    if others and part is scene.parts[0]:
        told = f"{told}\n{_now_at(scene, others[0].community)}"
        person, changes = scene.follows(others[0].community), (*changes, *_works(others[0]))
    return scene.said(told, person=person, changes=changes)


# --- what it is ---


async def rename(scene: Scene, part: Membership) -> Outcome:
    """Another name."""
    phrases, old = scene.phrases, part.community
    read = free_text(values.name, phrases.name_long)
    text = phrases.rename_ask.format(name=old.name)
    name = scene.answers.ask(Question(details.NAME_KEY, text, (), read, phrases.name_example))
    return _altered(scene, replace(old, name=name), phrases.renamed.format(old=old.name, name=name))


async def move_school(scene: Scene, part: Membership) -> Outcome:
    """Another school, or none."""
    phrases, old = scene.phrases, part.community
    read = free_text(values.any_school, phrases.school_long)
    text = phrases.school_ask.format(name=old.name)
    school = scene.answers.ask(Question(details.SCHOOL_KEY, text, (), read, phrases.school_example))
    return _altered(scene, replace(old, school=school), phrases.school_set.format(name=old.name, school=school))


async def change_tier(scene: Scene, part: Membership) -> Outcome:
    """Another tier of the same plan."""
    phrases, old, plan = scene.phrases, part.community, scene.plan(part.community)
    if plan is None or not plan.tiers:
        return scene.said(phrases.tier_none.format(plan=scene.plan_name(old)))
    options = tier_options(plan, old.tier)
    text = phrases.tier_ask.format(name=old.name)
    tier = scene.answers.ask(Question(details.TIER, text, options, read_tier(plan), options[0].label))
    new = replace(old, tier=tier)
    return _altered(scene, new, phrases.tier_set.format(name=old.name, tier=scene.tier_name(new)))


def _altered(scene: Scene, new: Community, text: str) -> Outcome:
    return scene.said(text, changes=(Alter(replace(new, version=new.version + 1)),))
