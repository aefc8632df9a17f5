"""One row of a budget as the plan sees it: the line that pays for it, and the circumstances that it tells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from content.budget.model import Item
from content.budget_model import Budget, Line
from content.expense.items import FEE, ROLES
from content.expense.mentions import FEES, circumstances, denied, paying
from content.expense.model import Mention, Words
from content.text.normalise import clean

# Who is paid. Told outright counts before the note, the note before the name of the item, that before the category.
WHO = frozenset({"member", "own_staff", "granted", "other_school", "outside", "advisory_team", "official"})
# What a name may only be about (a talk on 觀課), and what a purpose may tell at all: not sure enough for a violation.
TOPICS = frozenset({"observation", "taught", "lecture_only", "workshop", "half_day", "per_day", "multi_day"})
OUTLINE = ("outline", "no_outline")
PAIRS = (OUTLINE, ("book_listed", "book_not_listed"), ("workshop", "lecture_only"))
SCHOOL_PAYS = "wage"  # 二代健保由學校人事費支付: then this budget does not
HEALTH = "nhi"
VOLUMES = ("本", "冊")


@dataclass(frozen=True, slots=True)
class Told:
    """Circumstances: `surely`, and `perhaps` ones that are not sure enough to forbid anything."""

    surely: frozenset[str]
    perhaps: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Both."""
        return self.surely | self.perhaps

    def beside(self, others: frozenset[str]) -> "Told":
        """With what is told of the whole budget, where this says nothing else. Only members hand in outlines."""
        contrary = {one for pair in PAIRS if not self.surely.isdisjoint(pair) for one in pair}
        surely = self.surely | (others - contrary)
        return Told(surely if "member" in surely else surely.difference(OUTLINE), self.perhaps)


@dataclass(frozen=True, slots=True)
class Row:
    """An item as it is read. `lines` may pay for it (several where it is not said which, the dearest first).

    `called` is what it is called where the plan does not list it; `reserved` what the plan pays with a reservation;
    `foreign` a thing in its name that the plan does not list; `unit` the kind of its counter ("" where not known).
    """

    lines: tuple[Line, ...]
    goods: tuple[str, ...]
    told: Told
    unit: str
    called: str = ""
    reserved: str = ""
    foreign: str = ""
    line: Line | None = None  # the line that pays; None where it only pays with a reservation, too


def read(item: Item, everywhere: frozenset[str], budget: Budget, words: Words) -> Row:
    """An item under a plan's budget, with what is told of all items; its figures are not looked at."""
    category, name, note = (_text(text) for text in (item.category, item.name, item.note))
    named = {text: tuple(_named(text, words)) for text in (category, name, note)}
    told = _told((category, name, note, _text(item.purpose)), named, frozenset[str](item.told), words)
    main = _main(named[category]) or _main(named[name])
    line = "assistant" if _assists(item, main, named[name], named[note]) else main.line if main else ""
    sided = _sided(line, named[note], named[name])
    lines = tuple(sorted(paying(budget, sided, told.surely), key=_dearest)) if sided else ()
    reserved = lines[0].takes.get(sided, "") if lines and sided != lines[0].id else ""
    goods = tuple(dict.fromkeys([*(one.line for text in named for one in named[text]), *_bound(item)]))
    return Row(
        lines=lines,
        goods=tuple(one for one in goods if one != HEALTH or SCHOOL_PAYS not in goods),
        told=told.beside(everywhere),
        unit=words.money.counters.get(clean(item.unit), ""),
        called=item.category or item.name,
        reserved=reserved,
        foreign=_foreign(named[name], lines, budget, told.surely),
        line=lines[0] if lines and not reserved else None,
    )


def _text(text: str) -> str:
    """Cleaned, and without spaces: the marks stay, they part what is said."""
    return clean(text).replace(" ", "")


def _named(text: str, words: Words) -> Iterator[Mention]:
    """Lines that a text names and does not deny; loose names where there are no others."""
    known = [
        Mention(span.start, span.end, span.idea, text[span.start : span.end])
        for span in words.lines.scan(text)
        if not denied(text, span.start)
    ]
    loose = [] if known else words.loose.scan(text)
    yield from known
    yield from (Mention(one.start, one.end, one.idea, text[one.start : one.end], True) for one in loose)


def _main(named: Iterable[Mention]) -> Mention | None:
    """What a category is: the last name (外聘教授出席費), a person only where no thing is named; assistants first."""
    mentions = [one for one in named if one.line != "-"]
    if helpers := [one for one in mentions if one.line.startswith("assistant")]:
        return helpers[0]
    things = [one for one in mentions if not ROLES.match(one.line) or FEE.search(one.said)]
    found = things or mentions
    return found[-1] if found else None


def _assists(item: Item, main: Mention | None, name: tuple[Mention, ...], note: tuple[Mention, ...]) -> bool:
    """Whether a lecturer's row pays an assistant: it counts some, or its name or the beginning of its note says so."""
    if main is None or main.line.partition(".")[0] != "lecturer":
        return False
    begins = note[:1] if note and note[0].start == 0 else ()
    return bool(item.assistants) or any(one.line.startswith("assistant") for one in (*name, *begins))


def _bound(item: Item) -> tuple[str, ...]:
    """What comes in volumes is a book, whatever it is called."""
    return ("book",) if clean(item.unit) in VOLUMES else ()


def _sided(line: str, *named: Iterable[Mention]) -> str:
    """講師鐘點費 with 內聘 in its note: lecturer.inner. A side of the line's own family goes before another's."""
    if line not in ("lecturer", "assistant"):
        return line
    for mentions in named:
        sides = [one for one in mentions if one.line.partition(".")[2] in ("outer", "inner")]
        own = {one.line.partition(".")[2] for one in sides if one.line.startswith(line)}
        found = own or {one.line.partition(".")[2] for one in sides}
        if len(found) == 1:
            return f"{line}.{found.pop()}"
    return line


def _dearest(line: Line) -> tuple[int, str]:
    return (-getattr(line.price.max.value, "amount", 0) if line.price.max else 0, line.id)


def _foreign(named: Iterable[Mention], lines: Iterable[Line], budget: Budget, told: frozenset[str]) -> str:
    """A thing that the plan does not list, in the name of an item whose category it lists (教材教具費: 平板)."""
    things = [one for one in named if not one.loose and not ROLES.match(one.line)]
    if any(FEES.match(line.id) for line in lines) or any(paying(budget, one.line, told) for one in things):
        return ""
    return things[0].said if lines and things else ""


def _told(
    texts: tuple[str, str, str, str], named: dict[str, tuple[Mention, ...]], flags: frozenset[str], words: Words
) -> Told:
    """What category, name, note and purpose tell; of who is paid, the purpose tells nothing."""
    by_category, by_name, by_note, by_purpose = (circumstances(text, named.get(text, ()), words) for text in texts)
    who = (flags & WHO) or (by_note & WHO) or (by_name & WHO) or (by_category & WHO)
    doubtful = frozenset({"member"} if who - flags >= {"member", "outside"} else ())
    surely = flags | (who - doubtful) | (by_note - WHO) | ((by_category | by_name) - WHO - TOPICS)
    perhaps = (by_category | by_name | by_purpose) & TOPICS | doubtful
    return Told(_settled(surely, flags), perhaps - surely)


def _settled(surely: frozenset[str], flags: frozenset[str]) -> frozenset[str]:
    """Without what a note says against a flag."""
    against = {other for one, two in PAIRS for flag, other in ((one, two), (two, one)) if flag in flags}
    return frozenset(surely - (against - flags))
