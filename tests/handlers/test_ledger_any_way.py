"""Whatever is done to a ledger, in whichever order: sums, undo and old buttons hold what they promise."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.records import Spending
from tests.handlers.keeping import Keeping

ANYTHING = settings(max_examples=150, deadline=None)
NAMES = ("印刷費", "便當", "講義", "文具", "外聘講師鐘點費")  # none of them is two lines, or costs too much below
numbers, amounts = st.integers(1, 7), st.integers(10, 90)

adding = st.builds(lambda name, amount: ("add", f"記帳 {name} {amount} 元", amount), st.sampled_from(NAMES), amounts)
changing = st.builds(lambda no, amount: ("change", f"第{no}筆改成 {amount}", (no, amount)), numbers, amounts)
removing = st.builds(lambda no: ("remove", f"刪第{no}筆", no), numbers)
taking_back = st.just(("undo", "復原", None))
steps = st.lists(st.one_of(adding, adding, changing, removing, taking_back), max_size=12)
Step = tuple[str, str, object]


@dataclass
class Model:
    """A plain list of what was spent, by number, and all its earlier states."""

    sums: dict[int, int] = field(default_factory=dict)
    before: list[dict[int, int]] = field(default_factory=list)
    following: int = 1

    def does(self, step: Step) -> None:
        """What a step makes of it."""
        kind, _, what = step
        after = dict(self.sums)
        match kind, what:
            case "add", int(amount):
                after[self.following] = amount
                self.following += 1
            case "change", (int(no), int(amount)) if no in after:
                after[no] = amount
            case "remove", int(no) if no in after:
                del after[no]
            case "undo", _ if self.before:
                self.sums = self.before.pop()
                return
        if after != self.sums:
            self.before.append(self.sums)
            self.sums = after


def kept(keeping: Keeping) -> dict[int, int]:
    """The amounts by number."""
    return {one.no: one.amount for one in keeping.entries if one.state == "kept"}


def plain(entries: Iterable[Spending]) -> list[Spending]:
    """What is kept, without what only counts changes."""
    return [replace(one, version=0) for one in entries if one.state == "kept"]


@ANYTHING
@given(steps)
def test_a_ledger_is_what_a_plain_list_would_be(done: list[Step]) -> None:
    keeping, model = Keeping(), Model()
    for step in done:
        keeping.types(step[1])
        model.does(step)
        assert kept(keeping) == model.sums
    assert f"{sum(model.sums.values()):,} 元" in keeping.types("還能報多少")


@ANYTHING
@given(steps)
def test_undo_goes_back_exactly_step_by_step(done: list[Step]) -> None:
    keeping = Keeping()
    states = [plain(keeping.entries)]
    for _, said, _ in done:
        if said == "復原":
            continue
        keeping.types(said)
        if plain(keeping.entries) != states[-1]:
            states.append(plain(keeping.entries))
    for earlier in reversed(states[:-1]):
        keeping.types("復原")
        assert plain(keeping.entries) == earlier
    if done:
        keeping.types("復原")
    assert plain(keeping.entries) == []


@ANYTHING
@given(steps, st.data())
def test_a_tap_on_an_old_button_changes_no_other_entry(done: list[Step], data: st.DataObject) -> None:
    keeping, shown = Keeping(), list[str]()
    for _, said, _ in done:
        keeping.types(said)
        shown += [one.token for one in keeping.choices if one.token.startswith("led:")]
        for one in keeping.choices:
            if one.label == "改":
                keeping.tap(one)
                shown += [other.token for other in keeping.choices if other.token.startswith("led:")]
    mine = [one for one in shown if one.split(":")[1] in ("set", "sure", "remove")]
    if not mine:
        return
    token, before = data.draw(st.sampled_from(mine)), {one.id: one for one in keeping.entries}
    _, _, _, name, version, *_ = token.split(":")
    keeping.taps(token)
    for one in keeping.entries:
        if one.id != name or before[one.id].version != int(version):
            assert one == before[one.id]


@ANYTHING
@given(steps)
def test_a_number_that_was_given_never_names_another_entry(done: list[Step]) -> None:
    keeping, known = Keeping(), dict[int, str]()
    for _, said, _ in done:
        keeping.types(said)
        for one in keeping.entries:
            assert known.setdefault(one.no, one.id) == one.id
