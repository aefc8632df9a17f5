"""What was changed is taken back: 「復原」, typed or tapped."""

from dataclasses import replace
from datetime import timedelta

from handlers.calendar_desk import Desk, desk_for
from handlers.calendar_finding import newest, own
from handlers.calendar_saying import named, to_list, when_short
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome

LATELY = timedelta(days=1)  # in which 「復原」 asks nothing


async def undo_own(desk: Desk) -> Outcome:
    """「復原」: takes back what the person changed last.

    What is long ago, stands in another calendar than the current one or is somebody else's is named and asked first.
    """
    mine, phrases = await own(desk), desk.phrases
    last = next(iter(mine or await newest(desk)), None)
    if last is None:
        return desk.say(phrases.nothing_to_undo, to_list(desk))
    here = await desk_for(desk.turn, desk.composer)
    if mine and desk.turn.now - last.at <= LATELY and here and here.community.id == desk.community.id:
        return await undo(desk, last.batch)
    phrase = phrases.undo_sure if mine else phrases.undo_others
    text = phrase.format(title=last.after.title, day=when_short(last.after, desk))
    return desk.ask(named(text, desk), Choice(phrases.button_undo_it, f"cal:undo:{desk.community.id}:{last.batch}"))


async def undo(desk: Desk, batch: str) -> Outcome:
    """Takes back what one turn changed."""
    undone = [edit for edit in await newest(desk) if edit.batch == batch]
    if not undone:
        return desk.say(desk.phrases.nothing_to_undo, to_list(desk))
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
