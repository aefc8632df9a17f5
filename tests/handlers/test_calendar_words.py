"""What teachers say of their own dates is read as what they mean; questions to the plan are left to it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from content.library import Library
from content.text.dates import AtTime, OnDay
from handlers.calendar_wish import Wish
from handlers.calendar_words import read

NOW = datetime(2014, 5, 1, 9, tzinfo=ZoneInfo("Asia/Taipei"))  # a Thursday

ADDED = {
    "幫我記一下 5/30 要上傳社群申請檔案": ("上傳社群申請檔案", "5/30"),
    "再加一個 6/20 寄複審紙本": ("寄複審紙本", "6/20"),
    "幫我記5月20號交修改版": ("交修改版", "5/20"),
    "幫我記成6/25前要完成第二份": ("完成第二份", "6/25"),
    "記一下下週五前傳照片": ("傳照片", "5/9"),
    "提醒我 6/20 寄複審紙本": ("寄複審紙本", "6/20"),
    "幫我記 5/30 上傳申請檔": ("上傳申請檔", "5/30"),
    "請幫我記住五月三十號要上傳申請檔案謝謝": ("上傳申請檔案", "5/30"),
    "麻煩幫我記一下明天要交概算表": ("交概算表", "5/2"),
    "幫忙記6/15交成果報告": ("交成果報告", "6/15"),
    "再幫我記一個 6/18 開會": ("開會", "6/18"),
    "還有幫我記 12/5 下午兩點開會": ("開會", "12/5"),
    "欸 幫我記下禮拜三要聚會": ("聚會", "5/7"),
    "新增 6/10 送簽到表": ("送簽到表", "6/10"),
    "新增一個期限 6/10 送簽到表": ("送簽到表", "6/10"),
    "加一個期限：6/1 交照片": ("交照片", "6/1"),
    "加入行事曆 6/1 交照片": ("交照片", "6/1"),
    "把 6/1 交照片 加到行事曆": ("交照片", "6/1"),
    "記得提醒我 5/28 要把計畫書給教務處": ("把計畫書給教務處", "5/28"),
    "提醒我們 6/6 觀課": ("觀課", "6/6"),
    "提醒大家6月6號要繳照片": ("繳照片", "6/6"),
    "5/30 要上傳申請檔案 幫我記一下": ("上傳申請檔案", "5/30"),
    "6/20寄複審紙本，幫我記下來": ("寄複審紙本", "6/20"),
    "5/12 開會提醒我": ("開會", "5/12"),
    "幫我記錄 5/15 前要寫完計畫書": ("寫完計畫書", "5/15"),
    "幫我加 5/15 交會議紀錄": ("交會議紀錄", "5/15"),
    "幫我排 5/15 共備": ("共備", "5/15"),
    "設定提醒 5/15 交概算": ("交概算", "5/15"),
    "記：5/15 交概算": ("交概算", "5/15"),
    "幫我记一下5/30要上传申请档案": ("上传申请档案", "5/30"),
    "add 6/20 寄複審紙本": ("寄複審紙本", "6/20"),
    "remind me 5/30 upload 申請檔": ("upload 申請檔", "5/30"),
    "那也幫我記 6/3 繳錢": ("繳錢", "6/3"),
    "幫我記下成果報告要在6/15前寫完": ("成果報告寫完", "6/15"),
    "小幫手 幫我記 5/30 交 PDF": ("交 PDF", "5/30"),
    "幫我記下週五前傳照片": ("傳照片", "5/9"),
    "幫我記上午十點半 5/20 開會": ("開會", "5/20"),
    "幫我記 5/20 開會 下午兩點": ("開會", "5/20"),
    "可以幫我記5/30要上傳申請檔嗎": ("上傳申請檔", "5/30"),
    "可不可以提醒我 6/20 寄複審紙本？": ("寄複審紙本", "6/20"),
    "別忘了5/30要上傳申請檔": ("上傳申請檔", "5/30"),
    "提醒我月底前交簽到表": ("交簽到表", "5/31"),
    "請幫我新增一個6/20的期限，寄複審紙本": ("寄複審紙本", "6/20"),
    "幫我把5/30上傳申請檔記起來": ("上傳申請檔", "5/30"),
}
MENTIONED = {
    "12/5 下午兩點開會": ("開會", "12/5"),
    "5/30 上傳申請檔": ("上傳申請檔", "5/30"),
    "12/5（五）交": ("交", "12/5"),
    "第一份紀錄表 12/20 交": ("第一份紀錄表交", "12/20"),
    "下週三聚會": ("聚會", "5/7"),
    "我們6/6要觀課": ("觀課", "6/6"),
    "成果報告 6/30": ("成果報告", "6/30"),
    "6/30 成果報告": ("成果報告", "6/30"),
    "複審紙本 6/20 前寄": ("複審紙本寄", "6/20"),
}
REPEATED = {
    "每月第一個週三聚會": "聚會",
    "每月第一個週三下午兩點聚會": "聚會",
    "我們每週五開會": "開會",
    "隔週三共備": "共備",
    "幫我記每個月15號聚會": "聚會",
}
DONE = {
    "上傳那個交完了": "上傳那個",
    "成果報告交了": "成果報告",
    "已上傳": "",
    "完成": "",
    "交了": "",
    "成果報告完成": "成果報告",
    "成果報告完成了": "成果報告",
    "成果報告已經交了": "成果報告",
    "成果報告我昨天交了": "成果報告",
    "複審紙本寄出去了": "複審紙本",
    "複審紙本寄了喔": "複審紙本",
    "複審紙本已經寄出": "複審紙本",
    "我把成果報告交出去了": "成果報告",
    "第一份上傳好了": "第一份",
    "第一份紀錄表傳上去了": "第一份記錄表",
    "核銷弄好了": "核銷",
    "第一期核銷完了": "第一期",
    "概算表寫好了": "概算表",
    "計畫書交上去了": "計畫書",
    "上傳那個ok了": "上傳那個",
    "上傳那個可以打勾": "上傳那個",
    "複審那個搞定": "複審那個",
    "複審搞定了": "複審",
    "done 上傳申請檔案": "上傳申請檔案",
    "上傳申請檔 done": "上傳申請檔",
    "打勾 成果報告": "成果報告",
    "標記完成 成果報告": "成果報告",
    "把成果報告標記成完成": "成果報告",
    "成果報告繳了": "成果報告",
    "網路填報填好了": "網路填報",
    "那個交完了": "那個",
    "5/30那個交了": "5/30那個",
    "已經交了複審紙本": "複審紙本",
    "終於把成果報告交出去了": "成果報告",
    "成果报告交了": "成果報告",
    "老師好，成果報告交了": "成果報告",
    "剛剛把複審紙本寄出去了": "複審紙本",
    "我已經上傳申請檔案了": "申請檔案",
    "成果報告交給教務處了": "成果報告",
    "邀請卡完成了": "邀請卡",
    "上傳完成": "",
}
MOVED = {
    "成果報告提早到 6/15": ("成果報告", "6/15"),
    "成果報告改到6/15": ("成果報告", "6/15"),
    "成果報告改成6月15號": ("成果報告", "6/15"),
    "成果報告延到6/20": ("成果報告", "6/20"),
    "成果報告延後到 6/20": ("成果報告", "6/20"),
    "把成果報告改到下週五": ("成果報告", "5/9"),
    "幫我把成果報告延到 6/20": ("成果報告", "6/20"),
    "成果報告的期限改成6/15": ("成果報告", "6/15"),
    "成果報告的日期改為 6/15": ("成果報告", "6/15"),
    "成果報告提前到下禮拜一": ("成果報告", "5/5"),
    "複審紙本改6/18寄": ("複審紙本", "6/18"),
    "把複審從6/20改成6/18": ("複審", "6/18"),
    "複審挪到6/18": ("複審", "6/18"),
    "聚會換到 5/14": ("聚會", "5/14"),
    "聚會改期到5/14": ("聚會", "5/14"),
    "聚會移到5/14": ("聚會", "5/14"),
    "上傳那個改到5/28": ("上傳那個", "5/28"),
    "那個改到5/28": ("那個", "5/28"),
    "改到5/28": ("", "5/28"),
    "延到5/28": ("", "5/28"),
    "6/20 的改到 6/18": ("6/20", "6/18"),
    "6/20那個改到6/18": ("6/20那個", "6/18"),
    "第一期核銷調整到12/15": ("第一期核銷", "12/15"),
    "第二份紀錄表順延到 7/15": ("第二份記錄表", "7/15"),
    "成果報告期限變更為6/15": ("成果報告", "6/15"),
    "欸 成果報告改 6/15": ("成果報告", "6/15"),
    "成果报告提早到6/15": ("成果報告", "6/15"),
    "成果報告 deadline 改到 6/15": ("成果報告", "6/15"),
    "我想把聚會往後延到5/21": ("聚會", "5/21"),
    "請把申請檔案提前到5/25": ("申請檔案", "5/25"),
    "可不可以幫我把成果報告改到6/15": ("成果報告", "6/15"),
    "成果報告不是6/30是6/15": ("成果報告", "6/15"),
    "成果報告記錯了，是6/15": ("成果報告", "6/15"),
}
SHIFTED = {
    "成果報告延後一天": "成果報告",
    "複審延一週": "複審",
    "成果報告提早兩天": "成果報告",
    "聚會往後延三天": "聚會",
}
MOVED_NOWHERE = {
    "成果報告的日期要改": "成果報告",
    "改一下複審的期限": "複審",
    "幫我改日期": "",
    "成果報告改期": "成果報告",
}
CORRECTED = [
    "欸不是，是5/22",
    "不是，5/22",
    "不對，是5/22",
    "打錯了，5/22",
    "錯了 應該是5/22",
    "不是5/20是5/22",
    "更正 5/22",
    "等等應該是5月22日才對",
    "抱歉是5/22",
    "啊不對 5/22",
    "是5/22才對",
    "日期錯了，是5/22",
    "sorry 5/22",
    "我說錯了，5/22",
    "其實是 5/22",
    "剛剛那個是5/22",
    "還是5/22好了",
]
CANCELLED = {
    "刪掉複審": "複審",
    "刪除複審紙本": "複審紙本",
    "取消那個期限": "",
    "取消複審那個": "複審",
    "複審那個刪掉": "複審",
    "把複審刪掉": "複審",
    "幫我刪掉 6/20 那個": "6/20",
    "複審不用了": "複審",
    "成果報告不用交了": "成果報告",
    "5/20聚會取消了": "5/20聚會",
    "聚會不開了": "聚會",
    "移除上傳申請檔": "上傳申請檔",
    "刪掉": "",
    "那個刪掉": "",
    "拿掉核銷": "核銷",
    "delete 複審": "複審",
    "不用提醒我複審了": "複審",
    "不要 6/20 那個了": "6/20",
}
UNDONE = ["算了不用記了", "復原", "幫我復原", "還原", "撤銷", "undo", "剛才的不算", "按錯了", "復原一下", "復原剛才的"]
REOPENED = {
    "成果報告還沒交": "成果報告",
    "上傳那個其實還沒交": "上傳那個",
    "成果報告其實還沒上傳": "成果報告",
    "取消完成 成果報告": "成果報告",
    "複審紙本還沒寄出去": "複審紙本",
    "把成果報告改回未完成": "成果報告",
}
ASSIGNED = {
    "複審請林老師寄": ("複審", "林老師"),
    "複審紙本由林老師負責": ("複審紙本", "林老師"),
    "成果報告給林老師寫": ("成果報告", "林老師"),
    "成果報告交給王主任": ("成果報告", "王主任"),
    "核銷換林老師弄": ("核銷", "林老師"),
    "林老師負責複審": ("複審", "林老師"),
}
NOTED = {
    "成果報告備註：要印兩份": ("成果報告", "要印兩份"),
    "幫成果報告加備註 附件六": ("成果報告", "附件六"),
    "複審紙本 備註 記得蓋章": ("複審紙本", "記得蓋章"),
    "成果報告的備註改成寄給 PDF": ("成果報告", "寄給 PDF"),
}
OVER = {
    "活動辦完了": None,
    "今天聚會辦完了": "5/1",
    "最後一次活動結束了": None,
    "我們社群今天最後一次聚會結束了": "5/1",
    "第一期最後一次活動辦完了": None,
    "審查說明會 4/26 開完了": "4/26",
    "審查說明會開完了": None,
    "今天的共備辦完了": "5/1",
    "執行期程結束了": None,
    "上學期的社群都辦完了": None,
    "工作坊剛剛辦完了": None,
    "今天辦完聚會了": "5/1",
    "開完審查說明會了": None,
}
OPEN = [
    "我還有什麼沒交",
    "那現在還有什麼沒交？",
    "還有什麼沒交",
    "我還有哪些沒交",
    "還有哪些沒做",
    "還有哪些期限",
    "我還有哪些期限",
    "我還有什麼要交",
    "我還差什麼",
    "還差什麼沒交",
    "還剩什麼沒交",
    "還剩哪些",
    "目前還有哪些沒完成",
    "現在還欠什麼",
    "有什麼還沒交的",
    "哪些還沒交",
    "什麼還沒交",
    "還沒交的有哪些",
    "沒交的有哪些",
    "我們社群還有什麼沒交",
    "我們還要交什麼",
    "行事曆",
    "看行事曆",
    "我的行事曆",
    "打開行事曆",
    "待辦",
    "待辦事項",
    "我的待辦清單",
    "期限清單",
    "看清單",
    "給我看行事曆",
    "列出我的期限",
    "還有什麼沒弄",
    "還有啥沒交",
    "我還有幾件沒交",
    "還有多少沒交",
    "我還有什麼东西没交",
    "show 行事曆",
    "還有什麼 deadline",
    "欸那我還有什麼沒交啊",
    "我還有什麼沒交ㄋ",
    "我有沒有什麼還沒交",
    "有沒有還沒交的",
    "快到期的有哪些",
    "有漏掉什麼嗎",
    "還有事情沒做完嗎",
    "我的deadline",
    "還有幾件",
    "老師好，請問我還有什麼沒交？",
]
PERIODS = {
    "這個月": "這個月",
    "下個月": "下個月",
    "這個月有什麼": "這個月",
    "這個月有什麼要交": "這個月",
    "這個月要交什麼": "這個月",
    "下個月有哪些期限": "下個月",
    "下個月要交哪些": "下個月",
    "這週有什麼要交的": "這週",
    "這週要交什麼": "這週",
    "下週有什麼": "下週",
    "我這個月還有什麼沒交": "這個月",
    "6月要交什麼": "6月",
    "六月有什麼期限": "六月",
    "今天有什麼要交": "今天",
    "明天有什麼要交的嗎": "明天",
    "下禮拜有什麼要交": "下禮拜",
    "這個月的行事曆": "這個月",
    "本月期限": "本月",
}
NEXT = [
    "下一個期限",
    "下一個期限是什麼",
    "下一個期限是什麼時候",
    "下個期限",
    "最近的期限",
    "最近的期限是哪一個",
    "最近一個要交的是什麼",
    "下一個要交的是什麼",
    "我下一個期限是什麼",
    "最快到期的是哪個",
    "下一個 deadline 是什麼",
    "離下一個期限還有幾天",
]
FINISHED = [
    "交了哪些",
    "已經交了什麼",
    "我交了哪些",
    "哪些已經交了",
    "完成的有哪些",
    "做完哪些了",
    "哪些交了",
    "完成了哪些",
]
LATE = ["過期的有哪些", "有沒有過期的", "哪些過期了", "我有哪些逾期"]
ADOPTED = [
    "採用計畫的期限",
    "採用計畫期限",
    "套用計畫的期限",
    "匯入計畫期限",
    "把計畫的期限都加進來",
    "幫我把計畫裡的期限記起來",
    "計畫的期限全部加入行事曆",
    "全部採用",
    "帶入計畫的時程",
    "幫我採用計畫的期限",
    "照計畫的期限記",
]
CONFIRMED = {
    "確認日期": "",
    "確認成果報告的日期": "成果報告",
    "日期都確認了": "",
    "全部確認": "",
    "公告出來了 日期一樣": "",
}
LEFT_TO_THE_PLAN = [
    "成果報告什麼時候交",
    "第二份呢",
    "複審紙本寄到哪",
    "示範社群的第一份實行紀錄表幾號",
    "那領域會議那群要交什麼",
    "成果報告交了嗎會公開嗎",
    "成果報告可以晚一週交嗎",
    "5/30 交得完嗎",
    "申請期限可以延到 6/10 嗎",
    "活動辦完多久要核銷",
    "聚會改到下個月要報備嗎",
    "便當一個120可以嗎",
    "5/20 外聘講師兩節4000",
    "外聘講師請林老師可以嗎",
    "6/30還是7/31",
    "謝謝",
    "你好",
    "取消連結",
    "幫我記帳 1240",
    "期限是什麼時候",
    "社群要幾個人",
    "那桃園呢",
    "5/22",
    "",
    "如果 5/30 才交",
    "紀錄表什麼時候交",
    "設備 5/20 可以買嗎",
]


def words(said: str) -> Wish:
    """What a text is read as."""
    wish = read(said, NOW)
    assert wish is not None, said
    return wish


def month_day(wish: Wish) -> str:
    """The day that was read, without its year."""
    value = wish.when.value
    assert isinstance(value, OnDay | AtTime), wish
    day = value.day if isinstance(value, OnDay) else value.at.date()
    return f"{day.month}/{day.day}"


@pytest.mark.parametrize(("said", "meant"), ADDED.items())
def test_what_is_to_be_noted_is_read_with_its_title_and_day(said: str, meant: tuple[str, str]) -> None:
    wish = words(said)
    assert (wish.kind, wish.sure, wish.what, month_day(wish)) == ("add", True, *meant)


@pytest.mark.parametrize(("said", "meant"), MENTIONED.items())
def test_a_date_and_what_happens_then_may_be_meant_to_be_noted(said: str, meant: tuple[str, str]) -> None:
    wish = words(said)
    assert (wish.kind, wish.sure, wish.what) == ("add", False, meant[0])
    assert wish.dated


@pytest.mark.parametrize("said", ["5/30 上傳申請檔、6/20 寄複審紙本", "幫我記 5/30 上傳申請檔 和6/20 寄複審紙本"])
def test_several_dates_may_be_said_at_once(said: str) -> None:
    wish = words(said)
    assert [(one.what, month_day(one)) for one in (wish, *wish.more)] == [
        ("上傳申請檔", "5/30"),
        ("寄複審紙本", "6/20"),
    ]


@pytest.mark.parametrize(("said", "title"), REPEATED.items())
def test_meetings_that_come_again_are_read_with_their_rule(said: str, title: str) -> None:
    wish = words(said)
    assert (wish.kind, wish.sure, wish.what) == ("add", True, title)
    assert wish.text in said


@pytest.mark.parametrize(("said", "what"), DONE.items())
def test_what_is_done_is_read(said: str, what: str) -> None:
    assert (words(said).kind, words(said).what) == ("done", what)


@pytest.mark.parametrize(("said", "meant"), MOVED.items())
def test_what_moves_is_read_with_its_new_day(said: str, meant: tuple[str, str]) -> None:
    wish = words(said)
    assert wish.kind in ("move", "correct")
    assert (wish.what, month_day(wish)) == meant


@pytest.mark.parametrize(("said", "what"), SHIFTED.items())
def test_a_date_may_go_some_days_on_or_back(said: str, what: str) -> None:
    wish = words(said)
    assert (wish.kind, wish.what, wish.when.notation()[:6]) == ("move", what, "ANCHOR")


@pytest.mark.parametrize(("said", "what"), MOVED_NOWHERE.items())
def test_a_date_that_is_to_be_changed_is_read_without_the_new_day(said: str, what: str) -> None:
    assert (words(said).kind, words(said).what, words(said).dated) == ("move", what, False)


@pytest.mark.parametrize("said", CORRECTED)
def test_a_correction_of_the_last_date_is_read(said: str) -> None:
    wish = words(said)
    assert (wish.kind, wish.what, month_day(wish)) == ("correct", "", "5/22")


@pytest.mark.parametrize(("said", "what"), CANCELLED.items())
def test_what_is_called_off_is_read(said: str, what: str) -> None:
    assert (words(said).kind, words(said).what) == ("cancel", what)


@pytest.mark.parametrize("said", UNDONE)
def test_undo_is_read(said: str) -> None:
    assert words(said) == Wish("undo")


@pytest.mark.parametrize(("said", "what"), REOPENED.items())
def test_what_is_not_done_after_all_is_read(said: str, what: str) -> None:
    assert (words(said).kind, words(said).what) == ("reopen", what)


@pytest.mark.parametrize(("said", "meant"), ASSIGNED.items())
def test_who_is_responsible_is_read(said: str, meant: tuple[str, str]) -> None:
    assert (words(said).kind, words(said).what, words(said).text) == ("who", *meant)


@pytest.mark.parametrize(("said", "meant"), NOTED.items())
def test_a_note_is_read(said: str, meant: tuple[str, str]) -> None:
    assert (words(said).kind, words(said).what, words(said).text) == ("note", *meant)


@pytest.mark.parametrize(("said", "day"), OVER.items())
def test_what_is_over_is_read(said: str, day: str | None) -> None:
    wish = words(said)
    assert wish.kind == "event"
    assert (wish.when.said != "") == (day is not None)


@pytest.mark.parametrize("said", OPEN)
def test_a_question_for_what_is_left_is_read(said: str) -> None:
    wish = words(said)
    assert (wish.kind, wish.what, wish.sure) == ("list", "open", True)


@pytest.mark.parametrize(("said", "period"), PERIODS.items())
def test_a_question_for_a_period_is_read(said: str, period: str) -> None:
    wish = words(said)
    assert (wish.kind, wish.what, wish.text) == ("list", "open", period)
    assert wish.dated


@pytest.mark.parametrize("said", NEXT)
def test_a_question_for_the_next_date_is_read(said: str) -> None:
    assert (words(said).kind, words(said).what) == ("list", "next")


@pytest.mark.parametrize("said", FINISHED)
def test_a_question_for_what_is_done_is_read(said: str) -> None:
    assert (words(said).kind, words(said).what) == ("list", "done")


@pytest.mark.parametrize("said", LATE)
def test_a_question_for_what_is_overdue_is_read(said: str) -> None:
    assert (words(said).kind, words(said).what) == ("list", "late")


@pytest.mark.parametrize("said", ADOPTED)
def test_adopting_is_read(said: str) -> None:
    assert words(said) == Wish("adopt")


@pytest.mark.parametrize(("said", "what"), CONFIRMED.items())
def test_confirming_is_read(said: str, what: str) -> None:
    assert words(said) == Wish("confirm", what)


@pytest.mark.parametrize("said", LEFT_TO_THE_PLAN)
def test_what_is_asked_of_the_plan_is_left_to_it(said: str) -> None:
    assert read(said, NOW) is None


def test_no_wording_of_a_question_to_the_plans_is_taken_for_an_order(library: Library) -> None:
    said = [wording for question in library.questions.values() for wording in question.wordings]
    taken = [one for one in said if (wish := read(one, NOW)) and wish.sure]
    assert taken == []


def test_a_title_keeps_the_spelling_in_which_it_was_typed() -> None:
    assert words("幫我記 5/30 上傳PDF、實行紀錄表到 Google Drive").what == "上傳PDF、實行紀錄表到 Google Drive"


def test_a_long_letter_orders_nothing() -> None:
    assert read("幫我記 5/30 " + "上傳申請檔案" * 20, NOW) is None


def test_a_time_of_day_is_read_with_the_day() -> None:
    value = words("幫我記 12/5 下午兩點開會").when.value
    assert isinstance(value, AtTime)
    assert (value.at.date(), value.at.hour) == (date(2014, 12, 5), 14)
