"""May this be spent? What conveners type, under which plan, and the verdict they get."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.expense import Judgement, computed, judge, load_budget
from content.expense.shares import cap, needed
from content.library import HERE, load
from content.problems import Problem
from content.text.normalise import clean

LIBRARY = load()
PLANS = {
    "基隆": "keelung-113",
    "桃園": "taoyuan-103",
    "市府": "taoyuan-112",
    "花蓮": "hualien-113",
    "臺北": "taipei-103",
}
VERDICTS = {"可以": "allowed", "有條件": "conditional", "不行": "not_allowed", "沒寫": "not_stated"}

# 計畫 | 層級 | 老師打的字 | 判斷 | 回答裡要有的字
TABLE = """
基隆 | | 老師便當1個95元ㄛ可以ㄇ | 可以 | 100
基隆 | | 便當一個 120 可以嗎 | 不行 | 多了 20 元
基隆 | | 膳費20人共2400 | 不行 | 120
基隆 | | 餐費3000 | 有條件 | 30 人
基隆 | | 訂披薩三個共1200給15個人吃 | 可以 | 15 個人 × 80
基隆 | | 下午茶一人60，便當一人80 | 有條件 | 140
基隆 | | 午餐便當超過100可以嗎 | 不行 | 超過 100 元就不行
基隆 | | 便當90到110 | 有條件 | 以內可以
基隆 | | 外聘講師兩節4000可以嗎 | 可以 | 2 節 × 2,000＝4,000 元
基隆 | | 請外聘讲师3节6000元可以吗 | 可以 | 2,000
基隆 | | 請教授來分享 一小時3000 | 不行 | 改成 2,000 元以內
基隆 | | 外聘4000 | 有條件 | 2 節
基隆 | | 講師費一節1500可以編嗎 | 有條件 | 內聘
基隆 | | 講座一節2200 | 不行 | 2,000
基隆 | | 我們學校主任當講師一節2000 | 不行 | 1,000
基隆 | | 外聘講師三節加內聘兩節共8000 | 可以 | 8,000
基隆 | | 社群成員可以當講師領鐘點費嗎 | 不行 | 互聘
基隆 | | 外聘教授來觀課2節4000 | 不行 | 觀課
基隆 | | 兩位外聘講師一起講課，每人一節2000 | 不行 | 1,000
基隆 | | 25人的工作坊編助理講師1位 | 不行 | 30 人
基隆 | | 65人分組實作編2位助理講師 每位外聘1000 | 可以 | 1,000
基隆 | | 純演講可以編助理講師嗎 | 不行 | 講述
基隆 | | 外聘講師配的校內助教一節1000可以嗎 | 不行 | 500
基隆 | | 出席費一次3000 | 不行 | 2,500
基隆 | | 三位委員出席費共7500 | 可以 | 2,500
基隆 | | 專家沒到場 寄書面意見 給2000出席費 | 不行 | 書面
基隆 | | 校長出席自己學校社群會議的出席費1000 | 不行 | 受補助
基隆 | | 買15本繪本共4500 | 有條件 | 300
基隆 | | 想買教育類專書，還沒決定書名 | 不行 | 名稱
基隆 | | 紅布條 600 | 可以 | 3,000
基隆 | | 海報跟布條1200元 | 有條件 | 500 元到 1,000 元
基隆 | | 三天研習場佈費一天1000 | 不行 | 按日
基隆 | | 借自己學校視聽教室要編場租500 | 不行 | 內部
基隆 | | 本校活動中心平常有對外收費，場地費2000可以編嗎 | 有條件 | 對外收費
基隆 | | 講義一份120*25份 | 不行 | 3,000
基隆 | | 影印講義每人50元共20人 | 可以 | 1,000
基隆 | 專業發展 | 雜支566 | 有條件 | 566
基隆 | 專業發展 | 雜支600 | 有條件 | 較嚴
基隆 | 專業發展 | 雜支700 | 不行 | 566
基隆 | | 業務費15000 雜支抓1000 | 不行 | 849
基隆 | | 雜支編10%可以嗎 | 不行 | 6 %
基隆 | | 買隨身碟5支1500 | 有條件 | 隨身碟
基隆 | 專業分享 | 總共編25000可以嗎 | 不行 | 20,000
基隆 | | 四校跨校30000 | 有條件 | 30,000
基隆 | | 五校跨校編35000 | 有條件 | 32,500
基隆 | | 我們想申請3萬元 | 有條件 | 全市社群
基隆 | | 便當一人90、講義一人120，30個人 | 不行 | 講義費
基隆 | | 講師費4000、便當2000、伴手禮500可以嗎 | 沒寫 | 伴手禮
基隆 | | 外聘講師 三節 每節2000 共7000 | 有條件 | 對不起來
基隆 | | Canva pro 訂閱一年3000 | 沒寫 | canva pro
基隆 | | 講師住宿費2500可以報嗎 | 沒寫 | 住宿
基隆 | | 經費可以流用嗎 | 沒寫 | 流用
基隆 | | 便當一個80，給學生吃可以嗎 | 有條件 | 學生
基隆 | | 50嵐一杯55，18位老師 | 可以 | 990
基隆 | | 8吋蛋糕一個640，8個人分可以嗎 | 可以 | 80 元
基隆 | | 膳食廢一人90可以齁 | 可以 | 100
基隆 | | 便當85漲到115，報得過嗎 | 不行 | 多了 15 元
基隆 | | 委員出席費2700，差兩百可以嗎 | 不行 | 多了 200 元
基隆 | | 一箱飲料360給12個人喝可以嗎 | 可以 | 30 元
基隆 | | 上下午各一場，一人兩個便當共190可以嗎 | 可以 | 95 元
基隆 | | 每人吃一百四行不行 | 不行 | 多了 40 元
基隆 | | 幫我看一下便當115會不會被退 | 不行 | 115 元
基隆 | | 主任幫我們訂的餐盒一個95可以嗎 | 可以 | 95 元
基隆 | | 講義35頁、一頁4元，印20份可以嗎 | 不行 | 140 元
基隆 | | 教授坐在後面看老師上課，兩節4000可以嗎 | 不行 | 觀課
基隆 | | 兩位教授同台，一人一節2000可以嗎 | 不行 | 1,000
基隆 | | 外聘那位一節2000、內聘那位一節1000可以嗎 | 可以 | 外聘
基隆 | | 講師費3k一節合規嗎 | 不行 | 2,000
基隆 | | 團購的便當98元有沒有踩線 | 可以 | 100
基隆 | | 膳食的部分一位抓115行不行 | 不行 | 多了 15 元
基隆 | | 成員的太太來當外聘講師一節2000可以嗎 | 有條件 | 眷屬
基隆 | | 純聽演講，助教幫忙發講義，一節500可以嗎 | 不行 | 講述
基隆 | 專業精進 | 我們編一萬八會被砍嗎 | 不行 | 15,000
桃園 | 初階 | 印刷費 每份150 10份 | 不行 | 100
桃園 | | 講義影印一人80 共15人 | 有條件 | 1,200
桃園 | 初階 | 教材教具1500 | 不行 | 1,000
桃園 | | 教具佔25% | 不行 | 20 %
桃園 | | 買書沒列書單可以嗎 | 不行 | 書單
桃園 | 初階 | 雜支237 | 有條件 | 237
桃園 | 初階 | 雜支238可以嗎 | 有條件 | 237
桃園 | 初階 | 補助款5000 雜支編250 | 不行 | 250 元（附件一
桃園 | 初階 | 這期2500元 雜支125 | 不行 | 118
桃園 | 示範 | 雜支720元 | 不行 | 712
桃園 | | 出席費800元 | 不行 | 1,000 元到 2,000 元
桃園 | | 兩位教授諮詢費各1500 | 有條件 | 簽到
桃園 | | 輔導團來到校服務 出席費1000 | 不行 | 輔導團
桃園 | | 社群成員當講師可以領鐘點費嗎 | 有條件 | 大綱
桃園 | | 退休老師來講課 兩小時1600 | 有條件 | 沒有訂
桃園 | | 講師自己開車來 油錢500 | 有條件 | 收據
桃園 | | 講師高鐵票根弄丟了還能報嗎 | 不行 | 票根
桃園 | | 場地布置費兩次各2000 | 有條件 | 3,000
桃園 | | 租場地一天4000 | 沒寫 | 租場地
桃園 | | 二代健保可以從雜支付嗎 | 不行 | 人事費
桃園 | 示範 | 經費概算編一萬六 | 不行 | 15,000
桃園 | | 便當一個80 20個 | 沒寫 | 自籌
桃園 | | 租里民活動中心2000可以編嗎 | 沒寫 | 租里民活動中心
桃園 | 初階 | 教具700跟買書500可以嗎 | 不行 | 1,000
桃園 | | 兩個初階社群總共編一萬可以嗎 | 有條件 | 2 群
桃園 | | 這期概算3000，雜支編142可以嗎 | 有條件 | 142
桃園 | | 講師的停車收據弄丟了還能報嗎 | 不行 | 收據
桃園 | | 組長來教平板，內聘鐘點400可以嗎 | 有條件 | 單價
市府 | | 膳費20改成30可以嗎 | 不行 | 多了 10 元
市府 | | 講座編30節 | 不行 | 21 節
市府 | | 便當80可以嗎 | 不行 | 20 元
市府 | | 印刷費一場50人 每人65 | 可以 | 3,250
市府 | | 隨身碟算雜支嗎 | 可以 | 雜支
市府 | | 參加研習的代課費可以報嗎 | 不行 | 課務自理
市府 | | 總經費編6萬可以嗎 | 不行 | 53,500
花蓮 | | 內聘講師6節6000元 | 可以 | 1,000
花蓮 | | 外聘講師一節2000 | 沒寫 | 外聘
花蓮 | | 印刷費每份120元 | 有條件 | 勻支
花蓮 | | 雜支可以挪去印刷嗎 | 有條件 | 勻支
花蓮 | | 鐘點費移一千到印刷費可以嗎 | 有條件 | 勻支
花蓮 | | 講師從光復開車來，補他油錢500可以嗎 | 沒寫 | 油錢
花蓮 | | 印刷改成印95份可以嗎 | 有條件 | 80 份
臺北 | | 想借平板20台 | 有條件 | 南湖國小
臺北 | | 下學期想借載具給三年級上課用可以嗎 | 有條件 | 南湖國小
臺北 | | 我們總共編四萬可以嗎 | 沒寫 | 補助額度
臺北 | | 鐘點費可以編嗎 | 沒寫 | 經費標準
"""

ELSEWHERE = """
膳食費上限多少
講師鐘點費怎麼編
5000塊雜支最多編多少
印刷費單價上限
外聘講師資料要填什麼
便當要附收據嗎
鐘點費領據怎麼寫
教授可以當召集人嗎
我們有8個老師可以申請專業精進嗎
4/26截止嗎
用手機可以上傳成果嗎
請問審查會要準備紙本資料嗎
兩節課可以算一場嗎
補助一萬是兩期加起來的嗎
講師的簡報會給大家嗎
外聘講師領兩千要扣稅嗎
幫我訂30個便當
今天午餐吃什麼
1240
謝謝
"""


def rows() -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]


def verdict(question: str, plan: str = "基隆", tier: str = "") -> Judgement | None:
    held = LIBRARY.plans[PLANS[plan]]
    known = next((one.id for one in held.tiers.values() if tier in (one.name, *one.aliases)), "")
    return judge(clean(question), held, LIBRARY.budgets[held.id], known, LIBRARY.spending)


@pytest.mark.parametrize(("plan", "tier", "question", "word", "said"), rows())
def test_an_expense_gets_its_verdict_and_the_reason(plan: str, tier: str, question: str, word: str, said: str) -> None:
    judged = verdict(question, plan, tier)
    assert judged is not None
    assert judged.verdict == VERDICTS[word], judged.text
    assert said in judged.text
    assert judged.sections
    assert judged.lines


@pytest.mark.parametrize("question", ELSEWHERE.strip().splitlines())
@pytest.mark.parametrize("plan", ["基隆", "桃園"])
def test_what_is_no_expense_is_left_to_others(question: str, plan: str) -> None:
    assert verdict(question, plan) is None


@pytest.mark.parametrize(("plan", "tier", "question"), [row[:3] for row in rows()])
def test_a_verdict_fits_on_a_phone(plan: str, tier: str, question: str) -> None:
    judged = verdict(question, plan, tier)
    assert judged is not None
    assert len(judged.text) < 220
    assert judged.text.count("\n") < 6
    assert re.match(r"[\u4e00-\u9fff]+：", judged.text), "the first line begins with the verdict"


def test_an_amount_that_may_be_price_or_total_is_offered_both_ways() -> None:
    judged = verdict("便當2個150可以嗎")
    assert judged is not None
    assert not judged.sure
    assert [(one.label, one.verdict) for one in judged.readings] == [
        ("合計 150 元", "allowed"),
        ("每人每次 150 元", "not_allowed"),
    ]


def test_a_general_name_is_answered_for_each_line_it_may_mean() -> None:
    judged = verdict("講師一節1500")
    assert judged is not None
    assert judged.sure
    assert [(one.label, one.verdict) for one in judged.readings] == [
        ("外聘講師鐘點費", "allowed"),
        ("內聘講師鐘點費", "not_allowed"),
    ]


def test_a_tier_in_the_text_goes_before_the_communitys_own() -> None:
    judged = verdict("進階社群雜支 470", "桃園", "初階")
    assert judged is not None
    assert judged.verdict == "conditional"


def test_what_no_plan_speaks_of_is_never_simply_allowed() -> None:
    assert (judged := verdict("飲料一杯60，順便買啤酒")) is not None
    assert judged.verdict == "conditional"


@pytest.mark.parametrize(
    ("whole", "example", "others", "all_of_it"),
    [(5000, 237, 238, 250), (10_000, 475, 476, 500), (15_000, 712, 714, 750), (2500, 118, 119, 125)],
)
def test_five_percent_is_read_in_three_ways(whole: int, example: int, others: int, all_of_it: int) -> None:
    assert (cap("example", whole, 5), cap("others", whole, 5), cap("whole", whole, 5)) == (example, others, all_of_it)


@pytest.mark.parametrize(("whole", "strict", "loose"), [(10_000, 566, 600), (20_000, 1132, 1200), (50_000, 2830, 3000)])
def test_six_percent_is_read_in_two_ways(whole: int, strict: int, loose: int) -> None:
    assert (cap("others", whole, 6), cap("whole", whole, 6)) == (strict, loose)


@given(amount=st.integers(1, 10_000), method=st.sampled_from(["example", "others", "whole"]))
def test_the_base_that_an_amount_needs_is_the_smallest_that_allows_it(amount: int, method: str) -> None:
    whole = needed(method, amount, 5)  # type: ignore[arg-type]
    assert cap(method, whole, 5) >= amount  # type: ignore[arg-type]
    assert cap(method, whole - 2, 5) < amount  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("plan", "placeholder", "number", "worth"),
    [
        ("桃園", "misc_cap:n", 5000, "237 元"),
        ("桃園", "misc_loose:n", 5000, "250 元"),
        ("桃園", "material_cap:grant.amount.model", None, "3,000 元"),
        ("基隆", "misc_tolerated:n", 10_000, "600 元"),
        ("基隆", "assistant_count:n", 61, "2 位"),
        ("基隆", "assistant_count:n", 30, "0 位"),
    ],
)
def test_answers_can_work_out_a_cap(plan: str, placeholder: str, number: int | None, worth: str) -> None:
    held = LIBRARY.plans[PLANS[plan]]
    assert str(computed(placeholder, held, LIBRARY.budgets[held.id], number)) == worth


def test_every_problem_of_a_budget_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "budget.yaml"
    path.write_text(
        """
place: 柒
lines:
  meal: {name: 膳食費, section: 柒, price: {max: no.such.fact}, conflicts: [no-such-conflict]}
  print: {name: 印刷費, section: 柒, price: {max: expense.misc.rate}}
  misc: {name: 雜支, section: 柒, notes: [{say: '最高 {nothing.here}'}]}
""",
        encoding="utf-8",
    )
    problems: list[Problem] = []
    load_budget(path, LIBRARY.plans["keelung-113"], problems)
    assert sorted((problem.id, problem.what.split()[-1]) for problem in problems) == [
        ("meal", "no-such-conflict"),
        ("meal", "no.such.fact"),
        ("misc", "nothing.here"),
        ("print", "here"),
    ]


@pytest.mark.parametrize("plan", LIBRARY.plans)
def test_every_budget_can_be_read(plan: str) -> None:
    problems: list[Problem] = []
    budget = load_budget(HERE / "plans" / plan / "budget.yaml", LIBRARY.plans[plan], problems)
    assert not problems
    assert budget.lines


HEAP = """
便當 外聘講師 內聘 助教 出席費 高鐵 印刷 講義 桌遊 買書 海報 場租 披薩 雜支 碳粉 二代健保 住宿 平板 充電車
120 兩千五 80-100 1.5萬 一 每 各 共 總共 超過 個 人 節 次 場 天 份 元 % × 業務費 補助款 初階 跨校 3校
可以嗎 編 買 借 社群成員 本校 觀課 一起講 線上 流用 、 和 ,
"""


@given(words=st.lists(st.sampled_from(HEAP.split()), max_size=10), plan=st.sampled_from(list(PLANS)))
def test_any_heap_of_words_gets_a_verdict_or_none(words: list[str], plan: str) -> None:
    judged = verdict("".join(words), plan)
    assert judged is None or (judged.text and "{" not in judged.text and len(judged.text) < 230)


@given(text=st.text(max_size=80))
def test_any_text_gets_a_verdict_or_none(text: str) -> None:
    assert verdict(text) is None or verdict(text)
