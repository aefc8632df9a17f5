"""Which words are orders about a budget, and which are questions that others answer."""

import pytest

from handlers.budget_wish import Wish
from handlers.budget_words import begins, read


@pytest.mark.parametrize(
    "said",
    [
        "幫我看預算",
        "我要編概算",
        "概算怎麼編 幫我檢查",
        "幫我看一下概算",
        "可以幫我看一下我們的預算嗎",
        "幫我檢查這份概算有沒有超過",
        "編概算",
        "檢查預算",
        "預算檢查",
        "我想編經費概算",
        "幫忙看預算有沒有問題",
        "想請你幫我看預算",
        "我要做概算",
        "帮我看预算",
    ],
)
def test_these_begin_a_budget(said: str) -> None:
    assert begins(said) == Wish("start", anytime=True)


@pytest.mark.parametrize("said", ["再編一份概算", "新增概算", "請幫我編一份新的概算", "開新概算", "新的一份"])
def test_these_begin_another_one(said: str) -> None:
    assert begins(said) == Wish("start", "new", anytime=True)


@pytest.mark.parametrize(
    "said",
    [
        "概算表怎麼填",
        "概算怎麼編",
        "我當召集人要自己打概算嗎",
        "概算表是會計還是社群自己寫",
        "三群概算要怎麼編 分兩期寫嗎",
        "預算那張要蓋幾個章",
        "概算填法",
        "那概算表呢 是附件四還是附件五",
        "會計室說概算要先核 我卡住了",
        "下年度是否續辦 影響編預算",
        "概算表",
        "便當一個120可以嗎",
        "外聘講師 2000*3節",
        "",
    ],
)
def test_questions_to_the_plan_begin_no_budget(said: str) -> None:
    assert begins(said) is None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("我的預算", "list"),
        ("概算清單", "list"),
        ("有哪些概算", "list"),
        ("繼續編概算", "resume"),
        ("概算繼續", "resume"),
        ("打開第一期概算", "open"),
    ],
)
def test_drafts_are_listed_and_opened_at_any_time(said: str, kind: str) -> None:
    wish = begins(said)
    assert wish is not None
    assert (wish.kind, wish.anytime) == (kind, True)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("幫我看預算：外聘講師 2000*3節、印刷費 50元 20份", "外聘講師 2000*3節、印刷費 50元 20份"),
        ("幫我檢查概算\n項目\t金額\n雜支\t300", "項目\t金額\n雜支\t300"),
        ("幫我看預算 外聘講師2000*3節\n雜支 300", "外聘講師2000*3節\n雜支 300"),
    ],
)
def test_items_behind_the_order_are_kept_as_they_were_typed(said: str, text: str) -> None:
    assert begins(said) == Wish("start", text=text, anytime=True)


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("第3項改成 4 節", Wish("change", "#3", "4 節")),
        ("3 改 4節", Wish("change", "#3", "4節")),
        ("第三項單價改 1800", Wish("change", "#3", "單價 1800")),
        ("雜支改成 237", Wish("change", "雜支", "237")),
        ("把雜支降到300", Wish("change", "雜支", "300")),
        ("印刷費改 15 人", Wish("change", "印刷費", "15 人")),
        ("改成 4 節", Wish("change", "", "4 節")),
        ("不對，改成4節", Wish("change", "", "4節")),
        ("第3項改成 4 節可以嗎", Wish("suppose", "#3", "4 節")),
        ("如果只有 4 節呢", Wish("suppose", "", "4 節")),
        ("那4節呢", Wish("suppose", "", "4節")),
        ("如果第2項只有4節呢", Wish("suppose", "#2", "4節")),
        ("外聘講師如果只有 4 節呢", Wish("suppose", "外聘講師", "4 節")),
        ("假如外聘改成 4 節", Wish("suppose", "外聘", "4 節")),
        ("第2項備註：書單已附", Wish("note", "#2", "書單已附")),
        ("買書備註 書單已附", Wish("note", "買書", "書單已附")),
        ("刪掉 2", Wish("remove", "#2")),
        ("第2項不要了", Wish("remove", "#2")),
        ("把雜支刪掉", Wish("remove", "雜支")),
        ("刪掉剛剛那項", Wish("remove", "")),
        ("全部刪掉", Wish("clear")),
        ("刪掉這份概算", Wish("drop")),
        ("復原", Wish("undo")),
        ("調到上限", Wish("fix", "")),
        ("雜支調到上限", Wish("fix", "雜支")),
        ("第3項調到上限", Wish("fix", "#3")),
        ("就這樣改", Wish("take")),
        ("看全部", Wish("all")),
        ("概算", Wish("all")),
        ("合計多少", Wish("sum")),
        ("還可以編多少", Wish("sum")),
        ("這樣有超過上限嗎", Wish("sum")),
        ("雜支最多可以編多少", Wish("room", "雜支")),
        ("改名 113精進概算", Wish("rename", text="113精進概算")),
        ("複製成明年的", Wish("copy", "next")),
        ("完成", Wish("finish")),
        ("下載excel", Wish("export")),
    ],
)
def test_orders_on_the_open_budget(said: str, wish: Wish) -> None:
    assert read(said) == wish


@pytest.mark.parametrize(
    "said",
    [
        "膳食費一人多少",
        "便當一個120可以嗎",
        "外聘講師 2000*3節",
        "成果報告什麼時候交",
        "要幾個人才能申請",
        "要交什麼",
        "講師要幾個人",
        "我還有什麼沒交",
        "第3項改成 4 節" * 10,
    ],
)
def test_questions_and_items_are_no_orders(said: str) -> None:
    assert read(said) is None
