"""Whatever is done to a budget, in whichever order: findings, undo and old buttons hold what they promise."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import codec
from content.budget import Finding, check
from handlers.budget_desk import as_draft
from handlers.records import BudgetDraft
from tests.handlers.sitting import DISPATCHER, Sitting

RULES = DISPATCHER.library.rulebook(DISPATCHER.library.plans["keelung-113"])
NAMES = ("外聘講師", "內聘講師", "講義費", "便當", "出席費", "場地布置費", "雜支", "買書")
UNITS = {"外聘講師": "節", "內聘講師": "節", "出席費": "次", "場地布置費": "場", "買書": "本", "雜支": "式"}
ANYTHING = settings(max_examples=220, deadline=None)

names = st.sampled_from(NAMES)
said_items = st.builds(
    lambda name, price, many: f"{name} {price}元×{many}{UNITS.get(name, '份')}",
    names,
    st.integers(20, 3000),
    st.integers(1, 30),
)
numbers = st.integers(1, 6)
steps = st.one_of(
    said_items,
    st.builds(lambda no, many: f"第{no}項改成 {many} {'節' if no % 2 else '份'}", numbers, st.integers(2, 9)),
    st.builds(lambda no, price: f"第{no}項單價改成 {price}", numbers, st.integers(20, 900)),
    st.builds(lambda no: f"刪掉 {no}", numbers),
    st.sampled_from(["講師 2000元×3節", "出席費 2500元 2次", "便當 20個 1600", "如果第1項只有 3 節呢"]),
    st.sampled_from(
        ["復原", "調到上限", "全部刪掉", "雜支調到上限", "我們跨 5 校", "合計 5000", "專業發展", "改名 新的"]
    ),
)


def findings(draft: BudgetDraft) -> list[Finding]:
    """What is found, without the numbers of items, sorted."""
    found = check(as_draft(draft), RULES).findings
    without = (replace(one, item=None, fix=one.fix and replace(one.fix, item=None)) for one in found)
    return sorted(without, key=repr)


def costs(draft: BudgetDraft) -> list[object]:
    """What the items are and cost, sorted."""
    return sorted((replace(row.item, no=0) for row in draft.rows), key=repr)


def entered(said: Iterable[str]) -> Sitting:
    """Somebody who typed these, one after the other."""
    sitting = Sitting().begin()
    for one in said:
        sitting.types(one)
    return sitting


def plain(draft: BudgetDraft) -> BudgetDraft:
    """A draft without what only counts changes, and what the check says of it, which follows."""
    return replace(draft, version=0, next=0, judged=None)


@ANYTHING
@given(st.lists(said_items, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_findings_depend_on_the_items_and_not_on_how_they_were_entered(said: list[str], random: object) -> None:
    one_by_one, at_once, shuffled = entered(said), entered(["、".join(said)]), list(said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    otherwise = entered(["便當 99元×9份", *shuffled, "刪掉 1"])
    assert len(one_by_one.draft.rows) == len(said)
    for other in (at_once, otherwise):
        assert costs(other.draft) == costs(one_by_one.draft)
        assert findings(other.draft) == findings(one_by_one.draft)


@ANYTHING
@given(st.lists(steps, max_size=10))
def test_the_same_words_in_the_same_order_give_the_same_bytes(said: list[str]) -> None:
    one, other = entered(said), entered(said)
    assert codec.drafted(one.draft) == codec.drafted(other.draft)
    assert (one.text, one.choices) == (other.text, other.choices)


@ANYTHING
@given(st.lists(steps, min_size=1, max_size=14))
def test_undo_goes_back_exactly_step_by_step(said: list[str]) -> None:
    sitting = Sitting().begin()
    states = [sitting.draft]
    for one in said:
        before = sitting.draft.version
        if one == "復原":
            sitting.types(one)
            states = states[:-1] if len(states) > 1 else states
            assert plain(sitting.draft) == plain(states[-1])
        elif sitting.types(one) and sitting.draft.version != before:
            states.append(sitting.draft)
    for _, earlier in pairwise(reversed(states)):
        sitting.types("復原")
        assert plain(sitting.draft) == plain(earlier)
    version = sitting.draft.version
    sitting.types("復原")
    assert sitting.draft.version == version


@ANYTHING
@given(st.lists(steps, min_size=2, max_size=8), st.data())
def test_a_tap_on_an_old_button_changes_no_other_item(said: list[str], data: st.DataObject) -> None:
    sitting, shown = Sitting().begin(), list[str]()
    for one in said:
        sitting.types(one)
        shown += [choice.token for choice in sitting.choices if choice.token.startswith("bud:")]
    kinds = ("set", "fix", "line", "remove")
    tokens = [token for token in shown if token.split(":")[1] in kinds and token.split(":")[3] != "0"]
    if not tokens:
        return
    token, before = data.draw(st.sampled_from(tokens)), sitting.draft
    _, verb, _, no, version, *_ = token.split(":")
    sitting.taps(token)
    now = {row.item.no: row for row in sitting.draft.rows}
    for row in before.rows:
        if row.item.no != int(no) or str(row.version) != version:
            assert now[row.item.no] == row
    assert set(now) <= {row.item.no for row in before.rows}
    assert verb == "remove" or len(now) == len(before.rows)


@ANYTHING
@given(st.lists(steps, min_size=1, max_size=12))
def test_a_number_that_was_given_never_names_another_item(said: list[str]) -> None:
    sitting = Sitting().begin()
    for one in said:
        there, following = {row.item.no for row in sitting.draft.rows}, sitting.draft.next
        sitting.types(one)
        new = {row.item.no for row in sitting.draft.rows} - there
        assert sitting.draft.next >= following
        assert one == "復原" or all(no >= following for no in new)
