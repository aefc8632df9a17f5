"""What has to be planned anew each day, as nothing but time brings it about."""

from collections.abc import Iterable
from functools import partial

import structlog

from bot.clock import Clock
from bot.store import claiming, reminders
from bot.store.database import Store

log = structlog.get_logger(__name__)


async def daily(store: Store, clock: Clock) -> None:
    """Records what is over, deletes what ended long ago, and plans what comes after dates; little by little, so that
    turns go on between."""
    if over := await store.write(lambda c: claiming.expire(c, clock())):
        log.info("reminders reached nobody", reminders=over)
    for first in await store.read(reminders.batches):
        await store.write(partial(reminders.tidy, first=first, now=clock()))
    await _replan(store, clock, await store.read(lambda c: reminders.daily(c, clock())))


async def anew(store: Store, clock: Clock) -> None:
    """Plans everything, as another program may have planned it: with other office days, hours or leads."""
    await _replan(store, clock, await store.read(lambda c: reminders.planned(c, clock())))


async def _replan(store: Store, clock: Clock, communities: Iterable[str]) -> None:
    for which in communities:
        await store.write(partial(reminders.replan, which=which, now=clock()))
