"""What an expense is called, and the line that pays for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from content.budget.model import Item
from content.budget.rules import Rulebook
from content.budget_model import Line
from content.budget_text.naming import belongs, named
from content.expense.mentions import MISHEARD
from content.expense.model import Words
from content.text.normalise import squeeze

LONG = 80  # letters before an amount that are looked at for a name
LONGEST = 14  # letters of a name that is taken as it was said; of a longer one only the thing in it
_VERB = re.compile(
    r"^.*(?P<verb>購買|買|訂購|訂|代墊|先墊|墊|付清|付|繳|花|送來|翻到|報帳|登錄|記錄|登記|補登|補記|漏記|入帳|[記計]帳|記|應該是叫|新增)"
    r"(?:了|的是|的|過|完|掉|給|一筆|一下|[兩二三四五]筆|起來|上去|到帳裡)*"
)
_SHOP = re.compile(r"[店行館局舖]\s*$")
_BOOKS = re.compile(r"^.*?(?:[記計]帳|入帳|報帳)\s*:?\s*")
_BEFORE = re.compile(
    r"^(?:您好|你好|哈囉|嗨|不好意思|抱歉|歹勢|拜託|麻煩您?|請問|請|謝謝|幫忙|幫我們?|幫|我們?|老師們?|社群聚會|社群|那個|這個|嗯+|呃+|喔|欸|啊|就是|還有|另外|順便|再來|再加|再|加上?|然後"
    r"|以及|和|跟|與|及|也|又|昨天|今天|的|了|一筆|這筆|總共|一共|合計|總計|共計?|全部|支出|花費|金額|小計|實支|是|為|算|大概|約|各|每一?|單價|一張|兩張|收據|發票|有人|他講"
    r"|keep|add|for|paid|at|by|the|a|of|and|所以|結果|先|已|要|科目|項目|內容|品名|至於|忘了記|剛剛|剛才|把|將|去|:|=|-)+"
)
# atomic, as people may type any of these a thousand times
_AFTER = re.compile(
    r"(?>總共|一共|合計|共計?|總計|小計|金額|大概|差不多|約|花費|花了?|付了?|是|為|的|了|都|就|要|也|錢|各|每一?[個份本支盒杯人位次節場箱包瓶罐組張桶打]?|一[個份本支盒杯組張箱批台]|單價|來回票?是|有|用了?"
    r"|嗎|吧|啦|喔|捏|呢|齁|啊|謝謝|paid|for|at|:|=|-|我|幫|請|x|×|\*|@)++$"
)
_NOISE = re.compile(
    r"(?>元|塊|整|ok|okay|thx|thanks|pls|please|發票|收據|統編|黏存單|領據|憑證|單據|謝謝|感謝|幫忙|記|帳|一下|起來|上去|收好|在我這|還在|已經|付|了|有|打|的|都|也|沒|看不清楚"
    r"|日期|金額|數量|科目|編號|他|她|我|們|好|齁|哈|捏|啦|喔|唷|耶|嗎|吧|呢|呀|先|請|您|你|拿|今天|剛才|剛剛|一起|弄|完|買|花|用|墊|全部|那|這|張|紙|份|筆|是|就|老闆|實在"
    r"|要|報|喜歡|可以|會計|核銷|總共|共|合計|一|二|兩|三|四|五|[a-z]|\d)++"
)
_TAIL = re.compile(r"(?:幫我|麻煩|請).*$|(?:日期|發票|收據|統編|黏存單|是在|在我|已經|記完|都是).*$")


@dataclass(frozen=True, slots=True)
class Called:
    """An item that costs nothing yet, and the lines that may pay for it; the one that its numbers go by."""

    item: Item
    lines: tuple[str, ...]
    line: Line | None


def name_of(chunk: str, words: Words) -> str:
    """The thing in a piece of a sentence; "" where it names none."""
    piece = _stripped(chunk, words)
    found = _known(piece, words)
    if found and len(squeeze(piece)) > LONGEST:
        return found
    return piece if found or _is_name(piece) else ""


def _stripped(chunk: str, words: Words) -> str:
    """Without what only leads to the thing, and what only follows it."""
    piece = _BOOKS.sub("", chunk.strip()[-LONG:])
    if (verb := _VERB.match(piece)) and len(squeeze(piece[verb.end() :])) > 1:
        ahead, behind = piece[: verb.start("verb")], piece[verb.end() :]
        thing = _known(ahead, words) and not _SHOP.search(ahead) and not _known(behind, words)
        piece = ahead if thing else behind
    last = ""
    while last != piece:
        last = piece
        piece = _BEFORE.sub("", piece.strip()).strip()
        piece = _TAIL.sub("", piece) if _TAIL.sub("", piece).strip() else piece
        piece = _AFTER.sub("", piece).strip()
    return piece


def _is_name(piece: str) -> bool:
    bare = squeeze(piece)
    return len(bare) > 1 and not _NOISE.fullmatch(bare)


def _known(piece: str, words: Words) -> str:
    """From the first to the last thing that words.yaml knows."""
    bare = squeeze(piece)
    spans = list(words.lines.scan(bare)) or [one for one in words.loose.scan(bare) if one.idea != "-"]
    return bare[spans[0].start : spans[-1].end] if spans else ""


def called(names: Sequence[str], rules: Rulebook) -> Called:
    """The first name with the others as its detail, under the line that pays for it."""
    name, *more = [_mended(one, rules.words) for one in names] or [""]
    found = named(name, "", "，".join(more), rules)
    row, _ = rules.row(found.item, frozenset())
    if len(row.lines) > 1 and more:
        better = named(name, more[0], "", rules)
        found = better if len(better.lines) < 2 and better.line else found
        row, _ = rules.row(found.item, frozenset())
    if len(row.lines) != 1:
        return Called(found.item, tuple(line.id for line in row.lines), row.lines[0] if row.lines else None)
    (line,) = row.lines
    item = found.item if row.line and found.item.category == line.name.partition("（")[0] else belongs(found.item, line)
    return Called(item, (line.id,), line)


def _mended(name: str, words: Words) -> str:
    """What only sounds like one known thing: 餐合 is 餐盒."""
    bare = squeeze(name)
    if any(True for _ in words.lines.scan(bare)) or not 2 <= len(bare) <= max(MISHEARD):
        return name
    meant = words.lines.sounding_like(bare)
    return words.shown.get(meant, meant) if meant else name
