"""Dates that were adopted and that the curators changed since: whoever convenes is told once, at their next message."""

from dataclasses import replace

from handlers import calendar_curated as curated
from handlers.calendar_desk import Desk, desks
from handlers.calendar_saying import named
from handlers.compose import Composer
from handlers.topic import Outcome, Turn

TOLD = 3  # dates that are named, each with its buttons
_MARK = "dates:"  # before the fingerprint of all plans' dates that somebody was told of


async def finished(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """With what differs, at the first message under other dates; what else changes something comes first."""
    mark = f"{_MARK}{composer.library.dates}"
    if turn.incoming.group or mark in outcome.person.noticed or outcome.changes:
        return outcome
    kept = frozenset(one for one in outcome.person.noticed if not one.startswith(_MARK))
    person = replace(outcome.person, noticed=kept | {mark})
    news = [pair for pair in await _news(turn, composer) if not _said(pair, outcome)] if person.turns > 1 else []
    if not news:
        return replace(outcome, person=person)
    lines = [named(curated.said(shift, desk), desk) for desk, shift in news[:TOLD]]
    if len(news) > TOLD:
        lines.append(composer.library.phrases.calendar.more.format(n=len(news) - TOLD))
    desk, first = news[0]
    reply = composer.plain("\n".join(lines), *curated.answers(first, desk))
    return replace(outcome, person=person, replies=(*outcome.replies, reply))


async def _news(turn: Turn, composer: Composer) -> list[tuple[Desk, curated.Shift]]:
    """What differs in the calendars that somebody may change."""
    mine = [desk for desk in await desks(turn, composer) if desk.membership.convenes]
    return [(desk, shift) for desk in mine for shift in curated.shifts(desk)]


def _said(news: tuple[Desk, curated.Shift], outcome: Outcome) -> bool:
    """Whether it stands in a list that is shown anyway."""
    desk, shift = news
    return any(curated.said(shift, desk) in reply.text for reply in outcome.replies)
