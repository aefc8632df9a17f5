"""How teachers tell that something is over, done, or not done after all, who does it, and what to keep in mind.

The text is cleaned, as for handlers.calendar_patterns.
"""

import re

from handlers.calendar_lists import some

NOTED = 60  # characters that a note keeps

# 活動辦完了
_MEETING = some(
    "活動 聚會 社群 共備 研習 會議 開會 課程 工作坊 講座 觀課 議課 審查說明會 申辦說明會 說明會 審查 審查會"
    " 審查會議 期程 運作 執行 計畫執行"
    " 最後一次 第一期 第二期 一期 二期 第1期 第2期 上學期 下學期 這期 這一期 本期 讀書會 增能"
)
_OF_MEETING = some("最後一次 活動 運作 聚會 社群 期程 課程 那場 那次")
EVENT = re.compile(
    f"我?們?(?P<what>.{{0,8}}?{_MEETING}(?:的?{_OF_MEETING})*)(?:都|已經?|剛剛?|今天|終於|全部|也)*"
    f"{some('辦完 開完 上完 聚完 結束 辦好 舉辦完 跑完 參加完 完成 做完')}[了囉嘍啦嚕]?"
)

EVENT_FIRST = re.compile(
    f"(?:我們?|今天|剛剛?|終於)*{some('辦完 開完 上完 聚完 參加完')}了?(?P<what>.{{0,4}}?{_MEETING}(?:的?"
    f"{_OF_MEETING})*)了?"
)
OVER = re.compile("[完好]|結束")  # none is told without

# 上傳那個交完了
_DID = some(
    "交完 交掉 交出去 交上去 交 送出去 送出 送完 送 寄出去 寄出 寄完 寄 上傳完成 上傳好 上傳完 上傳 傳上去 傳出去"
    " 傳完 傳好 填完 填好"
    " 填報完 弄完 弄好 做完 做好 辦完 辦好 繳交 繳完 繳 核銷完 核完 報完 寫完 寫好 完成 搞定 處理完 處理好 結掉"
    " 用好 印好 ok done"
    " submitted uploaded sent 傳 填 辦 報 核銷 印"
)
_JUST = some("都 也 全部 終於 剛剛 剛才 剛 今天 昨天 昨晚 早上 下午 前天 上週 有 幫我 已經 已")
_ALREADY = f"{some('我 我們 社群 這邊 老師')}?{_JUST}*"
_LATER = some("就 才 之後 以後 然後 如果 的話 沒 未 不 等 時 要")
_THING = f"(?P<what>(?!.*{_LATER}).{{%s}}?)"
_OBJECT = f"{_JUST}*{some('我 我們')}?[把將]?"
DONE = tuple(
    re.compile(pattern)
    for pattern in (
        "把?(?P<what>.{1,16}?)(?:標記|標示|設)[成為]?已?完成了?",
        f"{_OBJECT}{_THING % '0,16'}(?:的事|的部分)?{_ALREADY}{_DID}(?:給.{{1,6}}?)?(?:[了囉嘍啦嚕]|好了|完了"
        f"|完成了?)+",
        f"{_OBJECT}{_THING % '1,16'}{_ALREADY}已經?(?:完成|{_DID})",
        f"{_OBJECT}{_THING % '1,16'}{_ALREADY}{some('搞定 done ok 打勾 打個勾 勾掉 畫掉 可以打勾 完成')}",
        f"{_ALREADY}{some('打勾 打個勾 勾掉 標記完成 標示完成 done 完成')}(?P<what>.{{1,16}}?)",
        f"{some('我 我們')}?{some('已經 剛 剛剛 今天 昨天 終於')}+{_DID}[了完好]*(?P<what>(?!.*(?:{_LATER}|了"
        f"|再來|咧)).{{2,14}}?)",
        f"我?們?(?:已經?|剛剛?|今天|昨天)*{_DID}(?P<what>(?!.*{_LATER}).{{2,14}}?)了",
        f"我?(?:已經?|都|全部)*{some('交 交完 完成 做完 弄完 弄好 搞定 上傳 寄出 寄 送出 送')}[了囉啦]?(?P<what>)|done",
    )
)
DEED = re.compile("核銷|上傳|填報|送件|[寄傳填]")  # what was done tells which date is meant
DONE_WHEN = re.compile(f"(?:{_JUST}|我們?)+$|^(?:我們?|今天|昨天)+")
REOPEN = re.compile(
    f"把?(?P<what>.{{1,14}}?){some('其實 根本 好像 原來')}*{some('還沒 還沒有 尚未 並沒有 沒有 沒')}(?:真的)?"
    f"(?:交|完成|上傳|寄|送|做|弄|填|繳|報){some('出去 完 好 出 掉 上去')}?"
    f"|(?:取消|撤銷)(?:完成|打勾)(?P<what3>.{{0,14}})|把?(?P<what2>.{{1,14}}?)(?:改回|恢復成?"
    f"|設回){some('未完成 還沒交 沒交')}"
)

# 複審請林老師寄；成果報告備註：要兩份
_PERSON = rf"(?P<who>[^\s\d,、。的請由給]{{1,4}}{some('老師 主任 組長 校長 先生 小姐 教授 幹事 護理師')})"
WHO_FIRST = re.compile(
    rf"{_PERSON}\s*{some('負責 會 來 去 幫忙 要')}{some('負責 處理 寄 交 送 寫 弄 做 上傳 填 辦 跑')}?\s*"
    rf"(?P<what>[^,、。]{{2,16}}?)[\s。!]*"
)
WHO = re.compile(
    rf"(?:那(?![個些])|把|將|\s)*(?P<what>[^,、。]{{1,16}}?)\s*[改就都要]?(?:"
    rf"{some('請 由 讓 交給 給 派 換 找 拜託 麻煩')}\s*{_PERSON}"
    rf"|(?P<self>我自己|我來))\s*{some('來 去 幫忙 負責')}?"
    rf"{some('負責 處理 寄 交 送 寫 弄 做 上傳 填 辦 跑')}?的?{some('就好 即可 了 喔 好了')}*[\s。!]*"
)
HANDED = re.compile("給")  # 把照片給林老師: what somebody does by a day
NOTE = re.compile(
    rf"(?:幫我|請|在|幫|把|\s)*(?P<what>[^,、。]{{1,16}}?)(?:那個)?的?\s*[上裡]?"
    rf"{some('加 加上 寫 寫上 記 記上 補 補上 放')}?(?:一?個)?"
    rf"{some('備註 註記 附註 注意')}{some('一下 改成 改為 寫 是 說')}?[\s:,、]*(?P<note>.{{1,60}})"
)
