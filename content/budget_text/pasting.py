"""A whole message → items: sentences are cut where the next item begins, lines with columns are rows of a table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from content.budget.rules import Rulebook
from content.budget_text.entries import entries
from content.budget_text.model import Entry, Pasted, Slip, Unclear
from content.budget_text.table import Table, is_row
from content.expense.mentions import tidy
from content.expense.message import Message
from content.text.normalise import clean

LONGEST = 6000  # characters that are read; whoever pastes more has to be told
SHOWN = 24  # characters of what was not understood
_CUT = re.compile(r"[;、。\n!]|,(?!\d{3}(?!\d))|(?<!\d),")
_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.)、](?!\d)|第?[一二三四五六七八九十]{1,2}[、.]|[-•・*●○◦▪])\s*")
_TOTAL = re.compile(
    r"\s*(?:本期|全部|總經費)?(?:合計|總計|共計|總共|總額|總金額|總和|一共)(?:金額|經費)?(?:改成|改為|應該是|是|為|:|=)?\s*(?:nt\$?|\$)?\s*"
    r"(\d[\d,]*)\s*(?:元整?|塊錢?)?\s*"
)
_CONTAINED = re.compile(r"\s*(?:含|內含|其中|包含|包括|扣除)")
_SCHOOLS = re.compile(r"(?:跨|共|有|schools=)\s*(\d{1,2})\s*(?:間學校|所學校|個學校|校|$)")
_MEMBERS = re.compile(r"(?:成員|社群|members?=)(?:有|共|是|人數)*\s*(\d{1,3})\s*(?:個|位|名)?(?:人|老師|$)")
_PEOPLE = re.compile(
    r"(?:參加|參與|學員|每[次場])(?:的?人數)?[約有共是:]*\s*(\d{1,4})\s*[個位名]?人|(\d{1,4})\s*[個位名]?人(?:參加|參與)"
)
_OF_ALL = (_SCHOOLS, _MEMBERS, _PEOPLE)
_LEAD = re.compile(r"^.*?(?:想編|要編|打算編|預計編|編列|如下|項目)\s*[列了]?\s*:\s*")
_PARENTHESES = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)")


@dataclass(slots=True)
class _Stretch:
    """What stands between two items: a name with what it costs (`whole`), and what is said of it behind."""

    head: str
    whole: bool
    counted: bool
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a sentence between two marks; `mark` stands before it."""

    mark: str
    text: str
    message: Message

    @property
    def named(self) -> bool:
        return bool(self.message.named)

    @property
    def amount(self) -> bool:
        return any(one.kind != "count" for one in self.message.figures)

    @property
    def counted(self) -> bool:
        """Whether it tells how many: one of something may only tell what a price is for."""
        return any(one.kind == "count" and one.span.high != 1 for one in self.message.figures)

    def beside(self, last: _Stretch) -> bool:
        """Whether it may be about what stands before it."""
        return self.mark in (",", ";") or bool(self.message.told) or bool(last.notes)


def read(text: str, rules: Rulebook) -> Pasted:
    """Everything that a text says of a budget; what is in doubt is among the slips."""
    found, table, sentences = list[Pasted](), Table(rules), list[str]()
    for line in text[:LONGEST].splitlines():
        if is_row(line) or (table.headed and table.fits(line)):
            found += [_sentences(sentences, rules), table.row(line)]
            sentences = []
        else:
            sentences.append(line)
    return _together([*found, _sentences(sentences, rules)])


def _together(found: Iterable[Pasted]) -> Pasted:
    whole = Pasted()
    for one in found:
        whole = Pasted(
            (*whole.entries, *one.entries),
            (*whole.slips, *one.slips),
            whole.requested if one.requested is None else one.requested,
            one.tier or whole.tier,
            one.instalment or whole.instalment,
            whole.schools if one.schools is None else one.schools,
            whole.members if one.members is None else one.members,
            whole.participants if one.participants is None else one.participants,
        )
    return whole


def _sentences(lines: Sequence[str], rules: Rulebook) -> Pasted:
    """Lines without columns."""
    text = clean("、".join(lines)) if lines else ""
    if not text:
        return Pasted()
    told = _told(text, rules)
    stretches, slips = _stretches(_parts(_LEAD.sub("", text), rules))
    found: list[Entry] = []
    for one in stretches:
        if not one.whole:
            slips.append(Slip(one.head[:SHOWN], "price"))
            continue
        try:
            found += entries(one.head, one.notes, rules)
        except Unclear as unclear:
            slips.append(Slip(one.head[:SHOWN], unclear.why, unclear.what))
    return replace(told, entries=tuple(found), slips=tuple(slips))


def _told(text: str, rules: Rulebook) -> Pasted:
    """What is said of the budget as a whole."""
    plain = _PARENTHESES.sub("", text)
    parts = [part.id for part in rules.budget.instalments.values() if part.name in plain]
    total = next((found for piece in _CUT.split(plain) if (found := _TOTAL.fullmatch(piece))), None)
    schools, members, people = (_number(pattern, plain) for pattern in (_SCHOOLS, _MEMBERS, _PEOPLE))
    tier = Message(plain, rules.plan, rules.budget, "", rules.words).named_tier
    return Pasted(
        requested=int(total[1].replace(",", "")) if total and len(total[1]) < 12 else None,
        tier=tier,
        instalment=parts[0] if len(parts) == 1 else "",
        schools=schools,
        members=members,
        participants=people,
    )


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return next((int(one) for one in found.groups() if one), None) if found else None


def _parts(text: str, rules: Rulebook) -> Iterator[_Part]:
    """The pieces of a cleaned text; marks in parentheses part nothing."""
    masked = _PARENTHESES.sub(lambda one: "_" * len(one[0]), text)
    at, mark = 0, "。"
    for cut in [*_CUT.finditer(masked), None]:
        end = cut.start() if cut else len(text)
        piece = tidy(_NUMBERED.sub("", text[at:end]), rules.plan)
        if piece and not any(pattern.search(piece) for pattern in _OF_ALL) and not _TOTAL.fullmatch(piece):
            blank = _PARENTHESES.sub(lambda one: "_" * len(one[0]), piece)
            yield _Part(mark, piece, Message(blank, rules.plan, rules.budget, "", rules.words))
        if cut:
            at, mark = cut.end(), cut[0]


def _stretches(parts: Iterable[_Part]) -> tuple[list[_Stretch], list[Slip]]:
    found: list[_Stretch] = []
    slips: list[Slip] = []
    for part in parts:
        last = found[-1] if found else None
        if not _goes_on(part, last):
            _begins(part, last, found, slips)
    return [one for one in found if one.whole or one.counted], slips


def _goes_on(part: _Part, last: _Stretch | None) -> bool:
    """Whether a piece is about the item before it: the rest of its figures, or a note."""
    if last is None:
        return False
    if not last.whole and (part.amount or (part.counted and not part.named)):
        last.head, last.whole = f"{last.head} {part.text}", part.amount
        last.counted = last.counted or part.counted
        return True
    if part.counted and not part.amount and not part.named and last.whole and not last.counted:
        last.head, last.counted = f"{last.head} {part.text}", True
        return True
    quiet = not part.amount or bool(_CONTAINED.match(part.text))
    if last.whole and quiet and part.beside(last):
        last.notes.append(part.text)
        return True
    return False


def _begins(part: _Part, last: _Stretch | None, found: list[_Stretch], slips: list[Slip]) -> None:
    """A piece that begins an item, or that nobody understands; what stands before all items is a greeting."""
    if part.named and part.amount:
        found += [_Stretch(head, True, part.counted) for head in _divided(part)]
    elif part.named or part.amount:
        found.append(_Stretch(part.text, part.amount, part.counted))
    elif last and part.mark == "、":
        slips.append(Slip(part.text[:SHOWN], "unknown"))


def _divided(part: _Part) -> Iterator[str]:
    """A piece without marks, cut before each name that follows on a name with an amount (印刷費50元20份雜支300)."""
    start, named = 0, part.message.named
    for before, one in pairwise(named):
        amounts = [figure for figure in part.message.figures if figure.dollars and figure.end <= one.start]
        new = any(figure.start >= max(start, before.start) for figure in amounts) and part.text[one.start - 1] != "的"
        if new and before.start >= start:
            yield part.text[start : one.start]
            start = one.start
    yield part.text[start:]
