"""How teachers speak of being reminded: when, how long before, not at all, or another time.

The text is cleaned and bare (content.text.normalise, handlers.calendar_patterns.IDLE: 禮拜 is 星期, 周 is 週). What may
be repeated is atomic, so that a long row of such words is read in one way only.
"""

import re

from handlers.calendar_lists import some

MAYBE = re.compile(
    "提醒|通知|吵|擾|安靜|靜音|延|晚點|等一下|再[說叫講問跟]|預設|提早|提前|就好|[別要再]傳|傳[訊提]|叫我"
)
_WHO = some("我 我們 大家 一下 一次 老師")
_WHOM = f"{_WHO}?"
_TELL = "(?:提醒|通知|傳(?:送)?(?:訊息|提醒|通知|簡訊)?(?:給我|過來)?|發(?:訊息|提醒|通知)(?:給我)?)"
_REMIND = "(?:提醒|通知)"
_ASK = some("請 麻煩 拜託 可不可以 能不能 可以 能 幫我 幫忙 我想要 我想 我要 想要 想 要 先 就 都 全部 通通 以後 之後")
_PLEASE = f"(?>{_ASK})*"
_ENDING = f"(?>{some('了 吧 啦 喔 囉 好了 就好 一下 謝謝 嗎 可以嗎 好嗎 好不好 的話')})*"
_NOT = some("不要 不用 不必 不需要 不想 不 別 勿 免 停止 暫停 先別 先不要 先不用 請勿 不准 不可以")
_NO_MORE = f"{_NOT}(?:再|要|有|來|給我)*"
_BOTHER = f"(?:{_TELL}|吵|打擾|煩|叫|響|動)"
_SETTING = some("設定 設置 方式 偏好 習慣 選項 時間 規則 天數")
_CHANGE = some("改 更改 修改 調整 調 變更 換 設定 設 看 查 查看 看看 打開 開 怎麼改 怎麼設定 怎麼調 怎麼設 如何設定")
_WHERE = some("在哪 在哪裡 在哪邊 怎麼改 怎麼設 怎麼設定 怎麼調 怎麼看 是什麼 要怎麼改 要怎麼設定 給我看 可以改")
_CLOSE = some("關掉 關閉 取消 停止 停掉 停用 暫停 關 關起來 解除 拿掉")

_TOO_MANY = some("太多 好多 太頻繁 太常 太煩 好煩 很煩")

CARD = re.compile(
    f"{_PLEASE}{_CHANGE}?(?:我的?|我們的?)?{_REMIND}的?(?:設定|設置|方式|偏好|選項|規則){_WHERE}?{_ENDING}"
    f"|{_PLEASE}{_CHANGE}(?:我的?)?{_REMIND}{_ENDING}"
    f"|(?:我的?)?{_REMIND}(?:要)?{_WHERE}{_ENDING}"
    f"|(?:現在|目前|你)*(?:都|會)?(?:怎麼|如何)提醒我{_ENDING}"
    f"|(?:{_TOO_MANY}(?:的)?{_REMIND}|(?:你|的|這些?)?{_REMIND}(?:真的|實在|有點|也)?{_TOO_MANY}){_ENDING}"
)

# 改成晚上八點提醒
HOUR = re.compile(
    f"{_PLEASE}{some('改 更改 修改 調整 調 變更 換 設定 設')}(?:一下|我的?)?{_REMIND}的?(?:時間|時刻|鐘點)"
    f"{_ENDING}"
    f"|{_REMIND}的?時間{some('想 要 可以 可不可以 能不能 幫我')}*"
    f"{some('改 換 調 調整 改一下 怎麼改 改掉')}{_ENDING}"
)
_BESIDE_TIME = some(
    "改 改成 改到 改在 換 換成 換到 調 調成 調到 設 設成 設定 設在 定在 訂在 時間 以後 之後 都 再 才 就好 的 是 為 在"
    " 到 可以 可不可以 能不能 請 幫 麻煩 希望 想 想要 要 收 收到 叫 說 吵 嗎 好嗎 了 吧 啦 喔 好了 那 起 開始 最好 比較"
    " 比較好 太早 太晚 太早了 太晚了 早一點 晚一點 一點 左右 的時候 方便 提早 延後"
)
AT = re.compile(f"(?>{_TELL}|{_WHO}|{_BESIDE_TIME})*")  # all that may stand beside a time
ONCE_MORE = re.compile(f"再(?:{_TELL}|[叫說講問])")  # 下午三點再提醒我: today, unless it is meant for good
FOR_GOOD = re.compile("以後|之後|每天|改|換|調|設|都|就好|就可以|可不可以|能不能|太早|太晚")
TELLS = re.compile(f"{_TELL}|叫我|再叫")
SETS = re.compile(f"^{some('改成 改到 換成 換到 調成 調到')}")

# 晚上九點以後不要吵我
DISTURB = re.compile(f"{_NO_MORE}{_BOTHER}{_WHOM}{_ENDING}|勿擾|安靜(?:時段|時間)?|靜音|免打擾|休息時間")
UNDISTURBED = re.compile(
    f"{_PLEASE}(?:{some('隨時 任何時間 什麼時候 幾點')}都?{some('可以 能')}{_TELL}{_WHOM}"
    f"|(?:{_NOT}|{some('取消 關掉 關閉')})(?:安靜時段|安靜時間|勿擾時段|勿擾)){_ENDING}"
)
_AT_NIGHT = some(
    "半夜 深夜 三更半夜 晚上 夜間 夜裡 睡覺時間 睡覺 睡覺的時候 下班後 下班以後 下班時間 上課 上課時間 上課中"
)
_QUIET_HOURS = "(?:安靜|勿擾)(?:時段|時間)"
NIGHT = re.compile(
    f"{_PLEASE}{_AT_NIGHT}(?:的?時候|時|就|都)*{_NO_MORE}{_BOTHER}{_WHOM}{_ENDING}"
    f"|{_PLEASE}{some('改 設 設定 調整 更改 修改')}{_QUIET_HOURS}?{_ENDING}|{_QUIET_HOURS}(?:設定)?{_ENDING}"
)
SINCE, UNTIL = re.compile("的?(?:以後|之後|過後|後|起|開始)"), re.compile("的?(?:以前|之前|前)")
TO = re.compile("到|至|~|-|–")

# 週末不要提醒、只在上班日提醒
_OFF_DAYS = some(
    "週末 六日 星期六日 週六日 週六週日 星期六星期日 假日 例假日 國定假日 放假 放假日 放假時 休假日 週休 連假 星期天"
    " 星期日"
)
_WORK_DAYS = some("上班日 平日 工作日 工作天 上學日 上課日 上班天 上班的日子 上班時間")
OFFICE = re.compile(
    f"{_PLEASE}{_OFF_DAYS}(?:的?時候|就|都|也|還是)*{_NO_MORE}{_BOTHER}{_WHOM}{_ENDING}"
    f"|{_PLEASE}{_NOT}在?{_OFF_DAYS}{_BOTHER}{_WHOM}{_ENDING}"
    f"|{_PLEASE}(?:只要|只|就|限)(?:在|有|於)?{_WORK_DAYS}(?:才|再|會|要)?(?:{_TELL}|吵|叫)?{_WHOM}{_ENDING}"
    f"|{_WORK_DAYS}(?:才|再){_TELL}{_WHOM}{_ENDING}|{_PLEASE}{_TELL}只要?在?{_WORK_DAYS}{_ENDING}"
)
EVERY_DAY = re.compile(f"{_PLEASE}(?:{_OFF_DAYS}(?:也|都|還是)+|每天都){some('可以 要 能 會')}?{_TELL}{_WHOM}{_ENDING}")

# 前 14 天、3 天各提醒一次
LEAD = re.compile(
    "(?P<zero>當天|當日|同一天|到期日|到期那天|截止那天|那天)"
    "|(?:提早|提前|之前|前|早)?(?P<n>[0-9]{1,3}|[一二兩三四五六七八九十]{1,3})個?(?P<unit>天|日|週|星期|月)"
    "(?:以前|之前|前|提早|提前)?"
)
DAYS = {"天": 1, "日": 1, "週": 7, "星期": 7, "月": 30}
BEFORE = re.compile("前|提早|早|當天|當日|那天|同一天|到期日")
_BESIDE_DAYS = some(
    "就好 就可以 就行 就夠 就夠了 各 一次 次 都 也 和 跟 與 及 以及 還有 然後 再 只要 只 要 在 的 期限 截止日 截止 到期"
    " 以後 改 改成 改為 改到 設 設成 設定 成 為 提早 提前 天數 前 早 就 可以 好 了 吧 啦 喔 請 麻煩 幫 希望 想 想要"
    " 可不可以 能不能 嗎 加 加上 才 開始 時候 時 太多 太多提醒 太早 太早了 太晚 太晚了"
)
AMONG = re.compile(  # all that may stand between the days
    rf"(?>{_TELL}|{_WHO}|{_BESIDE_DAYS}|[、,，。和及&+/\s])*"
)
ENOUGH = re.compile("就好|就可以|就行|就夠|提醒|通知")
_EVERYBODY = some(
    "我們社群 我們的社群 整個社群 全社群 這個社群 社群 社群裡 社群裡面 社群成員 社群的成員 大家 我們大家 所有人 每個人"
    " 社群所有人 社群大家 社群的人 全部的人"
)
TEAM = re.compile(f"{_PLEASE}(?:把|將|讓|給|替|幫)?{_EVERYBODY}的?{_TELL}?(?:天數|時間)?(?:都|全部|一律|也)*")
TEAM_ALONE = re.compile(
    f"{_PLEASE}{_CHANGE}?{_EVERYBODY}的?{_REMIND}的?(?:天數|設定|時間|提前天數)?{_CHANGE}?{_ENDING}"
)
LEADS_ALONE = re.compile(
    f"{_PLEASE}{_CHANGE}(?:提醒)?的?(?:提前|提早)的?(?:天數|幾天|日數)(?:提醒)?{_ENDING}"
    f"|(?:要)?(?:提前|提早)幾天提醒(?:可以改)?{_ENDING}"
)

# 恢復預設、關掉、打開、我也要收
_BACK = some("改回 恢復 恢復成 回復 回復成 還原 還原成 用 照 改成 調回 換回 設回")
USUAL = re.compile(
    f"{_PLEASE}(?P<sure>提醒|通知)?的?{_SETTING}?{_BACK}到?{some('預設 預設值 原本 原來 一般 初始 原廠 最初')}"
    f"(?:的|值|就|狀態)*(?P<sure2>提醒|通知)?的?{_SETTING}?{_ENDING}"
)
OFF = re.compile(
    f"{_PLEASE}{_NO_MORE}{_TELL}{_WHOM}{_ENDING}"
    f"|{_PLEASE}{_CLOSE}(?:所有|全部|我)?的?(?:{_REMIND}|提醒功能){_ENDING}"
    f"|(?:所有|全部|我)?的?{_REMIND}(?:功能)?(?:都|全部|通通|可以|請|幫我)*(?:{_CLOSE}|{_NOT}){_ENDING}"
)
_OPEN = some("開啟 打開 恢復 啟用 重新開啟 重開 開 繼續 重新 重新開始 再開始 開始")
ON = re.compile(
    f"{_PLEASE}{_OPEN}(?:我的?)?(?:{_TELL}|提醒功能){_WHOM}{_ENDING}"
    f"|{_REMIND}(?:功能)?(?:都|可以|請|幫我|再)*{some('打開 開啟 開 恢復 開起來 啟用')}{_ENDING}"
)
_OF_DATES = f"(?:社群的?)?(?:期限的?)?{_REMIND}"
JOIN = re.compile(
    f"{_PLEASE}(?:我(?:是成員)?也|也|我是成員)(?:想|要|想要|希望|可以|能)*(?:被|收|收到|有)?{_OF_DATES}{_WHOM}{_ENDING}"
    f"|{_PLEASE}(?:收|收到|接收){_OF_DATES}{_ENDING}"
)
OUT = re.compile(
    f"{_PLEASE}(?P<name>.{{2,20}}社群)的?(?:期限)?(?:就|都)*{_NO_MORE}{_TELL}{_WHOM}{_ENDING}"
    f"|{_PLEASE}我?{_NOT}再?(?:收|收到){_OF_DATES}{_ENDING}"
)

# 群組也要提醒
_GROUP = "(?:line|telegram|tg|我們的?|這個|社群)?群組?(?:裡面?|內)?"
GROUP = re.compile(
    f"{_PLEASE}[在到]?{_GROUP}(?:也|都|要|可以|幫我|請|直接)*(?:收|收到|發|傳)?{_TELL}(?:大家|我們|一下)?{_ENDING}"
    f"|{_PLEASE}也?{_TELL}到?{_GROUP}{_ENDING}|在?{_GROUP}也?要有?{_REMIND}{_ENDING}"
)
UNGROUP = re.compile(
    f"{_PLEASE}在?{_GROUP}(?:就|都|可以)*{_NO_MORE}{_TELL}(?:大家|我們)?{_ENDING}"
    f"|{_PLEASE}{_CLOSE}{_GROUP}的?{_REMIND}{_ENDING}"
)
CODE = re.compile(r"\s*群組?提醒\s*(?P<code>[A-Za-z0-9]{4}\s*[-‐-―]?\s*[A-Za-z0-9]{4})\s*")

# 接下來會提醒什麼
_WHAT = some("什麼 哪些 哪幾件 哪件 哪個 啥 幾件 什麼事 哪些事 什麼期限 哪些期限 什麼東西")
_WHEN = some("什麼時候 何時 哪天 哪一天 幾號 多久 幾點")
_NEXT = some("接下來 之後 未來 最近 再來 下次 下一次 下一個 這個月 本月 這週 下週 下個月 以後 後面 還")
AHEAD = re.compile(
    f"(?>{_NEXT}|你|還|都)*(?:會|要|還會|還要)?再?{_REMIND}(?:我|我們|到)?{_WHAT}(?:呢|啊)?{_ENDING}"
    f"|(?>我|你|{_NEXT}|還)*{_WHEN}(?:才|還|你)*(?:會|要)?再?(?:收到)?{_REMIND}(?:我|我們)?(?:呢|啊)?{_ENDING}"
    f"|{_PLEASE}[看查列]?(?:{_NEXT}的?)?{_REMIND}[是在有]?(?:{_WHEN}|哪些|什麼|清單|列表|行程|時間表|幾個)呢?{_ENDING}"
    f"|{_PLEASE}[看查列]?{_NEXT}的?{_REMIND}{_ENDING}|我(?:還|接下來)*會收到{_WHAT}{_REMIND}{_ENDING}"
)

# 三天後再提醒我
_SAY = f"(?:{_TELL}|說|叫|跟我說|跟我講|講|問|看|處理|吵|提)"
LATER = re.compile(
    f"(?:的時候|那天|左右)?(?P<again>再|才|之後再|以後再)?(?:{_SAY}(?:我|我們|一下|一次)*{_ENDING}"
    f"|(?:提醒|通知|叫|跟我說)(?:我|我們|一下)*"
    f"(?P<what>(?<=再提醒)[^0-9]{{2,12}}|(?<=再提醒我)[^0-9]{{2,12}}))[\\s!。~]*$"
)
_FIRST = some(
    "這個 那個 這件 那件 它 先 那 等 等到 到 延到 延後到 改到 延後 我 我們 不要 先不要 現在 今天 忙 很忙 太忙"
)
LATER_LEAD = re.compile(rf"^(?>{_ASK}|{_FIRST}|[\s,、])*")
_THEN = some("請 麻煩 幫我 先不要 先不用 先 等 等到 過 到 延到 改到 延後到 延後 不要")
LATER_TAIL = re.compile(f"(?>那個|這個|的事|的|那件|這件|,|{_THEN})*$")
POSTPONE = re.compile(
    f"(?>{_ASK}|那|這個|這件|提醒)*(?:延後|晚|往後延|順延|延|延個|晚個)"
    f"(?P<day>[^到].{{1,4}})(?:再(?:提醒|說|叫))?我?{_ENDING}"
)
_SOMETIME = some("延後 延一下 晚一點 晚點 等一下 等等 過幾天 改天 過一陣子 過一下")
LATER_SOMETIME = re.compile(
    f"(?>{_ASK}|那|這個|這件|現在)*(?:{_SOMETIME}[再才]?(?P<verb>{_TELL}|說|叫|跟我說|看)?我?"
    f"|(?:延後|延|晚點)(?P<verb2>提醒)){_ENDING}"
)

# 這個不用再提醒我
_THIS = some("這個 那個 這件 那件 這項 那項 它 這一個 這一件 這件事 這則")
NEVER = re.compile(
    f"{_PLEASE}(?P<what>.{{0,14}}?)(?:的事|那件|這件)?(?:就|都|已經|也)*{_NO_MORE}(?:{_TELL}|吵){_WHOM}{_ENDING}"
    f"|{_PLEASE}{_NO_MORE}{_TELL}{_WHOM}(?P<behind>.{{2,14}}?)(?:的事|那件)?{_ENDING}"
)
THIS = re.compile(f"(?:{_THIS}|的|就|,)*")
AS_USUAL = re.compile(
    f"{_PLEASE}{_OPEN}(?P<what>.{{1,14}}?)的?{_REMIND}{_ENDING}"
    f"|{_PLEASE}(?P<usual>.{{1,14}}?)(?:還是|的|也|請)*{some('照常 照舊 恢復 繼續 重新')}{_TELL}{_WHOM}{_ENDING}"
)
PUT_OFF = re.compile("延|往後|晚")
ACTS = re.compile("完成|[了好完掉改延挪刪]|取消|提早|提前|ok|done", re.IGNORECASE)  # done, moved or called off
