"""Orders that were misunderstood: undo of something else, unwanted deletions, halves of corrections, a second tap."""

from datetime import date, timedelta

import pytest

from handlers.messages import Choice
from handlers.records import Community
from tests.handlers.keeping import MORNING, OURS, Keeping

TAOYUAN = Community("c3", "桃園共備社群", "taoyuan-103", "beginner", 103)


def kept(keeping: Keeping, community: str = OURS.id) -> list[int]:
    """The amounts of what is kept in a community, by number."""
    found = [one for one in keeping.ledgers.kept.values() if one.community == community and one.state == "kept"]
    return [one.amount for one in sorted(found, key=lambda one: one.no)]


def in_two() -> Keeping:
    """The convener of 北昌, the current one, and of 南昌."""
    keeping = Keeping()
    keeping.memory.start(keeping.who, Community("c2", "南昌共備社群", "keelung-113", "refine", 115))
    keeping.say("北昌共備社群 記帳 講義 100 11/20")
    keeping.say("南昌共備社群 記帳 印刷費 300 11/20")
    assert (kept(keeping), kept(keeping, "c2")) == ([100], [300])
    return keeping


def test_undo_that_is_typed_is_about_the_ledger_that_was_written_into_last() -> None:
    keeping = in_two()
    assert "「南昌共備社群」" in keeping.say("復原")
    assert (kept(keeping), kept(keeping, "c2")) == ([100], [])
    assert "「北昌共備社群」" in keeping.say("復原")
    assert (kept(keeping), kept(keeping, "c2")) == ([], [])


def test_undo_in_a_community_that_is_named_is_about_that_one() -> None:
    keeping = in_two()
    keeping.say("北昌共備社群 復原")
    assert (kept(keeping), kept(keeping, "c2")) == ([], [300])


def test_undo_behind_a_grant_brings_back_the_earlier_grant_and_only_then_the_entries() -> None:
    keeping = Keeping()
    keeping.say("記帳 印刷費 500 11/20")
    keeping.say("核定 1000")
    keeping.say("記帳 講義 50 11/20")
    keeping.say("核定 1200")
    old = next(one for one in keeping.choices if one.label == "復原")
    assert "核定金額 1,000 元" in keeping.say("復原")
    assert (kept(keeping), keeping.ledgers.grants) == ([500, 50], {"c1": {"": 1000}})
    assert "後來又改過" in keeping.tap(old)
    keeping.say("復原")
    assert (kept(keeping), keeping.ledgers.grants) == ([500], {"c1": {"": 1000}})


@pytest.mark.parametrize("more", ["", ":", "::", ":x:1200", ":-5:1200", ":999999999:1200", "first:5:1200"])
def test_a_made_up_button_changes_no_grant(more: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 印刷費 500 11/20")
    keeping.say("核定 1200")
    assert keeping.taps(f"led:ungrant:c1:{more}")
    assert keeping.ledgers.grants == {"c1": {"": 1200}}


def test_undo_behind_the_first_grant_leaves_the_entries_alone() -> None:
    keeping = Keeping()
    keeping.say("記帳 印刷費 500 11/20")
    keeping.say("核定 1200")
    assert "還可報 14,500 元" in keeping.say("復原")
    assert (kept(keeping), keeping.ledgers.grants) == ([500], {"c1": {}})
    keeping.say("復原")
    assert kept(keeping) == []


def test_a_grant_is_that_of_the_instalment_which_is_named() -> None:
    keeping = Keeping(community=TAOYUAN, now=MORNING.replace(year=2014, day=20))
    keeping.say("記帳 印刷費 900 11/18")
    assert "第二期核定" in keeping.say("第二期核定 3000")
    assert "第一期核定" in keeping.say("核定 5000")
    assert sorted(keeping.ledgers.grants["c3"].values()) == [3000, 5000]


@pytest.mark.parametrize(
    "said",
    ["便當先不要訂", "我們取消便當改訂麵包", "這個月不報了 便當", "便當被主計刪了", "便當被主計刪掉"],
)
def test_talk_of_what_is_not_wanted_deletes_nothing_before_a_tap(said: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    keeping.say(said)
    assert kept(keeping) == [960]
    keeping.tap(next(one for one in keeping.choices if "便當" in one.label))
    assert kept(keeping) == []


@pytest.mark.parametrize("said", ["刪第1筆", "便當刪掉", "那筆便當不要了", "第1筆取消", "便當拿掉", "刪除便當"])
def test_an_order_deletes_at_once(said: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/20")
    keeping.say(said)
    assert kept(keeping) == []


@pytest.mark.parametrize(
    ("said", "amount", "day", "receipt"),
    [
        ("第1筆改成 1300 日期改 11/19", 1300, 19, ""),
        ("第1筆改成 1120 日期改 11/19", 1120, 19, ""),
        ("第1筆改成 1300 11/19", 1300, 19, ""),
        ("第1筆日期改 11/19 金額改 1300", 1300, 19, ""),
        ("第1筆改成 1300 收據號碼 AB12345678", 1300, 18, "AB12345678"),
        ("第1筆收據號碼改成 AB12345678", 960, 18, "AB12345678"),
        ("第1筆改成 1300 11/19 收據編號 0037", 1300, 19, "0037"),
        ("第1筆日期改 20號", 960, 20, ""),
        ("第1筆改成 12個 每個80", 960, 18, ""),
        ("第1筆改成 500 我打錯了", 500, 18, ""),
    ],
)
def test_all_that_a_correction_says_is_changed_at_once(said: str, amount: int, day: int, receipt: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/18")
    keeping.say(said)
    entry = keeping.entries[0]
    assert (entry.amount, entry.day, entry.receipt) == (amount, date(2026, 11, day), receipt)
    assert len({edit.batch for _, edit in keeping.ledgers.log}) == entry.version


def test_the_line_and_the_amount_change_together_and_go_back_together() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/18")
    keeping.say("第1筆改成 1300 科目改講義費")
    assert (keeping.entries[0].amount, keeping.entries[0].line) == (1300, "handout")
    keeping.say("復原")
    assert keeping.entries[0].amount == 960
    assert keeping.entries[0].line != "handout"


@pytest.mark.parametrize("said", ["第1筆改成講義費 1300", "第1筆改成 1300 講義費", "便當改成講義費 1,300 元"])
def test_the_line_beside_the_amount_is_changed_too(said: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/18")
    keeping.say(said)
    assert (keeping.entries[0].amount, keeping.entries[0].line) == (1300, "handout")


@pytest.mark.parametrize("said", ["第1筆改成 1300 日期改 2/30", "第1筆改成 1300 科目改天文望遠鏡"])
def test_a_correction_of_which_only_half_can_be_read_is_asked_for(said: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/18")
    assert "要改就打" in keeping.say(said)
    assert keeping.entries[0].version == 1


def test_a_correction_of_two_fields_keeps_both_while_the_entry_is_chosen() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當 960 11/18")
    keeping.say("記帳 便當 800 11/17")
    keeping.say("便當改成 700 11/16")
    keeping.tap(next(one for one in keeping.choices if "800" in one.label))
    assert [(one.amount, one.day.day) for one in keeping.entries] == [(960, 18), (700, 16)]


def asking() -> tuple[Keeping, Choice]:
    """Somebody who keeps a ledger and asks about another expense; the button that writes it down."""
    keeping = Keeping()
    keeping.say("記帳 講義 50 11/20")
    keeping.say("昨天買便當 960 元可以報嗎")
    return keeping, next(one for one in keeping.choices if one.label == "記下這筆")


def test_what_was_asked_about_is_written_down_once_however_often_it_is_tapped() -> None:
    keeping, note = asking()
    keeping.tap(note)
    keeping.tap(note)
    keeping.now += timedelta(days=2)
    assert "已經記了" in keeping.tap(note)
    assert [(one.amount, one.day.day) for one in keeping.entries] == [(50, 20), (960, 21)]


def test_what_was_asked_about_is_written_under_its_own_day_two_days_later() -> None:
    keeping, note = asking()
    keeping.now += timedelta(days=2)
    keeping.tap(note)
    assert [one.day.day for one in keeping.entries] == [20, 21]


def test_another_question_about_the_same_is_another_entry() -> None:
    keeping, note = asking()
    keeping.tap(note)
    keeping.say("昨天買便當 960 元可以報嗎")
    keeping.tap(next(one for one in keeping.choices if one.label == "記下這筆"))
    assert kept(keeping) == [50, 960, 960]
