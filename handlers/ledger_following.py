"""What is said right behind something in a ledger, without a word for it: 不對是690, 昨天的, 收據 AB12345678."""

import re
from collections.abc import Sequence

from content.expense.wording import dollars
from content.ledger import amount_of, read
from content.ledger.days import blanked, days
from content.text.figure import LEAST
from content.text.normalise import clean, squeeze
from handlers import ledger_adding as adding
from handlers import ledger_changing as changing
from handlers import ledger_corrections as corrections
from handlers import ledger_listing as listing
from handlers import ledger_patterns as patterns
from handlers import ledger_room as room
from handlers import ledger_saying as saying
from handlers import ledger_showing as showing
from handlers.compose import Composer
from handlers.ledger_corrections import Change
from handlers.ledger_desk import Desk, desk_for
from handlers.ledger_finding import meant, touched
from handlers.records import Spending
from handlers.topic import Outcome, Turn

LONGEST = 30  # characters
BEGINS = "how"  # behind the button under what is said of a ledger that begins
_ORDERS = (patterns.BOOKS, patterns.NOTES, patterns.SPENT, patterns.NUMBER)  # say themselves what they are
_RECEIPT = re.compile(r"(?:收據|發票|憑證)(?:編號|號碼)?[是為:\s]*(?P<no>[a-z]{0,3}-?\d{3,12})$")
_FILL = re.compile(
    r"(?:啊|欸|誒|喔|哦|嗯|呃|不對|不是|錯了|[打記寫]錯了?|抱歉|歹勢|不好意思|應該|其實|才對|是|要|的|了|啦|吧|[,。!\s])+"
)
_WRONG = re.compile(r"不對|錯|應該|其實|才對")
_GONE = re.compile(r"(?:幫我|請|把)?(?:它|這筆|那筆)?(?:刪|刪掉|刪除|拿掉|去掉|不要|不算)了?(?:它|這筆|那筆)?")
_WHOLE = re.compile(r"(?:請|幫我)?(?:全部|都|通通|整個)?(?:列|秀|顯示)(?:出來|給我看|一下)*")
_SUM = re.compile(r"(?:總共|一共|合計|總計|共計|加起來)(?:是|要|應該)*\s*(?P<told>\d[\d,]*)\s*(?:元|塊)?")
_IS = re.compile(r"(?P<name>[^\d\s,是]{2,12}?)(?:應該|其實|才)*是\s*(?P<new>\d[^,。]*)")
_LEFT = re.compile(r"(?:現在|這樣|那)?(?:還(?:剩|有|能|可以)[^,。?]{0,3}|剩下?)多少[?]?")
_HOW_MUCH = re.compile(r"多少|幾元|幾塊")


async def heard(turn: Turn, composer: Composer) -> Outcome | None:
    """What follows on the ledger's last answer; None for everything else."""
    said, newest = turn.incoming.text, next((one.token for one in turn.person.buttons), "")
    _, _, name = (*newest.split(":"), "", "")[:3]
    typed = not turn.incoming.group and turn.incoming.token is None and turn.person.form is None
    if not typed or not newest.startswith("led:") or not name or len(said) > LONGEST or turn.person.labelled(said):
        return None
    text = clean(said)
    if any(one.search(_RECEIPT.sub("", text)) for one in _ORDERS):
        return None
    desk = await desk_for(turn, composer, name)
    if desk is not None and newest.endswith(f":{BEGINS}"):
        return await _begun(desk, text)
    return await _followed(desk, text) if desk and desk.kept else None


async def _begun(desk: Desk, text: str) -> Outcome | None:
    """What was spent, behind a mere 「記帳」: things with what they cost, or nothing but the name of one (便當)."""
    told = read(desk.turn.incoming.text, desk.rules, desk.turn.now).entries
    costs = any(one.lines and one.item.total >= LEAST for one in told)
    mere = [(one.start, one.end) for one in desk.rules.words.lines.scan(squeeze(text))] == [(0, len(squeeze(text)))]
    return await adding.add(desk, told) if (costs or mere) and not patterns.ASKS.search(text) else None


async def _followed(desk: Desk, text: str) -> Outcome | None:
    bare = _trimmed(text)
    if _WHOLE.fullmatch(bare):
        return listing.listed(desk)
    if _LEFT.fullmatch(bare):
        return room.told(desk)
    if patterns.THAT.search(text):
        return await _that(desk, text)
    last = await touched(desk)
    if last and (told := _SUM.fullmatch(bare)):
        return _added_up(desk, last, int(told["told"].replace(",", "")))
    if last and (_GONE.fullmatch(bare) or _GONE.fullmatch(text)):
        return changing.gone(desk, last[0]) if len(last) == 1 else showing.which(desk, last, "remove")
    if is_ := _IS.fullmatch(bare):
        found = [one for one in (await meant(desk, is_["name"], focused=False)).entries if one in last]
        return _becomes(desk, found, corrections.read(is_["new"], "", desk))
    return _becomes(desk, last, _value(desk, text, bare))


def _trimmed(text: str) -> str:
    """Without what only leads to something, or only follows it."""
    lead = _FILL.match(text)
    text = text[lead.end() :] if lead else text
    tail = next((one for one in _FILL.finditer(text) if one.end() == len(text)), None)
    return (text[: tail.start()] if tail else text).strip()


def _value(desk: Desk, text: str, bare: str) -> tuple[Change, ...] | None:
    """A day, a receipt's number, or an amount that was wrong, and nothing else."""
    dated = days(bare, desk.turn.now)
    if len(dated) == 1 and not squeeze(_FILL.sub("", blanked(bare, dated))):
        return corrections.read(bare, "日期", desk)
    if receipt := _RECEIPT.fullmatch(bare):
        return (Change("receipt", receipt["no"].upper()),)
    mere = not re.sub(r"[\d,.\s元塊十百千萬一二兩三四五六七八九零個份人節本張盒杯每共×x*=]", "", bare)
    count = corrections.COUNT.fullmatch(bare)
    if (count and "是" in text) or (_WRONG.search(text) and bare and mere and amount_of(bare, desk.rules).price):
        return corrections.read(bare, "", desk)
    return None


def _becomes(desk: Desk, found: Sequence[Spending], made: tuple[Change, ...] | None) -> Outcome | None:
    if not made or not found:
        return None
    if len(found) == 1:
        return changing.become(desk, found[0], made)
    return showing.which(desk, found, "set", *corrections.packed(made))


async def _that(desk: Desk, text: str) -> Outcome | None:
    """「便當那筆多少錢」, 「影印費那筆是場地費」."""
    found = (await meant(desk, text)).clear
    if found and _HOW_MUCH.search(text):
        return showing.item(desk, found)
    where, is_, new = text.partition("是")
    if not is_ or patterns.ASKS.search(text) or patterns.CHANGE.search(text):
        return None
    entry = (await meant(desk, where)).clear
    return _becomes(desk, [entry] if entry else [], corrections.read(new, where, desk))


def _added_up(desk: Desk, last: Sequence[Spending], told: int) -> Outcome:
    """「合計 1200」 behind what was written down: whether it comes to that."""
    whole, sums = sum(one.amount for one in desk.kept), sum(one.amount for one in last)
    said = {"n": len(last), "sum": dollars(sums), "told": dollars(told), "by": dollars(abs(told - sums))}
    if told in (whole, sums):
        said |= {"n": len(last) if told == sums else len(desk.kept), "sum": dollars(told)}
        return desk.say(desk.phrases.sum_fits.format(**said), saying.seeing(desk))
    return desk.say(desk.phrases.sum_differs.format(**said), saying.editing(last, desk), saying.seeing(desk))
