"""Where a community's calendar can be seen."""

from dataclasses import replace

from handlers.changes import Alter
from handlers.communities_scene import Scene
from handlers.records import Membership
from handlers.topic import Outcome


async def feed(scene: Scene, part: Membership) -> Outcome:
    """Where the calendar can be seen, and how a phone subscribes to it."""
    address = scene.turn.ports.communities.address(part.community.feed)
    if not address:
        return scene.said(scene.phrases.feed_nowhere)
    renew = (scene.button(scene.phrases.button_renew, "renew", part.community),) if part.convenes else ()
    return scene.said(scene.phrases.feed.format(name=scene.named(part.community), address=address), *renew)


async def renew(scene: Scene, part: Membership) -> Outcome:
    """The calendar has a new address, and whoever knows only the old one sees nothing any more."""
    community, ports = part.community, scene.turn.ports.communities
    after = replace(community, feed=ports.new_secret(), version=community.version + 1)
    address = ports.address(after.feed)
    if not address:
        return scene.said(scene.phrases.feed_nowhere)
    text = scene.phrases.renewed.format(name=scene.named(community), address=address)
    return scene.said(text, changes=(Alter(after),))
