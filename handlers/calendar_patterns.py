"""How teachers speak of their dates when they order, report or correct something.

The text is cleaned (content.text.normalise: 紀 is 記, 曆 is 歷, 周 is 週, 禮拜 is 星期, 劃 is 畫).
"""

import re

from handlers.calendar_lists import some

MENTION = 20  # characters of a title that is said without an order to note it

_PLEASE = f"{some('請 麻煩 拜託 可以 再 也 順便 先 直接 你 就')}*"
_HELP = rf"(?:{some('幫 幫忙 替 給')}(?:我們|我|一下|[^\s,\d]{{1,12}}社群)?)?"
_ASKED = f"{_PLEASE}{_HELP}{_PLEASE}"

# Left out before anything is compared: what is said to be polite, or to begin.
_GREETING = some(
    "小幫手 那麼 欸 誒 ㄟ 嗨 哈囉 你好 您好 老師 老師好 請問 請問一下 想問 問一下 對了 喔 哦 噢 好喔 好的 ok 然後"
    " 不好意思"
)
_PARTING = some("謝謝 謝謝你 感謝 感恩 拜託 麻煩 麻煩了 thanks thx 喔 哦 噢 唷 呦 耶 欸 啦 囉 嘍 嚕 吧")
IDLE = re.compile(f"^(?:{_GREETING}|那(?![個些份件筆場次天幾一])|還有(?=幫我|記))+|(?:{_PARTING}|哈+|呵+|xd+|qq)+$")
NO_MARK = re.compile(r"[^\w/.:-]+|[\u3105-\u312f]|(?<!\d)[/.:-]|[/.:-](?!\d)")  # 5/30 keeps its mark
ASKS_A_FAVOUR = re.compile("[幫替給]我|提醒我|幫忙[記加]")
POLITE_LEAD = re.compile(r"[\s,]*(?:可不可以|可以|能不能|能否|可否|能)")
POLITE_TAIL = re.compile(r"(?:,?\s*(?:可以|好不好|好|行|ok))?[嗎ㄇ]?[?\s]*$")
QUESTION = re.compile(
    "[嗎?ㄇ]|[呢麼]$|"
    + some(
        "什麼 甚麼 何時 啥 多少 怎麼 怎樣 怎辦 如何 哪 幾號 幾月 幾天 幾日 幾次 幾點 為何 誰 多久 可不可以 能不能"
        " 可否 會不會 要不要"
        " 需不需要 是不是 有沒有 對不對 行不行 好不好 來得及 規定 請教 想確認 想知道 怕 聽說 可能"
    )
)
MONEY = re.compile(
    r"\d\s*(?:元|塊|萬|k\b|%)|鐘點費|出席費|[一二兩三四五六七八九十百千]+[元塊]|記帳|入帳|預算|概算表?[編列]"
)

UNDO = re.compile(
    f"{_ASKED}{some('復原 還原 撤銷 撤回 undo 回復 反悔')}"
    f"{some('一下 上一步 上個動作 剛才 剛才的 剛剛的 那個 回來 回去')}*"
    f"|(?:剛才|剛剛|上面){some('的 那個 那筆')}?{some('不算 作廢 取消 不要 不要了 按錯 按錯了 弄錯 弄錯了')}"
    "|我?(?:按錯|點錯|手滑)了?|救回來|(?:算了)?(?:不用|不要|別)記了?|當我沒說"
)

# 採用計畫的期限、確認日期
_OFFICIAL = (
    f"{some('計畫 公告 官方 縣市 簡章 原本計畫 公文 桃園 基隆 花蓮 台北')}[0-9]*"
    f"{some('裡 裡面 上面 書')}?的?{some('所有 全部')}?的?"
)
_DATES = some("期限 日期 時程 行事歷 deadline 截止日 進度 重要日期")
_TAKE = some(
    "採用 套用 匯入 帶入 帶進來 加進來 加進去 加入 加到行事歷 加入行事歷 放進來 放進行事歷 記起來 記下來 載入"
    " 抓進來 記進去 排進來 記 加"
)
ADOPT = re.compile(
    f"{_ASKED}{_TAKE}{_OFFICIAL}{_DATES}{some('進來 進去')}?|{_ASKED}把?{_OFFICIAL}{_DATES}"
    f"{some('通通 全部 都 一次')}*{_TAKE}"
    f"|{_ASKED}{some('全部 都')}?採用(?:全部)?|{_ASKED}[照用依]{_OFFICIAL}{_DATES}{some('記 排 來 記起來 記進去')}?"
)
CONFIRM = re.compile(
    f"{_ASKED}(?:確認|確定)(?P<what>.{{0,12}}?)的?(?:推估的?)?日期了?|(?:推估的?)?日期{some('都 全部')}*"
    f"{some('確認 確定 沒錯 對')}了?"
    f"|全部都?(?:確認|確定)了?|(?:公告|公文){some('出來 下來 來')}?了?日期都?{some('一樣 沒變 相同')}"
)

# 幫我記 5/30 上傳
_A_DAY_NEXT = "(?=[0-9一二三四五六七八九十下這明今後月本])"
_NOTE_DOWN = (
    r"(?:記(?:得提醒我們?|得|一下來?|下來|下(?![週星個下])|住|起來|錄(?!表)|上(?![午週星個])|一?[個筆項條件]"
    r"|到行事歷|(?![者念號載憶性功過錄]))"
    "|提醒(?:我們|我|大家|一下)?|新增|新加|增加|添加|加(?:上(?![午週星個])|[入進])?(?![班強油菜減])|登記|註記"
    "|備忘|別忘了?|不要忘[了記]|別忘記|排[入進]?(?![除隊])"
    "|設定|設(?![備計施置定])|remind me(?: to)?|add|note|remember|todo)"
)
ADD = re.compile(
    rf"^[\s,、!.]*(?:{_GREETING}|那(?![個些])|還有|另外|[\s,、!])*{_PLEASE}(?:我要|我想要?)?{_ASKED}(?:把"
    rf"|將)?{_NOTE_DOWN}"
    rf"(?:[上進入到]?(?:我的|社群的?)?行事歷[上裡]?)?(?:一?[個筆項條件]|一下)?"
    rf"{some('期限 提醒 待辦 deadline 日期 行程')}?(?:一下|[成是為]{_A_DAY_NEXT})?[\s:,、]*"
)
ADD_STRONG = re.compile(
    f"[幫替給]我們?{some('再 也 先')}*(?:把.*)?{some('記 加 設 排 登記 新增')}|提醒{some('我 一下 大家')}"
    f"|記(?:一下|下來|下(?![週星個下])|住|起來|到行事歷)"
    f"|(?:新增|加|設|記)[上入進定]?(?:一?[個筆項條件])?{some('期限 提醒 待辦 deadline 行程')}|remind"
    f"|[加記放排][到進入][^,]{{0,6}}行事歷"
)
_TO_CALENDAR = "[加記放排][到進入]行事歷"
ADD_BEHIND = re.compile(
    rf"[\s,、.。]*(?:這個|這件事|這天)?(?:請|麻煩|要)?(?:[幫替]我們?)(?:記|提醒|加|排|設)"
    rf"{some('下 一下 下來 一下來 住 起來 上 入 進 進去 到行事歷 進行事歷 錄')}?我?(?:一下)?[\s!。.]*$"
    rf"|[\s,、.。]*(?:請|麻煩|要|記得)?(?:提醒我們?(?:一下)?|記一下|記下來?|記起來|{_TO_CALENDAR})[\s!。.]*$"
)
OBJECT = re.compile("^(?:幫我|幫忙)?[把將]")
TITLE_BEFORE = re.compile(
    r"[\s,、:]*的?(?:期限|截止日?期?|deadline)?(?:必須|需要|要|得|應)?(?:在|於|是|到|訂在|排在|定在)?[\s,、:(（]*$"
)
TITLE_LEAD = re.compile(
    r"^(?:[\s,、:。.]|我們?(?!社群|班|校)|社群(?=要)|大家|記得|必須|應該|要(?!點)|得(?=[交送寄上填])"
    r"|去(?=[交送寄開])|是(?=要))*"
)
TITLE_AFTER = re.compile(
    r"^[\s,、:)）]*(?:的期限[\s,，、:]*)?(?:[(（][一二三四五六日][)）])?(?:以前|之前|前|那天|當天|的時候|為止"
    r"|截止(?=.)|止|的(?=.)|是(?=.)|那|起)?"
    r"[\s,、:]*(?:就|再)?(?:我們?(?!社群))?(?:之前|前)?(?:必須|需要|應該|記得|一定)?(?:要(?!點)|得)?(?:記得)?[\s,、:]*"
)
TITLE_END = re.compile(rf"(?:{_PARTING}|[\s,，、。.!！~～])+$|(?<=[完好])了$")

# 5/30 上傳：沒有說要記
A_DAY = re.compile("[月/.-]|號|日|週|星期|天|今|明|後")  # in the words of a date that is more than a time of day
MONTH_DAY = re.compile(r"\d{1,2}\s*[/月.-]\s*\d{1,2}\s*[日號]?")
SUPPOSED = re.compile(
    some(
        "還是 給我 沒 算 哪 一次 整理 流程 議程 課表 時間表 誰 如果 的話 假如 萬一 可以 才 應該 幾 還沒 因為 但"
        " 但是 結果 想"
    )
    + r"|能(?!源)|計畫(?!書)|之後|以後|已經|剛|了(?:,|，|$)|今年|去年|明年|的是|截止日$"
    r"|還[0-9一二三四五六七八九十]|\d{3}|講師|[一二兩三四]節"
)
ACTS = re.compile(
    some(
        "交 繳 送 寄 傳 填 報名 開會 會議 聚會 聚 討論 觀課 議課 備課 研習 審查 說明會 截止 到期 核銷 核章 活動"
        " 演講 講座 參訪 分享 完成"
        " 共備 寫完 做完 印 工作坊 upload meeting due"
    )
)
MEETS = re.compile(
    some(
        "開會 會議 聚會 聚餐 聚 共備 觀課 議課 備課 研習 講座 演講 活動 討論 參訪 工作坊 說明會 分享會 發表會"
        " 社群時間 meeting"
    )
)
HANDS_IN = re.compile(some("交 繳 送 寄 傳 填 核銷 報告 記錄 截止 到期 寫"))

# 欸不是，是5/22
_WRONG = some("不是 不對 打錯 說錯 講錯 寫錯 記錯 看錯 錯")
MARKED = re.compile(f"{_WRONG}|^是|[剛還]|正|應該|才|sorry|抱歉|其實|等等|不")  # none is told without
CORRECTION = re.compile(
    f"(?=.*(?:{_WRONG}|^是|剛剛|剛才|還是|更正|修正|應該|才對|sorry|抱歉|其實|等等|不))(?:{_WRONG}|"
    + some(
        "欸 誒 ㄟ 啊 阿 喔 哦 噢 等等 等一下 抱歉 不好意思 sorry 我 是 要 到 成 為 在 不 了 更正 修正 應該 應該是"
        " 一下 日期 時間 期限"
        " 才對 好了 還是 其實 幫我 請 把 它 那個 這個 剛剛 剛才 的 啦 前 之前 才是 麻煩 再"
    )
    + ")+"
)

# 成果報告提早到 6/15；成果報告不是 6/30，是 6/15
NOT_THAT_DAY = re.compile(
    rf"[\s,]*(?P<what>[^,]{{1,14}}?)(?:那個)?的?(?:期限|日期)?(?:不是[^是]*?[,而\s]*是|{_WRONG}了?[,\s]*"
    rf"(?:應該)?是|應該是)[\s]*$"
)
_PUT = some("提早 提前 延後 延長 延期 順延 展延 往後延 往前移 往後移 改期 延 更改 變更 調整 挪動 改 挪 移 換 調")
MOVE = re.compile(
    f"{some('想 想要 要 先 再 也 幫我 給我 我 我們')}*{_PUT}[了個]?{some('日期 時間 期限')}?(?:一下)?"
    f"(?:[到至成為在]|約在)?"
)
PUT_OFF = re.compile("提早|提前|延|往後|往前|挪|移")
MOVE_LEAD = re.compile(
    rf"^(?:[\s,、]|欸|誒|ㄟ|那(?![個些])|{_WRONG}(?![一-鿿]*的)|請|麻煩|拜託|幫我|幫忙|可以|把|將|我想|我要|我們?"
    rf"|了|啊)+"
)
MOVE_OF = re.compile(r"的?(?:期限|截止日?期?|日期|時間|deadline)?(?:從.*)?[\s,、]*$")
_WANT = f"{some('請 麻煩 幫我 我想 我要 想 要')}*"
MOVE_ONLY = re.compile(
    f"{_WANT}(?:把|將)?(?P<what>.{{0,14}}?)的?{some('期限 日期 時間')}(?:想|想要"
    f"|要)?{some('改 更改 調整 變更 換 改期')}(?:一下|了)*"
    f"|{_WANT}改(?:一下)?(?P<what2>.{{0,14}}?)的?(?:日期|期限)|{_WANT}(?:把|將)?(?P<what3>.{{1,14}}?)(?:要|想)?改期了?"
)

# 刪掉複審
_DROP = some("刪掉 刪除 刪了 刪 取消 取消掉 移除 拿掉 去掉 畫掉 砍掉 remove delete cancel")
KEPT = re.compile(f"(?:不要|不用|別|勿|先不|沒有?要|不是要)再?(?:把.*)?{_DROP}")  # 那個不要刪掉
CANCEL = re.compile(
    f"{_ASKED}(?:我要|我想)?把?{_DROP}(?P<what>.{{0,24}}?)(?:了|一下|掉|好了)*|{_ASKED}[把將]"
    f"(?P<what2>.{{0,24}}?){_DROP}(?:了|一下)*"
)
CANCEL_REMINDER = re.compile(
    f"{_ASKED}{some('不用 不要 不必 別')}再?提醒(?:我們?|大家)?(?P<what>.{{0,16}}?)的?(?:事)?了?"
)
CANCEL_BEHIND = re.compile(
    f"{_ASKED}(?P<what>.{{1,24}}?)(?:{_DROP}(?:了|一下|吧)*|(?:已經"
    f"|確定)?{some('不用 不必 不需要 不要')}再?[記交做寄辦送]?(?:提醒)?了"
    "|(?:停辦|不辦|不開|不做)了)|不要(?P<what2>.{2,14}?)了"
)
NO_DATES = frozenset(("連結", "綁定", "帳號連結", "報名", "申請", "那個連結", "訂閱"))
THE_DATE = re.compile("的?(?:期限|日期|那個期限|提醒|那件|那筆|那項|那個|這個)$")
