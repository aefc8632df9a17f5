"""How teachers ask for their own list: what is left, of a period, the next one, what is done. Matched as a whole.

The text is cleaned and squeezed (content.text.normalise: 曆 is 歷, 周 is 週, 禮拜 is 星期).
"""

import re


def some(words: str) -> str:
    """A pattern for one of the words, the longest first."""
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


NOW = f"{some('現在 目前 今年 這學期 這學年 到底 總共 一共 到現在 最近')}*"
ME = f"(?:{some('我 我們 咱們 我這邊 我這裡 我們這邊 我們社群 我們這群 社群 本社群 我的 我們的')})?"
THING = f"{some('東西 事情 事 期限 資料 檔案 件 項 項目 任務 deadline ddl 待辦 截止日 作業 表 的')}*"
WHAT = (
    f"(?:有沒有)?(?:"
    f"{some('什麼 哪些 哪個 哪件 哪項 哪一個 哪一件 哪一項 哪幾個 哪幾件 哪幾項 啥 幾件 幾項 幾個 多少 沒有 有沒有')})"
)
HAND = some("交 交出去 交出 做 做完 弄 弄完 完成 辦 辦完 送 送出 繳 繳交 處理 上傳 寄 寄出 填 填報 填完 報 搞定 結")
TAIL = f"{some('嗎 呢 啊 嘛 呀 了 的 喔 哦 呃 來著 沒')}*"
NOT_YET = "(?:還沒有?|尚未|都沒有?|沒有?|未)"
MUST = some("要 得 該 需要 必須")
DUE = some("要交 該交 得交 要做 該做 要弄 要送 要繳 要寄 要填 要上傳 要辦 到期 截止 要完成 快到期 需要交")
SHOW = f"{some('我 我們 幫我 給我 讓我 我想 我要 看 查 列 秀 show list 顯示 列出 打開 開啟 開 一下 出來')}*"
_SPAN = some("這月 這個月 本月 下月 下個月 這週 這個週 這星期 這個星期 本週 下週 下個週 下星期 下個星期")
_OTHER_SPAN = some(
    "下下個月 下下週 下下星期 今天 明天 後天 今日 明日 月底前 這兩週 未來兩週 這一個月 接下來一個月 接下來一週 未來一週"
    " 一週內 兩週內 一個月內"
)
SPAN = f"(?P<period>{_SPAN})"
PERIOD = f"(?P<period>{_OTHER_SPAN}|{_SPAN}|(?:[0-9]{{1,2}}|十[一二]?|[一二三四五六七八九])月份?)"

DONE = (
    f"{ME}{NOW}{WHAT}{THING}是?(?:已經?|都)*{HAND}[完好]?[了過]{TAIL}",
    f"{ME}{NOW}(?:已經?|都)*{HAND}[完好]?[了過]{WHAT}{THING}{TAIL}",
    f"{ME}(?:已經?)?(?:做|交|弄|寫)完{WHAT}{THING}了{TAIL}",
    f"{SHOW}{ME}(?:已經?)?{some('完成 做完 交完 交掉')}了?的{THING}(?:有?{WHAT}{THING})?{TAIL}",
)
LEFT = (
    f"{ME}{NOW}[還尚]?{some('有 剩 剩下 差 欠 缺')}*{WHAT}{THING}是?{ME}{NOT_YET}有?{HAND}{THING}{TAIL}",
    f"{ME}{NOW}還{some('剩 剩下 差 欠 缺')}{WHAT}?{THING}{MUST}?{HAND}?{THING}{TAIL}",
    f"{ME}{NOW}[還尚]有{WHAT}是?{some('期限 待辦 截止 截止日 deadline ddl')}{TAIL}",
    f"我們?{NOW}還?[有剩]{WHAT}{THING}{MUST}(?:趕快)?{HAND}{THING}{TAIL}",
    f"我們?{NOW}還{MUST}{HAND}{WHAT}{THING}{TAIL}",
    f"{ME}{NOW}{NOT_YET}{HAND}完?的{THING}(?:還?有?{WHAT}{THING})?{TAIL}",
    f"{ME}{PERIOD}{ME}還?{some('有 剩')}?{WHAT}{THING}{NOT_YET}{HAND}{THING}{TAIL}",
    f"{SHOW}{ME}{some('所有 全部')}?的?"
    f"{some('行事歷 待辦 待辦事項 待辦清單 期限清單 期限列表 todo todolist 清單 calendar')}"
    f"{some('給我看 列給我看 拿來看 看一下')}?(?:有{WHAT})?{TAIL}",
    f"{SHOW}{some('我的 我們的 我們社群的 社群的')}期限(?:有?{WHAT}|清單|列表)?{TAIL}",
    f"{ME}{PERIOD}{ME}的?{some('期限 行事歷 待辦 清單 deadline')}{TAIL}",
    f"[我看]?{SPAN}{TAIL}",
)
_MORE_LEFT = (
    f"{ME}{NOW}有?{WHAT}{THING}(?:快到期|漏交|漏掉|漏了|忘了交){THING}{TAIL}",
    f"{ME}(?:有沒有|有)?(?:漏掉|漏了|漏交){WHAT}{THING}{TAIL}",
    f"(?:有沒有|有)?快到期的{THING}(?:有?{WHAT})?{TAIL}",
    f"{ME}[還尚]?有{THING}{NOT_YET}{HAND}{TAIL}",
    f"{ME}{NOW}還[有剩]{some('幾件 多少件 幾項 多少項')}{TAIL}",
    f"{SHOW}{ME}{NOW}{some('deadline ddl 待辦')}{TAIL}",
)
LATE = (
    f"{ME}{NOW}有?{WHAT}{THING}(?:已經?)?{some('過期 逾期 遲交 超過期限')}{TAIL}",
    f"看?{some('過期 逾期')}[的了](?:有?{WHAT})?{TAIL}",
)
# What may as well be asked of the plan: meant so by whoever has a calendar.
MAYBE_LEFT = (
    f"{NOW}還有{WHAT}{THING}{MUST}{HAND}{TAIL}",
    f"{ME}{PERIOD}{ME}還?{some('有 剩')}?{WHAT}{THING}{MUST}?{HAND}?{THING}{some('到期 截止')}?{THING}{TAIL}",
    f"{ME}{PERIOD}{ME}還?{DUE}的?有?{WHAT}?{THING}{TAIL}",
    f"{WHAT}{THING}{PERIOD}{DUE}{TAIL}",
    f"{ME}{some('最近 接下來 再來 接著')}{ME}還?有?{WHAT}{THING}{DUE}{THING}{TAIL}",
    f"{ME}{some('最近 接下來 再來 接著')}{ME}還?{DUE}{WHAT}{THING}{TAIL}",
)
MAYBE_ALL = (f"{SHOW}{some('看全部 列出全部 全部期限 全部日期 所有期限 所有日期')}{TAIL}",)
MAYBE_NEXT = (
    f"{ME}(?:接下來的?)?{some('下一個 下個 下一件 下一項 最近 最近的 最近一個 最近的一個 最快 最快到期的 最急的')}的?"
    f"(?:{some('期限 截止 截止日 截止日期 deadline ddl 待辦')}|{DUE}的){THING}[是在]?"
    f"(?:{WHAT}|{some('什麼時候 何時 幾號 哪天 哪一天')})?{TAIL}",
    f"{ME}最快到期的{THING}是?{WHAT}?{TAIL}",
    f"[離距]?{ME}下一?個期限還?[有剩]?幾天{TAIL}",
)

LISTS = tuple(
    (re.compile(pattern), what, sure)
    for patterns, what, sure in (
        (DONE, "done", True),
        (LATE, "late", True),
        ((*LEFT, *_MORE_LEFT), "open", True),
        (MAYBE_NEXT, "next", False),
        (MAYBE_LEFT, "open", False),
        (MAYBE_ALL, "all", False),
    )
    for pattern in patterns
)
"""Pattern, what is listed, and whether nothing else can be meant; a group `period` holds the words of a period."""
