"""A row of a budget as it is read: which line pays for it, and what its words tell."""

import pytest

from content.budget import Flag, Item
from content.library import load

LIBRARY = load()
PLANS = {"基隆": "keelung-113", "桃園": "taoyuan-103", "市府": "taoyuan-112", "花蓮": "hualien-113"}

# 計畫 | 項目 | 名稱 | 備註 | 哪一項（- 沒有列，a/b 看不出來是哪一個）
LINES = """
基隆 | 講師鐘點費 | 外聘 | | lecturer.outer
基隆 | 講師鐘點費 | 專題講座 | 內聘 | lecturer.inner
基隆 | 講師鐘點費 | 校內教師分享 | | lecturer.inner
基隆 | 講師鐘點費 | 大學教授 | | lecturer.outer
基隆 | 講師鐘點費 | | | lecturer.outer/lecturer.inner
基隆 | 講師鐘點費 | 助理講師 | 外聘講師之內聘助理 | assistant.inner
基隆 | 講師鐘點費 | 外聘助理講師 | | assistant.outer
基隆 | 講師鐘點費 | 外聘講座 | 另聘助理講師協助 | lecturer.outer
基隆 | 助理講師鐘點費 | | 內聘 | assistant.inner
基隆 | 外聘教授出席費 | | | attendance
基隆 | 輔導費 | | | attendance
基隆 | 資料蒐集費 | 圖書 | | book
基隆 | 場地佈置費 | 布置 | | venue.setup
基隆 | 場地租借費 | 社區活動中心 | | venue.use
基隆 | 膳費 | 便當 | | meal
基隆 | 講師交通費 | 高鐵 | | -
基隆 | 印刷費 | 會議資料 | | -
基隆 | 其他 | 便當 | | meal
桃園 | 內聘講座鐘點費(含縣內教師、縣內退休教師、校內教師) | | | lecturer.inner
桃園 | 外聘講師交通費 | 火車 | | transport
桃園 | 交通費 | 成員參訪車資 | | transport
桃園 | 講義費 | | | print
桃園 | 圖書費 | | | material
桃園 | 膳費 | 便當 | | -
桃園 | 紀念品 | 致贈講師紀念品 | | -
桃園 | 文具費 | 影印紙 | | -
桃園 | 二代健保補充保費 | | | nhi
市府 | 講座鐘點費 | 社群講座 | 外聘隸屬關係 | lecturer
花蓮 | 內聘講師鐘點費 | | | lecturer.inner
"""

# 計畫 | 項目 | 名稱 | 備註 | 用途 | 確定說到的 | 不確定的
CIRCUMSTANCES = """
基隆 | 講師鐘點費 | 校內教師分享 | 內聘（非社群成員） | | own_staff | -
基隆 | 講師鐘點費 | | 社群外教師 | 社群成員增能 | - | member
基隆 | 講師鐘點費 | | 夥伴學校教師 | | - | member
基隆 | 講師鐘點費 | 社群成員陳老師 | 內聘 | | member | -
基隆 | 講師鐘點費 | 教授 | 外聘，觀課時段 | | observation | -
基隆 | 講師鐘點費 | 觀課與議課實務 | 外聘 | 公開授課 | - | observation
基隆 | 出席費 | 專家諮詢 | 本校人員 | | own_staff | outside
基隆 | 出席費 | 諮詢 | 他校主任，受補助學校 | | granted | -
基隆 | 出席費 | 諮詢 | 非受補助學校人員 | | - | granted
基隆 | 出席費 | 諮詢 | 親自出席，不含書面意見 | | - | absent
基隆 | 場地使用費 | 本校視聽教室 | 內部場地、不對外收費 | | internal_venue | charges_outsiders
基隆 | 場地使用費 | 本校演藝廳 | 內部場地，有對外收費 | | charges_outsiders | -
桃園 | 外聘學者諮詢出席費 | 諮詢 | | | - | outside
桃園 | 國教輔導團諮詢出席費 | | | | advisory_team | -
桃園 | 教材教具費 | 書籍 | 未附書單 | | book_not_listed | book_listed
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def read(plan: str, item: Item, everywhere: frozenset[str] = frozenset()):  # type: ignore[no-untyped-def]
    return LIBRARY.rulebook(LIBRARY.plans[PLANS[plan]]).row(item, everywhere)[0]


@pytest.mark.parametrize(("plan", "category", "name", "note", "line"), rows(LINES))
def test_a_row_is_paid_by_its_line(plan: str, category: str, name: str, note: str, line: str) -> None:
    row = read(plan, Item(1, category, 1, name=name, note=note))
    found = "/".join(one.id for one in row.lines) if row.line else "-"
    assert found == line


@pytest.mark.parametrize(("plan", "category", "name", "note", "purpose", "surely", "not_surely"), rows(CIRCUMSTANCES))
def test_words_tell_circumstances(
    plan: str, category: str, name: str, note: str, purpose: str, surely: str, not_surely: str
) -> None:
    told = read(plan, Item(1, category, 1, name=name, note=note, purpose=purpose)).told
    assert surely in told.surely | {"-"}
    assert not_surely not in told.surely


@pytest.mark.parametrize(
    ("note", "flag", "everywhere", "told"),
    [
        ("", None, "book_not_listed", "book_not_listed"),
        ("書單已附", None, "book_not_listed", "book_listed"),
        ("未附書單", "book_listed", "book_not_listed", "book_listed"),
        ("", "book_not_listed", "book_listed", "book_not_listed"),
    ],
)
def test_a_flag_goes_before_the_note_and_the_note_before_the_whole(
    note: str, flag: Flag | None, everywhere: str, told: str
) -> None:
    item = Item(1, "教材教具費", 1, name="書籍", note=note, told=frozenset({flag} if flag else ()))
    surely = read("桃園", item, frozenset({everywhere})).told.surely
    assert surely & {"book_listed", "book_not_listed"} == {told}


@pytest.mark.parametrize(("note", "told"), [("內聘（社群成員）", True), ("內聘", False)])
def test_an_outline_is_asked_of_members_only(note: str, told: bool) -> None:
    row = read("桃園", Item(1, "內聘講座鐘點費", 800, note=note), frozenset({"no_outline"}))
    assert ("no_outline" in row.told.surely) is told


def test_what_health_insurance_the_school_pays_is_not_in_the_sundries() -> None:
    paid = read("桃園", Item(1, "雜支", 200, name="文具", note="二代健保由學校人事費支付"))
    inside = read("桃園", Item(1, "雜支", 200, name="文具", note="含二代健保機關負擔"))
    assert ("nhi" in paid.goods, "nhi" in inside.goods) == (False, True)


def test_a_thing_that_the_plan_does_not_list_shows_below_a_category_that_it_does() -> None:
    assert read("桃園", Item(1, "教材教具費", 1, name="平板電腦")).foreign == "平板電腦"
    assert read("桃園", Item(1, "教材教具費", 1, name="桌遊")).foreign == ""
    assert read("桃園", Item(1, "內聘講座鐘點費", 1, name="平板教學")).foreign == ""
