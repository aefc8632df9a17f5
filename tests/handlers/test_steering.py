"""Which messages steer, which are pieces of a question, and what a link code looks like."""

import pytest

from handlers.commands import Command, read
from handlers.dispatch import Dispatcher
from handlers.groups import uncalled
from handlers.messages import Choice, Incoming
from handlers.topic import Form, Person


def command(text: str, token: str | None = None) -> Command | None:
    return read(Incoming("王老師", text, token))


@pytest.mark.parametrize(
    "text",
    [
        "連結 ABCD-EFGH",
        "連結ABCDEFGH",
        "連結：abcd efgh",
        "連結　ＡＢＣＤ－ＥＦＧＨ",
        "連結碼 abcd-efgh",
        "/link ABCDEFGH",
        "/link@convener_bot abcd efgh",
        "／link ABCD-EFGH",
        "link abcd-efgh",
    ],
)
def test_a_code_is_known_however_it_is_typed(text: str) -> None:
    assert command(text) == Command("link", "ABCD-EFGH")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ABCD-EFGH", "code"),
        (" abcd-efgh ", "code"),
        ("綁定 ABCD-EFGH", "bind"),
        ("綁定ａｂｃｄ ｅｆｇｈ", "bind"),
        ("加入 ABCD-EFGH", "enter"),
        ("我要加入abcdefgh", "enter"),
        ("加入社群：ABCD EFGH", "enter"),
        ("邀請碼 ABCD-EFGH", "enter"),
        ("join abcd-efgh", "enter"),
        ("/join ABCDEFGH", "enter"),
        ("請轉給要加入的人，在小幫手打：\n加入 ABCD-EFGH\n對方就是「北昌共備社群」的成員。", "enter"),
    ],
)
def test_a_code_may_be_an_invitation(text: str, name: str) -> None:
    assert command(text) == Command(name, "ABCD-EFGH")


def test_a_code_comes_by_a_link_too() -> None:
    assert command("", "start:link_ABCDEFGH") == Command("link", "ABCD-EFGH")
    assert command("/start link_ABCDEFGH") == Command("link", "ABCD-EFGH")
    assert command("", "start:join_ABCDEFGH") == Command("enter", "ABCD-EFGH")
    assert command("/start join_ABCDEFGH") == Command("enter", "ABCD-EFGH")


@pytest.mark.parametrize("text", ["連結帳號", "/link", "我要連結 Telegram", "連結LINE", "綁定帳號", "我想連結我的帳號"])
def test_a_wish_to_link_is_known(text: str) -> None:
    assert command(text) == Command("link")


@pytest.mark.parametrize(
    "text", ["報名連結在哪", "連結", "2345-6789", "3322101 轉 7506", "deadline", "link deadline", "成果上傳的連結"]
)
def test_a_question_about_links_and_figures_is_no_command(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("/help", Command("help")),
        ("/HELP@bot", Command("help")),
        ("/說明", Command("help")),
        ("/ask 便當 120 OK嗎", Command("ask", "便當 120 OK嗎")),
        ("/ask", Command("ask")),
        ("換計畫！", Command("plan")),
        ("上一步", Command("back")),
        ("取消連結", Command("unlink")),
        ("解除綁定", Command("unbind")),
        ("/community", Command("community")),
        ("12/5 可以嗎", None),
        ("/5", None),
        ("取消的話要退錢嗎", None),
    ],
)
def test_commands_and_what_only_looks_like_one(text: str, wanted: Command | None) -> None:
    assert command(text) == wanted


def test_a_button_of_ours_is_a_command_and_any_other_is_not() -> None:
    assert command("x", "do:plan") == Command("plan")
    assert command("取消", "see:grant.amount") is None
    assert command("x", "do:harm") is None


@pytest.mark.parametrize("text", ["小幫手 便當", "小幫手，便當", "小幫手便當", " 小幫手： 便當"])
def test_the_name_at_the_beginning_is_no_part_of_a_question(text: str) -> None:
    assert uncalled(text) == "便當"


@pytest.mark.parametrize("text", ["外聘講師", "兩節", "外聘講師 兩節", "便當", "鐘點費", "雜支", "27班", "印刷費"])
def test_a_bare_thing_or_quantity_may_go_on(text: str, dispatcher: Dispatcher) -> None:
    assert dispatcher.may_go_on(Incoming("王老師", text), Person(plan="keelung-113"))
    assert dispatcher.may_go_on(Incoming("王老師", text), Person())


@pytest.mark.parametrize(
    "text",
    [
        "4000可以嗎",
        "便當一個120可以嗎",
        "便當120元",
        "外聘講師 兩節 4000",
        "成果報告什麼時候交",
        "成果報告期限",
        "膳食費上限",
        "補助多少",
        "謝謝",
        "哈囉",
        "在嗎",
        "不是這個",
        "桃園",
        "基隆113",
        "台中",
        "換計畫",
        "怎麼用",
        "取消",
        "連結 ABCD-EFGH",
        "/ask",
        "雜支。",
        "進階社群",
        "",
        "👍",
        "我是新來的老師",
        "請問有人知道講師的規定嗎",
    ],
)
def test_what_is_whole_or_no_question_is_answered_at_once(text: str, dispatcher: Dispatcher) -> None:
    assert not dispatcher.may_go_on(Incoming("王老師", text), Person(plan="keelung-113"))


def test_buttons_events_groups_and_forms_never_wait(dispatcher: Dispatcher) -> None:
    piece, person = Incoming("王老師", "外聘講師"), Person(plan="keelung-113")
    assert not dispatcher.may_go_on(Incoming("王老師", "外聘講師", "see:expense.lecturer"), person)
    assert not dispatcher.may_go_on(Incoming("王老師", "外聘講師", group=True), person)
    assert not dispatcher.may_go_on(Incoming("王老師", "外聘講師", medium="picture"), person)
    assert not dispatcher.may_go_on(piece, Person(forms=(Form("link"),)))
    assert not dispatcher.may_go_on(piece, person.offer((Choice("外聘講師", "see:expense.lecturer"),)))
