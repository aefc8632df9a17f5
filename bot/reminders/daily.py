"""What has to be planned anew each day, as nothing but time brings it about."""

from functools import partial

import structlog

from bot.clock import Clock
from bot.store import claiming, reminders, rounds
from bot.store.database import Store

log = structlog.get_logger(__name__)


async def daily(store: Store, clock: Clock) -> None:
    """Records what is over, deletes what ended long ago, and plans what comes after dates; little by little, so that
    turns go on between."""
    if over := await store.write(lambda c: claiming.expire(c, clock())):
        log.info("reminders reached nobody", reminders=over)
    for first in await store.read(rounds.batches):
        await store.write(partial(rounds.tidy, first=first, now=clock()))
    missed = await store.read(lambda c: rounds.last(c, clock()))
    for which in await store.read(lambda c: rounds.daily(c, clock())):
        await store.write(partial(reminders.replan, which=which, now=clock(), missed=missed))
    await store.write(lambda c: rounds.over(c, clock()))


async def anew(store: Store, clock: Clock) -> None:
    """Plans everything, as another program may have planned it: with other office days, hours or leads."""
    for which in await store.read(lambda c: rounds.planned(c, clock())):
        await store.write(partial(reminders.replan, which=which, now=clock()))
