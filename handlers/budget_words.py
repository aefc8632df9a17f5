"""Typed words → what is wanted of a budget: orders on the one that is open, and what begins or lists them."""

import re

from content.text import numerals
from content.text.normalise import clean, squeeze
from handlers import budget_patterns as patterns
from handlers import calendar_patterns
from handlers.budget_wish import Kind, Wish

LONGEST = 80  # characters of an order; a pasted table is longer and none
LONGEST_PASTED = 6000  # of what stands behind an order that begins a budget
_WHOLE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("all", patterns.ALL),
    ("all", patterns.CHECKED),
    ("clear", patterns.CLEAR),
    ("drop", patterns.DROP),
    ("take", patterns.TAKE),
    ("finish", patterns.FINISH),
    ("copy", patterns.COPY),
    ("export", patterns.EXPORT),
    ("sum", patterns.SUM),
)
_LATER: tuple[tuple[Kind, re.Pattern[str]], ...] = (("copy", patterns.COPY), ("export", patterns.EXPORT))


def begins(said: str) -> Wish | None:
    """What is wanted of budgets at any time: to begin one, to see all, to go on with one."""
    if pasted := _led(said[:LONGEST_PASTED]):
        return Wish("start", text=pasted, anytime=True)
    if len(said) > LONGEST:
        return None
    text = clean(said)
    bare = squeeze(text)
    if patterns.LIST.fullmatch(bare):
        return Wish("list", anytime=True)
    if patterns.RESUME.fullmatch(bare):
        return Wish("resume", anytime=True)
    if patterns.NEW.fullmatch(bare):
        return Wish("start", "new", anytime=True)
    if any(one.fullmatch(bare) for one in patterns.START):
        return Wish("start", anytime=True)
    if kind := next((kind for kind, pattern in _LATER if pattern.fullmatch(bare)), None):
        return Wish(kind, _for_next(bare), anytime=True)
    found = patterns.OPEN.fullmatch(text)
    return Wish("open", found["what"], anytime=True) if found else None


def _for_next(bare: str) -> str:
    """Whether it is for the school year to come."""
    return "next" if patterns.NEXT.search(bare) else ""


def _led(said: str) -> str:
    """What stands behind the order to look at a budget, where that may be items; a table keeps its columns."""
    first, _, table = said.partition("\n")
    head = clean(first)
    found = patterns.LEADS.match(f"{head} ")
    rest = f"{head[found.end() :]}\n{table}".strip("\n") if found else ""
    return rest if any(one.isdigit() for one in rest) else ""


def read(said: str) -> Wish | None:
    """What is wanted of the budget that is open; None for items, and for everything else."""
    if len(said) > LONGEST or "\n" in said.strip():
        return None
    text = clean(said)
    bare = squeeze(text)
    if calendar_patterns.UNDO.fullmatch(bare):
        return Wish("undo")
    if kind := next((kind for kind, pattern in _WHOLE if pattern.fullmatch(bare)), None):
        return Wish(kind, _for_next(bare))
    if found := patterns.FIX.fullmatch(bare):
        return Wish("fix", _numbered(found["what"] or ""))
    if found := patterns.RENAME.fullmatch(text):
        return Wish("rename", text=_typed(said, text, found.start("text")))
    return _removed(text) or _noted(said, text) or _supposed(text) or _changed(text) or _room(bare)


def _typed(said: str, text: str, at: int) -> str:
    """The end of a text as it was typed, where cleaning did not change its length."""
    return said[at:].strip() if len(said) == len(text) else text[at:].strip()


def _numbered(what: str) -> str:
    """第3項 → #3; a name stays what it is."""
    found = re.fullmatch(r"(?:第)?(\d{1,3}|[一二兩三四五六七八九十]{1,3})(?:項|筆|條)?(?:的)?", what)
    return f"#{numerals.read(found[1])}" if found else what


def _removed(text: str) -> Wish | None:
    if found := patterns.REMOVE.fullmatch(text) or patterns.REMOVE_BEHIND.fullmatch(text):
        return Wish("remove", f"#{numerals.read(found['no'])}")
    if found := patterns.REMOVE_NAMED.fullmatch(text):
        what = (found["what"] or found["what2"] or "").strip()
        return Wish("remove", "" if patterns.THAT.fullmatch(what) else what)
    return None


def _noted(said: str, text: str) -> Wish | None:
    """「第2項備註：外聘，書單已附」."""
    found = patterns.NOTE.fullmatch(text)
    if not found or patterns.ASKS.search(text):
        return None
    what = f"#{numerals.read(found['no'])}" if found["no"] else found["what"].strip()
    return Wish("note", what, _typed(said, text, found.start("rest")))


def _supposed(text: str) -> Wish | None:
    """「如果只有 4 節呢」, 「第2項如果 4 節呢」, 「那 4 節呢」."""
    found = patterns.SUPPOSED.fullmatch(text) or patterns.THEN.fullmatch(text)
    rest = f"{found.groupdict().get('lead') or ''} {found['rest']}".strip() if found else ""
    if not rest:
        return None
    wish = _changed(rest) or _about(rest)
    return Wish("suppose", wish.what, wish.text)


def _about(rest: str) -> Wish:
    """第2項只有 4 節; 外聘講師 4 節; 只有 4 節: an item, perhaps, and what becomes of it."""
    rest = patterns.ONLY.sub("", rest)
    if (found := patterns.ITEM_IN.fullmatch(rest)) and "項" in rest[: found.start("rest")]:
        return Wish("change", f"#{numerals.read(found['no'])}", found["rest"])
    if found := patterns.NAME_IN.fullmatch(rest):
        return Wish("change", found["what"].strip(), found["rest"])
    return Wish("change", "", rest)


def _changed(text: str) -> Wish | None:
    """「第3項改成 4 節」; 「改成 4 節可以嗎」 only supposes it."""
    asked = patterns.ASKED.search(text)
    kind: Kind = "suppose" if asked else "change"
    text = text[: asked.start()] if asked else text
    if patterns.ASKS.search(text):
        return None
    for pattern in (patterns.NUMBERED, patterns.LAST, patterns.NAMED):
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            what = f"#{numerals.read(parts['no'])}" if parts.get("no") else (parts.get("what") or "").strip()
            return Wish(kind, what, f"{parts.get('unit') or ''} {parts['rest']}".strip())
    return None


def _room(bare: str) -> Wish | None:
    found = patterns.ROOM.fullmatch(bare)
    return Wish("room", found["what"] or found["what2"]) if found else None
