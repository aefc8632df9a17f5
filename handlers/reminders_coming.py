"""What somebody will be reminded of, when, and why there is nothing."""

from handlers import reminders_muted as muted
from handlers.messages import Choice
from handlers.records import Reminder
from handlers.reminders_meant import desks
from handlers.reminders_scene import CARD, Reminded, clock, day_said, listens
from handlers.reminders_ways import no_way
from handlers.topic import Outcome

LISTED = 8  # reminders


async def coming(who: Reminded) -> Outcome:
    """The next reminders, the earliest first."""
    phrases, person = who.phrases, who.turn.incoming.person
    found = [one for one in await who.turn.ports.reminders.ahead(person, LISTED + 1) if one.due > who.turn.now]
    card = Choice(phrases.button_card, CARD)
    if not found:
        return await muted.beside(who, who.say(await _nothing(who), card))
    lines = [phrases.coming, *(_line(who, one) for one in found[:LISTED])]
    if len(found) > LISTED:
        lines.append(phrases.coming_more.format(n=LISTED))
    if not await who.turn.ports.reminders.way(person):
        lines.append(await no_way(who))
    return await muted.beside(who, who.say("\n".join(lines), card))


async def _nothing(who: Reminded) -> str:
    phrases = who.phrases
    if not who.wishes.on:
        return phrases.none_coming_off
    if not any(map(listens, who.parts)):
        return phrases.none_coming_member
    silent = [one for _, one in await muted.muted(who)]
    dates = [one for desk in await desks(who) for one in desk.open]
    if dates and all(one in silent for one in dates):
        return phrases.none_coming_muted
    return phrases.none_coming_open if dates else phrases.none_coming


def _line(who: Reminded, one: Reminder) -> str:
    due = one.due.astimezone(who.turn.now.tzinfo)
    name = f"{one.community.name}：" if len(who.parts) > 1 else ""
    return who.phrases.coming_line.format(
        day=day_said(due.date()),
        hour=clock(due.time()),
        name=name,
        title=one.deadline.title,
        due=day_said(one.deadline.day),
        lead=_lead(who, one.lead),
    )


def _lead(who: Reminded, lead: str) -> str:
    """d7 → 前 7 天."""
    phrases, kind, days = who.phrases, lead[:1], lead[1:]
    if kind == "d":
        return phrases.lead_before.format(n=days) if days != "0" else phrases.lead_same
    return phrases.lead_after.format(n=days) if kind == "n" else phrases.lead_snoozed
