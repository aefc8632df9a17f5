"""What waits for an answer: sums that fit nothing, entries of another community, the same thing said again, a second
tap."""

from dataclasses import replace
from datetime import date, datetime
from json import dumps, loads

import pytest

from handlers.ledger_pending import WAITING
from handlers.messages import Choice
from handlers.records import Community
from tests.handlers.keeping import MORNING, Keeping

NORTH = Community("c1", "北昌共備社群", "taoyuan-103", "beginner", 103)
SOUTH = Community("c2", "南昌社群", "taoyuan-103", "beginner", 103)
AUTUMN = datetime(2014, 11, 20, 9, tzinfo=MORNING.tzinfo)
BOTH = "合計寫 1,200 元，各項加起來是 1,100 元"


def two() -> Keeping:
    """The convener of 北昌, the current one, and of 南昌."""
    keeping = Keeping(community=NORTH, now=AUTUMN)
    keeping.memory.start(keeping.who, SOUTH)
    keeping.memory.start(keeping.who, NORTH)
    return keeping


def kept(keeping: Keeping, community: str = "c1") -> list[tuple[str, int]]:
    found = [one for one in keeping.ledgers.kept.values() if one.community == community and one.state == "kept"]
    return [(one.item.name or one.item.category, one.amount) for one in sorted(found, key=lambda one: one.no)]


def button(keeping: Keeping, label: str) -> Choice:
    return next(one for one in keeping.choices if one.label == label)


@pytest.mark.parametrize(
    "said",
    [
        "記帳 合計 1200：印刷費 300、便當 800",
        "記帳 印刷費 300、便當 800，合計 1200",
        "記帳\n印刷費 300\n便當 800\n總計 1200",
    ],
)
def test_of_a_sum_that_fits_nothing_both_are_told_and_nothing_is_booked(said: str) -> None:
    keeping = Keeping()
    asked = keeping.say(said)
    assert BOTH in asked
    assert "印刷費 300 元、便當 800 元" in asked
    assert keeping.entries == ()


@pytest.mark.parametrize("said", ["照各項記", "1100", "1,100 元", "對", "沒錯"])
def test_the_parts_are_booked_where_they_are_right(said: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 合計 1200：印刷費 300、便當 800")
    keeping.say(said)
    assert kept(keeping) == [("印刷費", 300), ("便當", 800)]


@pytest.mark.parametrize("said", ["便當 900", "記帳 便當 900", "便當是 900 元", "便當 900 11/20", "便當 9個 每個100"])
def test_the_part_that_was_wrong_is_put_right_and_all_are_booked(said: str) -> None:
    keeping = Keeping()
    keeping.say("記帳 合計 1200：印刷費 300、便當 800")
    assert "已記下 2 筆，共 1,200 元" in keeping.say(said)
    assert kept(keeping) == [("印刷費", 300), ("便當", 900)]


def test_a_part_that_is_still_wrong_is_asked_for_again_with_the_new_sum() -> None:
    keeping = Keeping()
    keeping.say("記帳 合計 1200：印刷費 300、便當 800")
    assert "各項加起來是 1,150 元" in keeping.say("便當 850")
    keeping.say("印刷費 350")
    assert kept(keeping) == [("印刷費", 350), ("便當", 850)]


def test_the_sum_alone_does_not_tell_which_part_is_wrong() -> None:
    keeping = Keeping()
    keeping.say("記帳 合計 1200：印刷費 300、便當 800")
    assert "是哪一項不對" in keeping.say("1200")
    assert keeping.entries == ()
    keeping.say("記帳 便當 900")
    assert kept(keeping) == [("印刷費", 300), ("便當", 900)]


def test_neither_the_sum_nor_its_parts_are_booked_where_that_is_wished() -> None:
    keeping = Keeping()
    keeping.say("記帳 合計 1200：印刷費 300、便當 800")
    assert "沒有記" in keeping.tap(button(keeping, "都不記"))
    assert keeping.entries == ()
    assert keeping.person.form is None


def test_what_stands_behind_a_subtotal_that_fits_nothing_is_booked() -> None:
    keeping = Keeping()
    keeping.say("記帳 印刷費 300、便當 200，小計 600\n飲料 100")
    assert kept(keeping) == [("飲料", 100)]
    keeping.tap(button(keeping, "照各項記"))
    assert kept(keeping) == [("飲料", 100), ("印刷費", 300), ("便當", 200)]


def test_an_entry_that_passes_the_cap_only_with_the_one_before_it_is_asked_for() -> None:
    keeping = Keeping(community=NORTH, now=AUTUMN)
    asked = keeping.say("記帳\n印刷費 4600 11/18\n印刷費 600 11/18")
    assert "已記下 1 筆，共 4,600 元" in asked
    assert "還是要記下嗎" in asked
    keeping.say("還是記下")
    assert [amount for _, amount in kept(keeping)] == [4600, 600]


def test_the_same_thing_with_its_amount_is_the_one_that_waits() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    assert "已記下 1 筆" in keeping.say("記帳 便當 960 11/18")
    assert [(one.amount, one.day) for one in keeping.entries] == [(960, date(2026, 11, 18))]
    assert keeping.person.form is None


def test_a_mere_amount_behind_the_order_is_that_of_the_one_that_waits() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    keeping.say("記帳 960")
    assert kept(keeping) == [("便當", 960)]


def test_another_thing_is_new_and_the_first_one_goes_on_waiting() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    assert "「便當」花了多少" in keeping.say("記帳 茶葉 250")
    keeping.say("記帳 便當 960")
    assert sorted(kept(keeping)) == [("便當", 960), ("茶葉", 250)]


def test_what_is_said_beside_the_one_that_waits_is_booked_with_it() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    keeping.say("記帳 便當 960、茶葉 250")
    assert kept(keeping) == [("便當", 960), ("茶葉", 250)]


def test_the_price_and_the_number_of_what_waits_are_kept() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    keeping.say("記帳 便當 12個 每個80")
    assert [(one.item.price, one.item.quantity) for one in keeping.entries] == [(80, 12)]


def test_an_amount_is_filled_in_while_another_interview_waits_behind() -> None:
    keeping = Keeping()
    keeping.say("忘記我")
    keeping.say("記帳 便當")
    assert "已記下 1 筆" in keeping.say("960 11/18")
    assert keeping.person.form
    assert keeping.person.form.name == "forget"


def test_what_waits_for_another_community_is_asked_again_afterwards() -> None:
    keeping = two()
    keeping.say("南昌社群 記帳 便當 960")
    said = keeping.say("記帳 印刷費")
    assert "「南昌社群」\n還沒問完的 1 筆先放著：便當 960 元" in said
    assert "「印刷費」花了多少" in said
    said = keeping.say("300")
    assert "已記下 1 筆" in said
    assert "「南昌社群」\n桃園103 的經費項目裡沒有「便當」" in said
    keeping.say("雜支")
    assert (kept(keeping), kept(keeping, "c2")) == ([("印刷費", 300)], [("便當", 960)])
    assert keeping.person.form is None


def test_what_was_answered_for_another_community_is_not_asked_again() -> None:
    keeping = two()
    keeping.say("南昌社群 記帳 便當")
    keeping.say("960")
    keeping.say("北昌共備社群 記帳 印刷費")
    assert "經費項目裡沒有「便當」" in keeping.say("300")
    keeping.say("雜支")
    assert kept(keeping, "c2") == [("便當", 960)]


def test_going_to_and_fro_between_two_communities_loses_nothing() -> None:
    keeping = two()
    for said in ("南昌社群 記帳 印刷費", "北昌共備社群 記帳 印刷費", "南昌社群 記帳 講義", "北昌共備社群 記帳 講義"):
        keeping.say(said)
    for amount in range(101, 109):
        if keeping.person.form is None:
            break
        keeping.say(str(amount) if "花了多少" in keeping.outcome.replies[-1].text else "印刷費")
    assert len(kept(keeping)) == len(kept(keeping, "c2")) == 2


def test_an_amount_with_its_day_goes_to_the_community_that_is_asked_about() -> None:
    keeping = two()
    keeping.say("南昌社群 記帳 印刷費")
    keeping.say("記帳 印刷費 300 11/18")
    assert (kept(keeping), kept(keeping, "c2")) == ([], [("印刷費", 300)])


def test_the_same_thing_for_a_community_that_is_named_is_new_there() -> None:
    keeping = two()
    keeping.say("南昌社群 記帳 印刷費")
    assert "「南昌社群」\n「印刷費」花了多少" in keeping.say("北昌共備社群 記帳 印刷費 300 11/18")
    assert (kept(keeping), kept(keeping, "c2")) == ([("印刷費", 300)], [])


def test_what_waits_behind_is_named_where_all_is_cancelled() -> None:
    keeping = two()
    keeping.say("南昌社群 記帳 便當 960")
    keeping.say("記帳 印刷費")
    assert "2 筆就不記了：印刷費、便當 960 元" in keeping.say("取消")


def test_what_waits_behind_one_that_is_put_aside_goes_on_with_it() -> None:
    keeping = two()
    keeping.say("南昌社群 記帳 便當 960")
    keeping.say("記帳 印刷費")
    keeping.say("先放著")
    assert "「印刷費」花了多少" in keeping.say("繼續")
    assert "沒有「便當」" in keeping.say("300")


def test_what_waits_for_a_community_that_one_has_left_stops_nothing() -> None:
    keeping = two()
    keeping.say("南昌社群 記帳 便當 960")
    keeping.say("記帳 印刷費")
    del keeping.memory.roles[SOUTH.id, keeping.who]
    assert "已記下 1 筆" in keeping.say("300")
    assert "已經不在了" in keeping.say("謝謝")
    assert keeping.person.form is None


def asking(said: str) -> tuple[Keeping, Choice]:
    """Somebody who keeps a ledger and asks about another expense; the button that writes it down."""
    keeping = Keeping(community=NORTH, now=AUTUMN)
    keeping.say("記帳 印刷費 50 11/18")
    keeping.say(said)
    return keeping, button(keeping, "記下這筆")


def test_a_second_tap_asks_again_and_books_once() -> None:
    keeping, note = asking("7/15 印刷費 100 元 3 份可以嗎")
    assert "不在任何一期裡" in keeping.tap(note)
    assert "不在任何一期裡" in keeping.tap(note)
    keeping.say("第一期")
    assert len(kept(keeping)) == 2
    assert "300 元" in keeping.tap(note)
    assert len(kept(keeping)) == 2
    assert keeping.person.form is None


def test_what_was_put_aside_is_asked_again_by_a_second_tap() -> None:
    keeping, note = asking("7/15 印刷費 100 元 3 份可以嗎")
    keeping.tap(note)
    keeping.say("先放著")
    assert "不在任何一期裡" in keeping.tap(note)
    keeping.say("第一期")
    assert len(kept(keeping)) == 2


def test_what_was_not_booked_after_all_may_be_booked_by_a_later_tap() -> None:
    keeping, note = asking("7/15 印刷費 100 元 3 份可以嗎")
    keeping.tap(note)
    keeping.say("取消")
    keeping.tap(note)
    keeping.say("第一期")
    assert len(kept(keeping)) == 2


def test_the_same_thing_with_another_amount_corrects_what_is_asked_about() -> None:
    keeping = Keeping()
    assert "還是要記下嗎" in keeping.say("記帳 外聘講師 5000 1節 11/18")
    keeping.say("外聘講師 2000 1節 11/18")
    assert kept(keeping) == [("外聘講師鐘點費", 2000)]
    assert keeping.person.form is None


def test_the_same_thing_that_is_ordered_once_more_is_new() -> None:
    keeping = Keeping()
    keeping.say("記帳 外聘講師 5000 1節 11/18")
    keeping.say("記帳 外聘講師 2000 1節 11/19")
    assert kept(keeping) == [("外聘講師鐘點費", 2000)]
    keeping.say("還是記下")
    assert [amount for _, amount in kept(keeping)] == [2000, 5000]


def test_a_part_is_put_right_while_a_budget_lies_below() -> None:
    keeping = Keeping()
    for said in ("幫我看預算", "講義費 50元20份", "記帳 合計 1200：印刷費 300、便當 800"):
        keeping.say(said)
    assert "已記下 2 筆，共 1,200 元" in keeping.say("便當 900")
    assert kept(keeping) == [("印刷費", 300), ("便當", 900)]


def test_what_began_to_wait_under_an_earlier_version_is_still_asked() -> None:
    keeping = Keeping()
    keeping.say("記帳 便當")
    form = keeping.person.form
    assert form
    noted = next(one for one in form.given if one.key == WAITING)
    plain = [{key: one[key] for key in one if key not in ("claimed", "message", "on")} for one in loads(noted.value)]
    old = replace(form.noting(replace(noted, value=dumps(plain))), failed=0)
    keeping.person = keeping.person.opened(old)
    assert "已記下 1 筆" in keeping.say("960")
