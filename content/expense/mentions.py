"""Which lines and things a text names, and which line of a plan pays for them."""

import re
from collections.abc import Iterable, Iterator

from content.budget_model import Budget, Line
from content.expense.model import Mention, Words
from content.model import Plan
from content.text.figure import Figure
from content.text.normalise import clean
from content.text.numerals import CHINESE

PERIOD = "period"  # of counters
LEAST = 100  # dollars; nobody lectures for less
FEES = re.compile(r"(?:lecturer|assistant|attendance)(?:\.|$)")  # lines that are paid to a person
MISHEARD = (5, 4, 3)  # letters of such a name; shorter ones sound like too much (講義, 講一)
THINGS = re.compile(r"(?:material|book|equipment|software|device|consumables)$")  # that a lesson may be about
NOTHING = "-"  # words that only look like an expense (印象, 說明書)
CLAUSE = re.compile(
    r"[,。;、!?:/+&]|和(?!平)|跟|與(?!會|社群)|以及|及(?!格)|加(?![班油購碼入])|還有|另外|再(?!說|次)|外加|然後"
)
_NUMERAL = "0-9" + CHINESE
_SPACE = re.compile(rf"(?<![{_NUMERAL}])\s+|\s+(?![{_NUMERAL}])")
_NUMBER = re.compile(f"[{_NUMERAL}]")
_LEADING = re.compile(rf"[0-9]|[{CHINESE}](?:十|代)")  # a name that begins with a number
_TAUGHT = re.compile(r"(?:[來會]教|教我們|教大家|介紹|主題是|[講談])(?:怎麼|如何)?(?:使?用)?$")
_LESSON = re.compile(r"(?:教學)?(?:研習|工作坊|課程|課(?!本)|融入|主題|講座)|的?應用|教學(?!用|玩|掛|媒)")
_NOT = re.compile(
    r"(?:不是|並非|不算|非|不屬於)(?:我們|本|是|自己|同)?(?:的)?$|[不未無]$|(?<!有)沒有?$|[不未]含$|不包[含括]$"
)


def tidy(text: str, plan: Plan) -> str:
    """Cleaned text without spaces (but for those between two numbers) and without the plan's own name and year."""
    names = {clean(name) for name in (plan.name, plan.county, *plan.aliases) if not name.isascii()}
    place = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    text = re.sub(rf"(?:{place})的?(?:縣|市)?\s*(?:{plan.year})?(?:學年度?|年度)?的?", "", text)
    return _SPACE.sub("", text)


def without_numbers(text: str, words: Words) -> str:
    """The text with the numbers in names blanked, so that nobody counts them (50嵐, 85度c); of the same length."""
    for span in words.lines.scan(text):
        if _LEADING.match(text, span.start):
            text = text[: span.start] + _NUMBER.sub("_", text[span.start : span.end]) + text[span.end :]
    return text


def circumstances(text: str, named: Iterable[Mention], words: Words) -> frozenset[str]:
    """Circumstances that a text tells; those it denies (不是成員) left out.

    The name of a fee tells nothing of the person (外聘學者諮詢出席費).
    """
    for one in named:
        if FEES.match(one.line) and "費" in one.said:
            text = text[: one.start] + "費" * len(one.said) + text[one.end :]
    return frozenset(name for name, pattern in words.circumstances.items() if _holds(text, pattern))


def _holds(text: str, pattern: re.Pattern[str]) -> bool:
    return any(not denied(text, found.start()) for found in pattern.finditer(text))


def denied(text: str, at: int) -> bool:
    """Whether what begins at a place of a text is denied by what stands before it (不是成員, 不對外收費)."""
    return bool(_NOT.search(text[:at]))


def mentions(text: str, figures: Iterable[Figure], words: Words) -> list[Mention]:
    """Lines and things from left to right. A loose word counts only in a clause that names nothing else.

    Where nothing is named, periods tell that a lecturer is paid (一節 2000 可以嗎).
    """
    known = [Mention(s.start, s.end, s.idea, text[s.start : s.end]) for s in words.lines.scan(text)]
    known += _by_sound(text, known, words)
    loose = [Mention(s.start, s.end, s.idea, text[s.start : s.end], True) for s in words.loose.scan(text)]
    known = _not_taught(text, known, loose)
    alone = [one for one in loose if one.line != NOTHING and not any(_together(text, one, other) for other in known)]
    masked = [one for one in loose if one.line == NOTHING]
    kept = [one for one in known if not any(m.start <= one.start and one.end <= m.end for m in masked)]
    named = sorted([*kept, *alone], key=lambda one: one.start)
    paid = any(figure.dollars and figure.span.high >= LEAST for figure in figures)
    return named or [_by_period(one) for one in figures if paid and PERIOD in (one.counts, *one.each)][:1]


def _not_taught(text: str, known: list[Mention], loose: list[Mention]) -> list[Mention]:
    """Without things that are only the subject of a lesson (來教平板, 桌遊工作坊), where something else is named."""
    subjects = [one for one in known if THINGS.match(one.line) and _is_subject(text, one)]
    others = [one for one in known if one not in subjects]
    return others if others or any(one.line != NOTHING for one in loose) else known


def _is_subject(text: str, one: Mention) -> bool:
    return bool(_TAUGHT.search(text[: one.start]) or _LESSON.match(text, one.end))


def _by_sound(text: str, known: Iterable[Mention], words: Words) -> list[Mention]:
    """Longer names that were heard or typed wrongly (膳食廢), where nothing else is named."""
    taken = {at for one in known for at in range(one.start, one.end)}
    found: list[Mention] = []
    for size in MISHEARD:
        for start in range(len(text) - size + 1):
            window = text[start : start + size]
            if taken.isdisjoint(range(start, start + size)) and (meant := words.lines.sounding_like(window)):
                found.append(Mention(start, start + size, words.lines.surfaces[meant], meant))
                taken.update(range(start, start + size))
    return found


def _by_period(figure: Figure) -> Mention:
    return Mention(figure.start, figure.start, "lecturer", "", True)


def _together(text: str, one: Mention, other: Mention) -> bool:
    """Whether two mentions stand in one clause."""
    left, right = sorted((one, other), key=lambda mention: mention.start)
    return not CLAUSE.search(text[left.end : right.start])


def paying(budget: Budget, name: str, told: frozenset[str]) -> tuple[Line, ...]:
    """The plan's lines that pay for a line of words.yaml: none, the one, or several that it may mean."""
    if name in budget.lines:
        return (budget.lines[name],)
    if taken := next((line for line in budget.lines.values() if name in line.takes and _may_take(line, told)), None):
        return (taken,)
    family = name.partition(".")[0]
    if name != family:
        return (budget.lines[family],) if family in budget.lines else ()
    return _members(budget, family, told)


def _may_take(line: Line, told: frozenset[str]) -> bool:
    """A line that claims circumstances takes other things only under them (油錢 of a lecturer, not of a member)."""
    return not line.claims or bool(told & set(line.claims))


def _members(budget: Budget, family: str, told: frozenset[str]) -> tuple[Line, ...]:
    """講師: the line whose circumstances are told (教授 → 外聘), else all of the family."""
    found = tuple(line for key, line in budget.lines.items() if key.startswith(family + "."))
    claimed = [line for line in found if told & set(line.claims)]
    return tuple(claimed[:1]) or found


def sided(mention: str, others: Iterable[str]) -> str:
    """外聘 beside 助教 makes an assistant from outside: assistant + lecturer.outer → assistant.outer."""
    if "." in mention:
        return mention
    side = next((other.partition(".")[2] for other in others if "." in other and mention == "assistant"), "")
    return f"{mention}.{side}" if side in ("outer", "inner") else mention


def leftover(text: str, figures: Iterable[Figure], relevant: Iterable[str], words: Words) -> str:
    """The longest run of letters that nothing explains; of circumstances only the relevant ones do."""
    kept = list(text)
    for start, end in (*((figure.start, figure.end) for figure in figures), *_explained(text, relevant, words)):
        kept[start:end] = " " * (end - start)
    runs = re.findall(r"[\u4e00-\u9fffa-z]+", "".join(kept))
    return max(runs, key=len, default="")


def _explained(text: str, relevant: Iterable[str], words: Words) -> Iterator[tuple[int, int]]:
    for lexicon in (words.lines, words.loose):
        yield from ((span.start, span.end) for span in lexicon.scan(text) if span.idea != NOTHING)
    told = (words.circumstances[name] for name in relevant if name in words.circumstances)
    for pattern in (words.cues.filler, words.cues.spend, *told, *words.unsaid.values()):
        yield from (found.span() for found in pattern.finditer(text))
