"""What a person's communities share, as it stands in what is given to that person."""

from handlers.communities_scene import Scene
from handlers.records import Community


async def dates(scene: Scene) -> list[str]:
    """The dates of a person's communities in any state."""
    said = scene.composer.library.phrases.calendar
    found, states = list[str](), {"done": said.state_done, "cancelled": said.state_cancelled}
    for part in scene.parts:
        head = scene.named(part.community) if len(scene.parts) > 1 else ""
        for one in await scene.turn.ports.communities.deadlines(part.community.id):
            when = f"{one.day} {one.at:%H:%M}" if one.at else str(one.day)
            told = (head, when, one.title, states.get(one.state), one.who, one.note)
            found.append(" ".join(filter(None, told)))
    return found


async def ledger(scene: Scene) -> list[str]:
    """What a person's communities have spent, and what they were granted; each named where there are several."""
    found: list[str] = []
    for part in scene.parts:
        told = await _spent(scene, part.community)
        head = f"{scene.named(part.community)} " if len(scene.parts) > 1 else ""
        found += [f"{head}{one}" for one in told]
    return found


async def _spent(scene: Scene, community: Community) -> list[str]:
    ledgers, library = scene.turn.ports.ledgers, scene.composer.library
    kept = (one for one in await ledgers.spendings(community.id) if one.state == "kept")
    told = (f"{one.no} {one.day} {one.item.category} {one.item.name} {one.amount} {one.receipt}" for one in kept)
    plan, phrases = library.plans.get(community.plan), library.phrases.ledger
    parts = library.rulebook(plan).budget.instalments if plan else {}
    granted = [
        f"{parts[name].name if name in parts else phrases.whole_year} {phrases.of_grant} {amount}"
        for name, amount in (await ledgers.granted(community.id)).items()
    ]
    return [*(one.strip() for one in told), *granted]
