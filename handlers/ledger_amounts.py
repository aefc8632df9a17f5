"""What an entry cost, where that has to be asked: its amount, or whether a sum or what it should be of is right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from content.budget import Item
from content.budget_text.numbers import LUMP
from content.expense.wording import dollars
from content.ledger import BACK, Entry, amount_of, read
from content.text.normalise import clean, squeeze
from handlers import ledger_saying as saying
from handlers.communities_scene import read_sure
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.ledger_desk import Desk
from handlers.ledger_pending import WAITING, Pending, dumped
from handlers.topic import Form

_WRONG = "!"  # before the reason why what was answered is no amount; alone where it does not tell which one
_AS_THEY_ARE = ("照各項", "照各項記", "各項沒錯", "沒錯", "照記")
_NONE = ("都不記", "不記", "不記了", "不用記", "別記")


def costing(pending: Pending, desk: Desk, answers: Answers) -> Item:
    """The item with what it cost. Raises Wanted where that is not known."""
    item = pending.entry.item
    if item.price:
        return item
    value = answers.ask(_amount(pending, desk, pending.entry.why or "price"))
    if value.startswith(_WRONG):
        answers.miss(_amount(pending, desk, value.removeprefix(_WRONG)))
    return replace(item, price=int(value), quantity=1, unit=LUMP)


def _amount(pending: Pending, desk: Desk, wrong: str) -> Question:
    entry, phrases = pending.entry, desk.phrases
    why = getattr(phrases, f"slip_{wrong}")
    options = tuple(Option(phrases.button_amount.format(amount=dollars(one)), str(one)) for one in entry.amounts)
    text = why.format(said=entry.said, name=saying.named(entry))
    return Question(_amount_key(pending), desk.named(text), options, partial(_read_amount, desk), "1240")


def _amount_key(pending: Pending) -> str:
    return f"amount-{pending.id}"


def _read_amount(desk: Desk, said: str) -> str:
    """Whole dollars, or why it can be none. Raises NotUnderstood where no amount is said."""
    paid = amount_of(said, desk.rules)
    if BACK.search(said):
        return f"{_WRONG}negative"
    if paid.price:
        return str(paid.total)
    if paid.why in ("", "price"):
        raise NotUnderstood
    return f"{_WRONG}{paid.why}"


def agreed(pending: Pending, whole: Sequence[Pending], desk: Desk, answers: Answers) -> bool:
    """Whether an entry may be saved as it is. Of a sum to which its message's entries do not come that is asked."""
    told = pending.entry.claimed
    if not told:
        return True
    mine = [one for one in whole if _sum_key(one) == _sum_key(pending)]
    costs = [costing(one, desk, answers).total for one in mine]
    if sum(costs) == told:
        return True
    answers.listen(partial(_corrected, desk, whole, mine))
    found = [*zip(mine, costs, strict=True)]
    value = answers.ask(_sum(pending, found, desk, desk.phrases.sum_off))
    if value == _WRONG:
        answers.miss(_sum(pending, found, desk, desk.phrases.sum_which))
    answers.listen(lambda _: {})
    return value == "yes"


def _sum_key(pending: Pending) -> str:
    return f"sum-{pending.message}-{pending.entry.claimed}"


def _sum(pending: Pending, mine: Sequence[tuple[Pending, int]], desk: Desk, text: str) -> Question:
    """Both sums, what one of them is of, and how it is put right."""
    phrases, told = desk.phrases, pending.entry.claimed
    name, rest = saying.named(mine[-1][0].entry), told - sum(cost for _, cost in mine[:-1])
    example = f"{name} {rest if rest > 0 else mine[-1][1]}"
    names = "、".join(f"{saying.named(one.entry)} {dollars(cost)}" for one, cost in mine)
    said = {"told": dollars(told), "sum": dollars(sum(cost for _, cost in mine))}
    text = text.format(names=names, example=example, **said)
    options = (Option(phrases.button_items, "yes"), Option(phrases.button_none_of_it, "no"))
    reads = partial(_read_sum, right=sum(cost for _, cost in mine))
    return Question(_sum_key(pending), desk.named(text), options, reads, phrases.button_items)


def _read_sum(said: str, right: int) -> str:
    """Whether the parts are right, or that another amount is said of which nobody knows what it is."""
    word = squeeze(clean(said))
    if word in _AS_THEY_ARE or word.rstrip("元") in (str(right), f"{right:,}"):
        return "yes"
    if word in _NONE:
        return "no"
    if any(one.isdigit() for one in word):
        return _WRONG
    return read_sure(said)


def _corrected(desk: Desk, whole: Sequence[Pending], mine: Sequence[Pending], said: str) -> Mapping[str, str]:
    """「便當 900」: what one of them cost instead."""
    found, after = read(said, desk.rules, desk.turn.now).entries, list(whole)
    for entry in found:
        same = [one for one in mine if _same(one, entry)]
        if entry.item.price and len(same) == 1:
            after = [filled(one, entry) if one.id == same[0].id else one for one in after]
    return {WAITING: dumped(after)} if after != [*whole] else {}


def fits(pending: Pending, said: Entry, form: Form, asked: str, *, ordered: bool) -> bool:
    """Whether an entry that was read is what an entry that waits still lacks, or corrects what is asked about.

    `asked`: the key of the open question. `ordered`: whether it was told to be written down (記帳).
    """
    if not said.item.price:
        return False
    mine, answered = _amount_key(pending), {one.key for one in form.given if not one.value.startswith(_WRONG)}
    if not (said.item.name or said.item.category):
        return mine == asked
    lacking = not pending.entry.item.price and (mine not in answered or mine == asked)
    doubted = bool(pending.entry.claimed) and _sum_key(pending) not in answered
    corrected = not ordered and asked.endswith(f"-{pending.id}")
    return _same(pending, said) and (lacking or doubted or corrected)


def _same(pending: Pending, said: Entry) -> bool:
    return squeeze(clean(saying.named(said))) == squeeze(clean(saying.named(pending.entry)))


def filled(pending: Pending, said: Entry) -> Pending:
    """An entry that waits with the amount, the day and the receipt of what was said of it."""
    before = pending.entry
    item = replace(before.item, price=said.item.price, quantity=said.item.quantity, unit=said.item.unit)
    when = said.when if said.when.days or said.when.doubt else before.when
    receipt = said.receipt or before.receipt
    return replace(pending, entry=replace(before, item=item, why="", amounts=(), when=when, receipt=receipt))
