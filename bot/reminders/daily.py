"""What has to be planned anew each day, as nothing but time brings it about."""

from functools import partial

import structlog

from bot.clock import Clock
from bot.store import claiming, reminders
from bot.store.database import Store

log = structlog.get_logger(__name__)


async def daily(store: Store, clock: Clock) -> None:
    """Records what is over, and plans what comes after dates; a community at a time, so that turns go on between."""
    if over := await store.write(lambda c: claiming.expire(c, clock())):
        log.info("reminders reached nobody", reminders=over)
    for community in await store.read(lambda c: reminders.daily(c, clock())):
        await store.write(partial(reminders.replan, which=community, now=clock()))
