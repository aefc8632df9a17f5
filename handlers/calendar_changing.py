"""Dates that change: done, not done, moved, called off, somebody's, noted."""

from dataclasses import replace

from content.text.normalise import squeeze
from handlers import calendar_adding as adding
from handlers import calendar_reports as reports
from handlers.calendar_asking import ask
from handlers.calendar_days import When, moved
from handlers.calendar_desk import Desk, changed
from handlers.calendar_finding import RECENT, Found, find, newest, which
from handlers.calendar_listing import remaining
from handlers.calendar_saying import line, named, short, to_adopt, to_list, to_move, when_short
from handlers.calendar_wish import Wish
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome


async def done(desk: Desk, wish: Wish) -> Outcome | None:
    """「上傳那個交完了」; None where it is about nothing in the calendar or the plan."""
    so_done = [one for one in desk.open if not wish.what and wish.text and wish.text in one.title]
    found = await find(desk, wish.what, so_done or desk.open)
    if found.clear:
        return finish(desk, found.clear)
    if found.dates:
        return which(desk, found, "done")
    if (before := await find(desk, wish.what, desk.state("done"))).clear:
        return finish(desk, before.clear)
    return unknown(desk, wish)


def unknown(desk: Desk, wish: Wish) -> Outcome | None:
    """Words that fit nothing in the calendar: told where they are an order, or about something of the plan."""
    wanted = ((one.key, one.title) for one in desk.proposals)
    if not wish.sure and not (wish.what and desk.match(wish.what, wanted)):
        return None
    adopt = (to_adopt(desk),) if not any(one.key for one in desk.state("open", "done")) and desk.proposals else ()
    text = desk.phrases.not_found.format(said=wish.what) if wish.what else desk.phrases.nothing_meant
    return desk.say(named(text, desk), *adopt, to_list(desk))


def finish(desk: Desk, deadline: Deadline) -> Outcome:
    """A date is done; what is left."""
    day = short(deadline.day, desk.today)
    if deadline.state == "done":
        text = desk.phrases.known_done_at.format(title=deadline.title, day=day)
        return desk.say(named(text, desk), _reopening(desk, deadline), to_list(desk))
    made = changed(deadline, state="done")
    text = named(desk.phrases.done.format(title=deadline.title, day=day), desk)
    rest = [one for one in desk.open if one.id != deadline.id]
    return desk.save("done", [made], f"{text}\n{remaining(desk, rest)}", to_list(desk))


def _reopening(desk: Desk, deadline: Deadline) -> Choice:
    return Choice(desk.phrases.button_reopen, f"cal:reopen:{deadline.id}:{deadline.version}")


async def reopen(desk: Desk, wish: Wish) -> Outcome | None:
    """「上傳那個其實還沒交」."""
    found = await find(desk, wish.what, desk.state("done"))
    if found.clear:
        return open_again(desk, found.clear)
    if found.dates:
        return which(desk, found, "reopen")
    still = await find(desk, wish.what, desk.open) if squeeze(wish.what) else Found()
    if still.clear:
        return desk.say(adding.saved(desk, desk.phrases.still_open, still.clear), to_list(desk))
    return None if not wish.sure else unknown(desk, wish)


def open_again(desk: Desk, deadline: Deadline) -> Outcome:
    """What was done, or called off, is to be done after all."""
    if deadline.state == "open":
        return desk.say(adding.saved(desk, desk.phrases.still_open, deadline), to_list(desk))
    made = changed(deadline, state="open")
    return desk.save("reopen", [made], adding.saved(desk, desk.phrases.reopened, made), to_list(desk))


async def move(desk: Desk, wish: Wish) -> Outcome | None:
    """「成果報告提早到 6/15」, 「改到下週三」."""
    found = await find(desk, wish.what, desk.open)
    if len(found.dates) > 1:
        return which(desk, found, "move", f":{wish.text}" if wish.dated else "")
    if found.clear is None:
        return unknown(desk, replace(wish, sure=bool(desk.open)))
    return await move_to(desk, found.clear, wish)


async def move_to(desk: Desk, deadline: Deadline, wish: Wish) -> Outcome:
    """Moves a date to the day that was said; asks for it where none was, or where it is not certain."""
    if not wish.dated:
        return await ask(
            desk, "move", When(ask=desk.phrases.ask_day.format(title=deadline.title)), deadline.title, deadline.id
        )
    when = moved(wish.when, deadline.day, deadline.at, deadline.title, desk)
    if not when.certain:
        return await ask(desk, "move", when, deadline.title, deadline.id)
    return adding.put(desk, deadline, when.options[0])


async def correct(desk: Desk, wish: Wish) -> Outcome | None:
    """「欸不是，是5/22」: the date that was saved last; None where none was, a moment ago."""
    edits = await newest(desk)
    if not edits or desk.turn.now - edits[0].at > RECENT:
        return None
    touched = {edit.after.id: edit for edit in edits if edit.batch == edits[0].batch}
    deadline = desk.by_id(edits[0].after.id)
    if len(touched) > 1 or deadline is None or deadline.state != "open":
        return None
    return await move_to(desk, deadline, wish)


async def cancel(desk: Desk, wish: Wish) -> Outcome | None:
    """「刪掉複審」, 「取消那個期限」."""
    found = await find(desk, wish.what, desk.open)
    if found.clear:
        return call_off(desk, found.clear)
    if found.dates:
        return which(desk, found, "cancel")
    return unknown(desk, wish) if desk.dates else None


def call_off(desk: Desk, deadline: Deadline, *, all_of_it: bool = False, alone: bool = False) -> Outcome:
    """A date does not count any more; of a series one meeting or all that lie ahead."""
    phrases = desk.phrases
    if deadline.state == "cancelled":
        return desk.say(named(phrases.known_cancelled.format(title=deadline.title), desk), to_list(desk))
    ahead = [one for one in desk.open if deadline.series and one.series == deadline.series and one.day >= desk.today]
    day = short(deadline.day, desk.today)
    if len(ahead) > 1 and not (all_of_it or alone):
        tokens = (f"cal:{verb}:{deadline.id}:{deadline.version}" for verb in ("cancelone", "cancelall"))
        labels = (phrases.button_one.format(day=day), phrases.button_all.format(n=len(ahead)))
        text = phrases.which_of_series.format(title=deadline.title)
        return desk.ask(named(text, desk), *map(Choice, labels, tokens))
    gone = ahead if all_of_it and ahead else [deadline]
    text = phrases.cancelled if len(gone) == 1 else phrases.cancelled_series
    said = named(text.format(title=deadline.title, day=day, n=len(gone)), desk)
    return desk.save("cancel", [changed(one, state="cancelled") for one in gone], said, to_list(desk))


async def assign(desk: Desk, wish: Wish) -> Outcome | None:
    """「複審請林老師寄」; None where nothing in the calendar is meant."""
    found = await find(desk, wish.what, desk.open)
    if found.clear is None or not squeeze(wish.what):
        return which(desk, found, "who", f":{wish.text}") if len(found.dates) in (2, 3) else None
    return give(desk, found.clear, wish.text)


def give(desk: Desk, deadline: Deadline, who: str) -> Outcome:
    """Somebody is responsible for a date."""
    made = changed(deadline, who=who)
    return desk.save("note", [made], adding.saved(desk, desk.phrases.noted, made), to_list(desk))


async def note(desk: Desk, wish: Wish) -> Outcome | None:
    """「成果報告備註：要兩份」."""
    found = await find(desk, wish.what, desk.open)
    if found.clear is None:
        return which(desk, found, "note", f":{wish.text}") if found.dates else None
    return write(desk, found.clear, wish.text)


def write(desk: Desk, deadline: Deadline, text: str) -> Outcome:
    """A note stands beside a date, in place of an older one."""
    made = changed(deadline, note=text[: reports.NOTED])
    return desk.save("note", [made], adding.saved(desk, desk.phrases.noted, made), to_move(made, desk))


async def undo(desk: Desk, batch: str = "") -> Outcome:
    """Takes back what one turn changed: the newest, or the one of a button."""
    edits = await newest(desk)
    if not edits or (batch and batch not in {edit.batch for edit in edits}):
        return desk.say(desk.phrases.nothing_to_undo, to_list(desk))
    undone = [edit for edit in edits if edit.batch == (batch or edits[0].batch)]
    now = {one.id: one for one in desk.dates}
    first = {edit.after.id: edit for edit in undone}  # the newest come first, so that the oldest stays
    last = {edit.after.id: edit.after for edit in reversed(undone)}
    if any(replace(now[name], version=one.version) != one for name, one in last.items()):
        return desk.say(desk.phrases.changed_since, to_list(desk))
    back = [
        replace(edit.before or replace(edit.after, state="cancelled"), version=now[name].version + 1)
        for name, edit in first.items()
    ]
    return desk.save("undo", back, _undone(desk, back), to_list(desk), undoes=undone[0].batch)


def _undone(desk: Desk, back: list[Deadline]) -> str:
    phrases, one = desk.phrases, back[0]
    day = when_short(one, desk)
    if len(back) > 1:
        return named(phrases.undone_many.format(n=len(back)), desk)
    if one.state == "cancelled":
        return named(phrases.undone_new.format(title=one.title, day=day), desk)
    return named(phrases.undone.format(title=one.title, day=day), desk)


def stale(desk: Desk, deadline: Deadline, verb: str, more: str) -> Outcome:
    """A button of a date that was changed since: how it stands now, and the same button for that."""
    match verb, deadline.state:
        case "done", "done":
            return finish(desk, deadline)
        case "cancel" | "cancelone" | "cancelall", "cancelled":
            return call_off(desk, deadline)
    phrases = desk.phrases
    state = {"open": phrases.state_open, "done": phrases.state_done, "cancelled": phrases.state_cancelled}[
        deadline.state
    ]
    text = phrases.stale.format(state=state)
    token = f"cal:{verb}:{deadline.id}:{deadline.version}{':' * bool(more)}{more}"
    again = (Choice(phrases.button_still, token),) if deadline.state == "open" else ()
    return desk.say(f"{text}\n{line(deadline, desk)}", *again, to_list(desk))
