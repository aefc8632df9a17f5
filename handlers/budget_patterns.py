"""How teachers speak of the budget that they work on. Matched as a whole.

The text is cleaned (content.text.normalise); most patterns meet it without spaces and marks.
"""

import re

from handlers.calendar_lists import some

_ASKING = some("請 麻煩 拜託 可以 可不可以 能不能 可否 我 我們 你 那 那就 就 再 先 也 想 想要 要 來 幫 幫忙 替 給")
_PLEASE = f"{_ASKING}*"
_LATE = f"{some('嗎 呢 吧 喔 啊 了 囉 謝謝 感謝 一下 看看 好嗎 可以嗎 行嗎 好不好')}*"
_WHOSE = some(
    "我 我們 我的 我們的 社群 社群的 學校 學校的 這個 這份 這張 一份 一個 一下 今年 今年的 明年 明年的 新 新的"
)
_OF = f"{_WHOSE}*{some('第一期 第二期 全年 上學期 下學期 這期 這學期 整年 的')}*"
_BUDGET = "(?:經費)?(?:概算|預算)(?:表|書)?"
_MAKE = some(
    "看 看看 看一看 檢查 檢視 檢核 確認 核對 對 審 審查 編 編列 編製 做 算 算算 試算 弄 規畫 排 抓 列 寫 建立 建"
    " 開始編 開始"
)
_FAULT = some(
    "有 有沒有 是否 會不會 哪裡 對不對 可不可以 行不行 合不合 合理 合規定 符合規定 超 超過 超支 超標 問題 錯 要改"
    " 要改的 什麼 沒問題"
)
_FAULTS = f"{_FAULT}*"
_HOW = some("怎麼編 怎麼寫 怎麼做 要怎麼編 不會編")

# 幫我看預算、我要編概算、概算怎麼編 幫我檢查
START = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_PLEASE}{_MAKE}(?:一下)?{_OF}{_BUDGET}{_FAULTS}{_LATE}",
        f"把?{_OF}{_BUDGET}{_HOW}?{some('請 麻煩 你 可以 拜託')}*{some('幫我 幫忙 替我 我要 我想 我們要')}{_MAKE}"
        f"{_FAULTS}{_LATE}",
        f"{_BUDGET}{some('檢查 試算 健檢 檢核')}{_LATE}",
        f"{_PLEASE}{some('看 檢查')}(?:我們?(?:的|編的)?|這樣)*{_BUDGET}(?:這樣)?{_FAULTS}{_LATE}",
    )
)
NEW = re.compile(
    f"{_PLEASE}{some('新增 新 新建 開新 再編 另外編 另編 再開 開 再做 建立新')}(?:一份|一個|新的?)*{_BUDGET}{_LATE}"
    f"|{_PLEASE}(?:編|做|開|建立?|寫)(?:一份|一個)?(?:新的|另外的|另一份|別的){_BUDGET}{_LATE}|新的一份"
)
# 幫我看預算：外聘講師 2000×3 節、…
LEADS = re.compile(rf"\s*{_PLEASE}{_MAKE}(?:一下)?\s*{_OF}{_BUDGET}{_FAULTS}{_LATE}[\s:,、。;]+")
PLANS_TO = re.compile("想編|要編|打算編|預計編|概算|預算")
LIST = re.compile(
    f"{some('看 列出 查 給我看 我要看')}?(?:我|我們|社群)的?(?:所有|全部)?的?{_BUDGET}{some('清單 列表 有哪些')}?"
    f"|{_BUDGET}{some('清單 列表')}|(?:所有|全部){_OF}{_BUDGET}"
    f"|(?:我|我們)?(?:有|編了|存了)(?:哪些|幾份|什麼){_BUDGET}|有?(?:哪些|幾份){_BUDGET}|換一?份{_BUDGET}|別份{_BUDGET}"
)
OPEN = re.compile(
    rf"\s*{_PLEASE}{some('打開 開啟 開 切換到 換到 換成 繼續 繼續編 接著編 回到 叫出')}\s*"
    rf"(?P<what>\S.*?{_BUDGET}.*?)\s*"
)
RESUME = re.compile(
    f"{_PLEASE}(?:繼續|接著|回到|回去)(?:編|看|檢查|做|算)?{_OF}{_BUDGET}{_LATE}"
    f"|{_BUDGET}(?:繼續|接著編|編到哪|編到一半)了?{_LATE}"
)

_SEND = some("送 送出 送件 交 交出去 報 申請 上傳")
_WRONG = some("問題 錯 不對 不行 不符合規定")
CHECKED = re.compile(
    f"{some('那 那麼 所以')}?{some('這樣 現在 目前 這份 這樣子')}+就?{some('可以 行 ok 能 算')}{_SEND}?了?[嗎吧沒ㄇ]"
    f"|{some('這樣 這份 現在')}*{some('有沒有 還有沒有 有 還有')}{some('什麼 哪裡')}?{_WRONG}的?[嗎呢]?"
    f"|{some('這樣 這份 主計 會計')}*{some('會過 過得了 過關')}[嗎吧]"
)

_SEE = some(
    "看全部 全部 看明細 明細 列出來 全部列出來 列出全部 看概算 看預算 看清單 清單 看問題 還有哪些問題 有哪些問題"
    " 有什麼問題 所有問題"
)
ALL = re.compile(
    f"{_PLEASE}(?:{_SEE}|(?:現在|目前|到目前)(?:有|編了)?(?:哪些|什麼|哪幾項)(?:項目)?了?|(?:現在|目前)的?{_BUDGET}"
    f"|{_BUDGET}|{_BUDGET}(?:呢|現在長?怎樣)|(?:看|列出?)(?:一下)?(?:現在|目前)?的?(?:所有|全部)?(?:項目|{_BUDGET}))"
    f"{_LATE}"
)
_NOW = f"{some('現在 目前 這樣 那 到目前')}*"
_SUM = some("合計 總共 一共 總額 加起來 總計 總金額 小計 全部")
SUM = re.compile(
    f"{_PLEASE}{_NOW}{_SUM}(?:是|有|要)?(?:多少)?[錢元]?了?{_LATE}"
    f"|{_NOW}{_SUM}?(?:編了|用了|花了)?多少[錢元]?了?{_LATE}"
    f"|{_NOW}還(?:剩|有|可以編?|能編?|可編)下?多少(?:錢|元|額度|空間|可以編|可編)?{_LATE}"
    f"|剩(?:下|餘)?(?:多少|額度)錢?{_LATE}"
    f"|{_NOW}{some('有沒有 會不會 有 是不是')}*(?:超過|超支|超標|超)(?:上限|總額|額度|預算)?了?[嗎沒]?"
)
ROOM = re.compile(
    "(?P<what>.{2,8}?)(?:那|現在|目前|這樣)*(?:最多|上限|還|可以|能|剩|可|夠)+(?:編|再編|報|列|用|抓|剩)?到?(?:多少|幾)"
    f"(?:元|錢)?(?:可以編)?{_LATE}"
    f"|(?P<what2>.{{2,8}}?)(?:要|該|應該)?(?:編|抓)多少(?:比較好|最剛好|才對|才剛好|才不會超過)?{_LATE}"
)

_ITEM = r"(?:第\s*)?(?P<no>\d{1,3}|[一二兩三四五六七八九十]{1,3})\s*(?:項|筆|條|個項目)?"
_TO = some(
    "改成 改為 改到 改 換成 變成 調成 調為 調到 調整成 調整為 降到 降成 降為 減到 減為 減成 增加到 加到 提高到 升到"
    " 應該是 更正為 要"
)
_PART = "(?P<unit>單價|數量|金額|總價)?"
NUMBERED = re.compile(rf"\s*(?:把|將)?\s*{_ITEM}\s*的?\s*{_PART}\s*{_TO}\s*(?P<rest>.+)")
NAMED = re.compile(
    rf"\s*(?:那|請|幫我|麻煩)?(?:把|將)?\s*(?P<what>[^\d,、:]{{1,14}}?)\s*的?{_PART}\s*{_TO}\s*(?P<rest>\S.*)"
)
LAST = re.compile(rf"\s*{some('那 請 幫我 麻煩 不對 不是 欸 啊 我要 想')}*[\s,]*{_PART}\s*{_TO}\s*(?P<rest>.+)")
NOTE = re.compile(
    rf"\s*(?:把|將)?\s*(?:{_ITEM}|(?P<what>[^\d,、:]{{1,14}}?))\s*(?:那項)?的?\s*(?:加|寫|補)?(?:備註|說明|加註|註明)[是為寫上:\s]*"
    r"(?P<rest>\S.*)"
)
_SUPPOSE = some("如果 假如 假設 要是 若是 若 萬一 假使")
_THEN = some("呢 會怎樣 會怎麼樣 可以嗎 行嗎 怎麼樣 如何 還會超過嗎 會超過嗎")
SUPPOSED = re.compile(
    rf"\s*(?:那|欸|請問)?\s*(?P<lead>[^如假要若萬,]{{0,12}}?)\s*{_SUPPOSE}\s*(?P<rest>.*?)(?:的話)?{_THEN}?[\s?!。]*"
)
THEN = re.compile(r"\s*那\s*(?P<rest>.*?\d.*?)\s*呢[\s?]*")
ONLY = re.compile(r"^\s*(?:只有|只編|只請|只買|只要|只|減少到|剩下|剩)\s*")
ITEM_IN = re.compile(
    rf"\s*{_ITEM}\s*的?\s*(?:單價|數量)?\s*(?:只有|只編|只|改成|改|變成|是|為|:)?\s*(?=\S)(?P<rest>.+)"
)
NAME_IN = re.compile(
    r"\s*(?P<what>[^\d一二兩三四五六七八九十]{2,12}?)(?:只有|只編|只|的)?\s*(?P<rest>[\d一二兩三四五六七八九十].*)"
)

_DROP = some("刪掉 刪除 刪了 刪 拿掉 去掉 移除 畫掉 不要 取消 砍掉 拿走")
_ONE = "(?:那項|那一項|這項|這一項|那筆)?"
REMOVE = re.compile(rf"\s*{_PLEASE}(?:把)?\s*{_DROP}\s*了?\s*{_ITEM}\s*{_LATE}")
REMOVE_BEHIND = re.compile(rf"\s*{_PLEASE}(?:把|將)?\s*{_ITEM}\s*都?\s*{_DROP}\s*{_LATE}")
REMOVE_NAMED = re.compile(
    rf"\s*{_PLEASE}(?:把)?\s*{_DROP}\s*了?(?P<what>[^\d]{{1,14}}?){_ONE}\s*{_LATE}"
    rf"|\s*{_PLEASE}(?:把|將)?\s*(?P<what2>[^\d]{{1,14}}?){_ONE}\s*{_DROP}\s*{_LATE}"
)
THAT = re.compile("(?:那|這|剛才|剛剛|最後)那?(?:個|項|一項|筆)?|剛才的|剛剛的|上一項|最後一項|它")
CLEAR = re.compile(
    f"{_PLEASE}(?:全部|所有)(?:項目)?都?{_DROP}|{_PLEASE}清空|{_PLEASE}{_DROP}(?:全部|所有)的?(?:項目)?"
    "|重新(?:編|來過)|重編"
)
DROP = re.compile(f"{_PLEASE}{_DROP}(?:這份|這個|這張|整份)?{_BUDGET}{_LATE}|(?:這份|這個|整份){_BUDGET}{_DROP}{_LATE}")
FIX = re.compile(
    f"{_PLEASE}(?:把|將)?(?P<what>.{{0,10}}?)(?:都|全部|自動)*(?:調到|調成|調整到|改到|改成|降到|降成)(?:最高|合)?"
    f"(?:上限|規定|可以|建議|最高|標準)(?:以內|內)?{_LATE}|{_PLEASE}(?:照|依|按)(?:你的?)?(?:建議|規定|上限)(?:改|調)?{_LATE}"
    f"|{_PLEASE}自動調整?{_LATE}|{_PLEASE}調一?下{_LATE}"
)
TAKE = re.compile("好?(?:就這樣改|就這樣|就這樣吧|就改這樣|照這樣改|這樣改|改吧|那就改|好就改|就這樣編|確定改)")
RENAME = re.compile(
    rf"\s*{_PLEASE}(?:把)?(?:這份)?(?:{_BUDGET})?的?{some('改名 更名 名稱改 名字改 命名 取名 名稱 名字')}"
    r"(?:改?[成為叫做是]+)?[\s:]*(?P<text>\S.*)"
)
_NEXT = "(?:明年|下學年|下年度|新學年|今年)"
NEXT = re.compile("明年|下學年|下年度")
COPY = re.compile(
    f"{_PLEASE}(?:把)?(?:這份|這個)?(?:{_BUDGET})?(?:複製|拷貝|copy)(?:一份|起來)?(?:這份|這個)?(?:{_BUDGET})?"
    f"{some('當 成 做 給 到 作為')}?{_NEXT}?度?的?(?:開始|要?用|{_BUDGET})?{_LATE}"
    f"|{_NEXT}度?要用{_PLEASE}(?:複製|拷貝|copy)一份{_LATE}"
    f"|{_PLEASE}(?:拿|用|照)(?:去年|這份|上一份|舊的?)的?(?:{_BUDGET})?來?(?:改|編|當底){_NEXT}?的?{_LATE}"
)
FINISH = re.compile(
    some(
        "完成 編完了 編好了 都編完了 好了 完成了 沒有了 沒了 就這些 這樣就好 就這樣了 結束 編完 完成概算 概算完成"
        " 概算編好了 以上 先這樣"
    )
)
EXPORT = re.compile(
    f"{_PLEASE}(?:匯出|下載|輸出|產生|印出|給我|做成|轉成)成?{_OF}"
    f"(?:excel|word|xlsx|docx|表格|檔案|{_BUDGET}|表|檔|pdf)+{_LATE}|{_PLEASE}(?:匯出|下載){_LATE}"
)
LEDGER = re.compile(r"^\s*(?:記帳|入帳|報帳|花了|付了|已付|支出)|幫我記|提醒|記一下|記錄一下")
ASKS = re.compile(
    r"[嗎?ㄇ吗]|[呢麼]\s*$|多少|什麼|怎|哪|可不可以|能不能|可否|行不行|有沒有|是不是|要不要|會不會|可以$|規定|幾[^百千萬]"
)
ASKED = re.compile(r"(?:的話)?[,\s]*(?:可以|行|好|ok|會超過|會不會超過|還會超過|有超過|超過)*[嗎呢?\s]+$")
