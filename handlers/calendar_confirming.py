"""Dates that were estimated from another school year: confirmed once this year's announcement says the same."""

from collections.abc import Iterable

from handlers.calendar_desk import Desk, changed
from handlers.calendar_saying import echo, line, named, to_list, to_move
from handlers.calendar_wish import Wish
from handlers.messages import Choice
from handlers.records import Deadline
from handlers.topic import Outcome

SHOWN = 8  # lines of a list


def confirming(desk: Desk, wish: Wish) -> Outcome:
    """「確認日期」: what is estimated, to be confirmed all at once or one by one."""
    unsure = [one for one in desk.open if not one.sure]
    named_ones = desk.match(wish.what, [(one.id, one.title) for one in unsure]) if wish.what else []
    if len(named_ones) == 1:
        return sure(desk, [one for one in unsure if one.id == named_ones[0]])
    if not unsure:
        return desk.say(named(desk.phrases.all_sure, desk), to_list(desk))
    phrases = desk.phrases
    lines = [phrases.unsure.format(n=len(unsure)), *(line(one, desk) for one in unsure[:SHOWN])]
    return desk.ask(
        named("\n".join(lines), desk),
        Choice(phrases.button_sure_all, f"cal:sureall:{desk.community.id}"),
        Choice(phrases.button_one_by_one, f"cal:sureone:{unsure[0].id}:{unsure[0].version}"),
    )


def sure(desk: Desk, found: Iterable[Deadline]) -> Outcome:
    """Dates are as this year's announcement says."""
    made = [changed(one, sure=True) for one in found if not one.sure]
    if not made:
        return desk.say(named(desk.phrases.all_sure, desk), to_list(desk))
    text = [desk.phrases.confirmed.format(n=len(made)), *(line(one, desk) for one in made[:SHOWN])]
    rest = [one for one in desk.open if not one.sure and one.id not in {two.id for two in made}]
    following = (Choice(desk.phrases.button_next, f"cal:sureone:{rest[0].id}:{rest[0].version}"),) if rest else ()
    return desk.save("confirm", made, named("\n".join(text), desk), *following, to_list(desk))


def sure_one(desk: Desk, deadline: Deadline) -> Outcome:
    """Is the date of one deadline as estimated?"""
    if deadline.sure:
        return confirming(desk, Wish("confirm"))
    phrases, later = desk.phrases, [one for one in desk.open if not one.sure and one.day >= deadline.day]
    behind = later[later.index(deadline) + 1 :] if deadline in later else []
    after = (Choice(phrases.button_next, f"cal:sureone:{behind[0].id}:{behind[0].version}"),) if behind else ()
    return desk.ask(
        f"{phrases.sure_this.format(title=deadline.title)}\n{echo(deadline, desk)}",
        Choice(phrases.button_sure, f"cal:sure:{deadline.id}:{deadline.version}"),
        to_move(deadline, desk),
        *after,
    )
