"""Dates that change: done, not done, moved, called off, somebody's, noted."""

from collections.abc import Sequence
from dataclasses import replace

from content.text.normalise import clean, squeeze
from handlers import calendar_adding as adding
from handlers import calendar_reports as reports
from handlers.calendar_asking import ask
from handlers.calendar_days import When, moved
from handlers.calendar_desk import Desk, changed
from handlers.calendar_finding import RECENT, Found, day_in, find, newest, own, which
from handlers.calendar_listing import remaining
from handlers.calendar_saying import line, named, short, to_adopt, to_list, to_move, when_short
from handlers.calendar_titles import mentioned
from handlers.calendar_wish import Wish
from handlers.messages import Choice
from handlers.records import Deadline, Edit
from handlers.topic import Outcome


async def done(desk: Desk, wish: Wish) -> Outcome | None:
    """「上傳那個交完了」; None where it is about nothing in the calendar or the plan."""
    so_done = [one for one in desk.open if not wish.what and wish.text and wish.text in one.title]
    if over := await _already(desk, wish):
        return finish(desk, over)
    found = await find(desk, wish.what, so_done or desk.open)
    if found.clear:
        return finish(desk, found.clear)
    if found.dates:
        return which(desk, found, "done")
    if (before := await find(desk, wish.what, desk.state("done"))).clear:
        return finish(desk, before.clear)
    return unknown(desk, wish)


async def _already(desk: Desk, wish: Wish) -> Deadline | None:
    """What is done and is meant by all that was said, where nothing that is open is: 「第一期核銷完了」 once more."""
    whole = f"{wish.what}{wish.text}"
    if not (wish.what and wish.text) or (await find(desk, whole, desk.open)).dates:
        return None
    return (await find(desk, whole, desk.state("done"))).clear


def unknown(desk: Desk, wish: Wish) -> Outcome | None:
    """Words that fit nothing in the calendar: told where they are an order, or about something of the plan."""
    wanted = [(one.key, one.title) for one in desk.proposals]
    if day_in(wish.what, desk):  # what stands there on other days only is ours all the same
        wanted += adding.titles(desk.open)
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
    if not wish.when.said:
        return await ask(
            desk, "move", When(ask=desk.phrases.ask_day.format(title=deadline.title)), deadline.title, deadline.id
        )
    when = moved(wish.when, deadline.day, deadline.at, deadline.title, desk)
    if not when.certain:
        return await ask(desk, "move", when, deadline.title, deadline.id)
    return adding.put(desk, deadline, when.options[0])


async def correct(desk: Desk, wish: Wish) -> Outcome | None:
    """「欸不是，是5/22」: the date that the person saved last; None where they saved none, a moment ago."""
    if mine := _only(desk, await own(desk)):
        return await move_to(desk, mine, wish)
    if others := _only(desk, await newest(desk)):
        return _move_others(desk, others, moved(wish.when, others.day, others.at, others.title, desk))
    return None


def _only(desk: Desk, edits: Sequence[Edit]) -> Deadline | None:
    """The date that the first of some changes was about, a moment ago; None where there were several."""
    if not edits or desk.turn.now - edits[0].at > RECENT:
        return None
    touched = {edit.after.id for edit in edits if edit.batch == edits[0].batch}
    found = desk.by_id(edits[0].after.id)
    return found if found and found.state == "open" and len(touched) == 1 else None


def _move_others(desk: Desk, deadline: Deadline, when: When) -> Outcome | None:
    """What somebody else saved is named before it is moved."""
    text = desk.phrases.move_others.format(title=deadline.title, day=when_short(deadline, desk))
    tokens = ((one, f"cal:set:{deadline.id}:{deadline.version}:{one}") for one in when.options)
    buttons = [Choice(desk.phrases.button_set.format(day=short(one.day, desk.today)), token) for one, token in tokens]
    return desk.ask(named(text, desk), *buttons) if buttons else None


async def cancel(desk: Desk, wish: Wish) -> Outcome | None:
    """「刪掉複審」, 「取消那個期限」."""
    found = await find(desk, wish.what, desk.open)
    if found.clear:
        return call_off(desk, found.clear, alone=day_in(wish.what, desk) is not None)
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
    """「複審請林老師寄」; where nothing in the calendar is meant, a date may be told: 「12/10前要把照片給林老師」."""
    found = await find(desk, wish.what, desk.open, strictly=True)
    if found.clear and squeeze(wish.what):
        return give(desk, found.clear, wish.text)
    if len(found.dates) in (2, 3):
        return which(desk, found, "who", f":{wish.text}")
    return await _new(desk, wish)


async def _new(desk: Desk, wish: Wish) -> Outcome | None:
    """What was said may be a date that is not there yet; None where it is none."""
    plain = desk.turn.incoming.text
    new = mentioned(plain, clean(plain), desk.turn.now) if len(clean(plain)) == len(plain) else None
    if new and reports.HANDED.search(clean(new.what)):
        return await adding.add(desk, replace(new, what=new.what.removeprefix("把"), sure=True))
    return unknown(desk, wish) or (await adding.add(desk, new) if new else None)


def give(desk: Desk, deadline: Deadline, who: str) -> Outcome:
    """Somebody is responsible for a date."""
    made = changed(deadline, who=who)
    return desk.save("note", [made], adding.saved(desk, desk.phrases.noted, made), to_list(desk))


async def note(desk: Desk, wish: Wish) -> Outcome | None:
    """「成果報告備註：要兩份」."""
    found = await find(desk, wish.what, desk.open, strictly=True)
    if found.clear:
        return write(desk, found.clear, wish.text)
    return which(desk, found, "note", f":{wish.text}") if found.dates else await _new(desk, wish)


def write(desk: Desk, deadline: Deadline, text: str) -> Outcome:
    """A note stands beside a date, in place of an older one."""
    made = changed(deadline, note=text[: reports.NOTED])
    return desk.save("note", [made], adding.saved(desk, desk.phrases.noted, made), to_move(made, desk))


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
