"""A community's ledger in a conversation: what was spent, typed or tapped, and what may still be spent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256

from content.ledger import LONGEST, Entry, day_of, read
from content.text.normalise import clean
from handlers import budget, groups
from handlers import ledger_adding as adding
from handlers import ledger_changing as changing
from handlers import ledger_corrections as corrections
from handlers import ledger_following as following
from handlers import ledger_listing as listing
from handlers import ledger_patterns as patterns
from handlers import ledger_room as room
from handlers import ledger_saying as saying
from handlers import ledger_settling as settling
from handlers import ledger_showing as showing
from handlers import ledger_words as words
from handlers.compose import Composer
from handlers.forms import Topic
from handlers.ledger_desk import Desk, desk_for
from handlers.ledger_pending import NAME, Pending, everything, interview, waiting
from handlers.ledger_wish import Wish
from handlers.messages import Choice
from handlers.topic import Outcome, Told, Turn

_BUTTON = "led:"


def topics(composer: Composer) -> dict[str, Topic]:
    """The interview of these files."""
    return {NAME: partial(adding.played, composer=composer)}


def means(said: str, turn: Turn, composer: Composer) -> bool:
    """Whether a text is about money that was spent by its words alone."""
    found = words.read(said, composer.library)
    return any(one.sure and one.kind in ("add", "list", "how") for one in found) and not turn.incoming.group


async def heard(turn: Turn, composer: Composer) -> Outcome | None:
    """What typed words lead to; None where they are not about what was spent."""
    return await following.heard(turn, composer) or await _ordered(turn, composer)


async def _ordered(turn: Turn, composer: Composer) -> Outcome | None:
    said = turn.incoming.text
    free = turn.person.form is None or budget.works(turn.person)
    label = turn.person.labelled(said)
    if label and not label.startswith(changing.UNDO):
        return await tapped(turn, label.removeprefix(_BUTTON), composer) if label.startswith(_BUTTON) and free else None
    asked = turn.person.form is not None and turn.person.form.name == NAME
    found = [one for one in words.read(said, composer.library, asked=asked) if free or _strong(one, turn)]
    if budget.works(turn.person):
        found = [one for one in found if label or patterns.BOOKS.search(clean(said))]
    if not found or (turn.incoming.group and not any(one.sure for one in found)):
        return None
    desk = await desk_for(turn, composer, said=said)
    if desk is None:
        return _without(turn, found, composer)
    for wish in found:
        if outcome := await _acted(desk, wish, said, free=free):
            return groups.private(turn, composer) if turn.incoming.group else outcome
    return None


async def missed(turn: Turn, composer: Composer) -> Outcome | None:
    """What nobody else took for an order, and is about an entry that the ledger does not have."""
    if turn.person.form or turn.incoming.group:
        return None
    found = words.read(turn.incoming.text, composer.library)
    if not (found and found[0].told and found[0].kind in ("change", "remove")):
        return None
    desk = await desk_for(turn, composer, said=turn.incoming.text)
    return changing.unknown(desk) if desk and desk.kept else None


def _strong(wish: Wish, turn: Turn) -> bool:
    """Whether words are an order although an interview waits for an answer: 記帳 answers none, 帳本 not our own."""
    form = turn.person.form
    if form is not None and form.name == NAME:
        return wish.kind != "undo" and not (wish.kind == "change" and not patterns.NUMBER.search(wish.what))
    return wish.kind == "add" and bool(patterns.BOOKS.search(wish.what))


def answers(turn: Turn) -> bool:
    """Whether words rather answer what is asked about an entry than anything else: 還是記下, 11/20."""
    form, text = turn.person.form, clean(turn.incoming.text)
    if form is None or form.name != NAME:
        return False
    return not (patterns.NOTES.search(text) and day_of(text, turn.now).days)


def _without(turn: Turn, found: list[Wish], composer: Composer) -> Outcome | None:
    """Nobody's ledger: a community may be founded, and what was said is done after that."""
    wish = next((one for one in found if one.kind in ("add", "list", "how") and one.sure), None)
    if wish is None or not (wish.kind != "add" or _tells(turn, wish, composer)):
        return None
    phrases = composer.library.phrases.ledger
    if turn.incoming.group:
        return groups.private(turn, composer)
    person = replace(turn.person, waiting=turn.incoming.text)
    return Outcome(person, (composer.asking(phrases.no_community, Choice(phrases.button_found, "com:found")),))


def _tells(turn: Turn, wish: Wish, composer: Composer) -> bool:
    """Whether money was spent, and not only something to be remembered (幫我記 5/30 上傳)."""
    if patterns.BOOKS.search(wish.what):
        return True
    plan = composer.library.plans.get(turn.person.plan) or next(iter(composer.library.plans.values()))
    return words.sure(read(turn.incoming.text, composer.library.rulebook(plan), turn.now), wish, used=False)


async def _acted(desk: Desk, wish: Wish, said: str, *, free: bool) -> Outcome | None:
    match wish.kind:
        case "add":
            return await _added(desk, wish, said, free=free)
        case "undo":
            return await changing.last_undone(desk, said)
        case "change":
            return await changing.change(desk, wish.what)
        case "remove":
            return await changing.remove(desk, wish.what)
        case "room":
            return room.told(desk, wish.what) if desk.kept or wish.sure or patterns.LEFT.search(wish.what) else None
        case "list":
            return listing.listed(desk, wish.what) if desk.kept or wish.sure else None
        case "settle":
            ordered = wish.told and patterns.ORDERS.search(wish.what) and not patterns.SAMPLE.search(wish.what)
            return await settling.settled(desk) if desk.kept or ordered else None
        case "grant":
            return settling.granted(desk, wish.what)
    return desk.say(desk.phrases.how, replace(saying.seeing(desk), token=desk.token("list", following.BEGINS)))


async def _added(desk: Desk, wish: Wish, said: str, *, free: bool) -> Outcome | None:
    """What was spent; beside it what is left, where that was asked as well."""
    if len(said) > LONGEST:
        return desk.say(desk.phrases.too_much.format(most=adding.AT_ONCE)) if wish.sure else None
    found = read(said, desk.rules, desk.turn.now)
    if not found.entries:
        return desk.say(desk.phrases.how) if patterns.BOOKS.search(wish.what) else None
    whole = wish.told and bool(desk.kept) and not words.bare(said, found)
    if not (words.sure(found, wish, used=_goes_on(desk) or _wants(desk)) or (whole and found.costs)):
        return None
    books = bool(patterns.BOOKS.search(wish.what))
    if not books and (corrections.DELTA.search(wish.what) or not (free or found.costs)):
        return None
    return await adding.add(desk, found.entries)


def _goes_on(desk: Desk) -> bool:
    """Whether what was said last is about a ledger in use: then a bare item is one more, and else a question."""
    newest = next((one.token for one in desk.turn.person.buttons), "")
    return bool(desk.entries) and newest.startswith(_BUTTON)


def _wants(desk: Desk) -> bool:
    """Whether amounts are asked for: a known thing with an amount is one of them, or one more, and no question."""
    form = desk.turn.person.form
    open_ = waiting(form) if form and form.name == NAME else []
    return any(one.entry.claimed or not one.entry.item.price for one in open_)


async def tapped(turn: Turn, rest: str, composer: Composer) -> Outcome:
    """A button, `<verb>:<community>:…`; one of an entry acts on that entry as it was shown, or explains."""
    if turn.incoming.group:
        return groups.private(turn, composer)
    verb, _, more = rest.partition(":")
    if verb == "ask":
        return await _asked_before(turn, more, composer)
    name, _, more = more.partition(":")
    desk = await desk_for(turn, composer, name)
    gone = Outcome(turn.person, (composer.plain(composer.library.phrases.ledger.gone),))
    if desk is None or not name:
        return gone
    try:
        outcome = await _tapped(desk, verb, more)
    except ValueError:  # numbers or days that are none: we made no such button
        outcome = None
    return outcome or gone


_WHOLE: Mapping[str, Callable[[Desk, str], Outcome | Awaitable[Outcome]]] = {
    "list": lambda desk, _: listing.listed(desk),
    "page": lambda desk, page: listing.listed(desk, page=int(page)),
    "room": lambda desk, _: room.told(desk),
    "undo": changing.undo,
    "ungrant": settling.ungranted,
    "settle": lambda desk, _: settling.settled(desk),
    "sheet": lambda desk, part: settling.settled(desk, part),
    "edit": lambda desk, numbers: showing.choose(desk, numbers),
}


async def _tapped(desk: Desk, verb: str, more: str) -> Outcome | None:
    if verb in _WHOLE:
        outcome = _WHOLE[verb](desk, more)
        return outcome if isinstance(outcome, Outcome) else await outcome
    name, _, more = more.partition(":")
    version, _, more = more.partition(":")
    entry = desk.entry(name)
    if entry is None:
        return None
    if version != str(entry.version) or entry.state == "deleted":
        return showing.stale(desk, entry)
    match verb:
        case "item":
            return showing.item(desk, entry)
        case "lines":
            return showing.which_line(desk, entry)
        case "remove":
            return changing.gone(desk, entry)
        case "set" | "sure":
            return changing.become(desk, entry, corrections.unpacked(more), sure=verb == "sure")
    return None


async def _asked_before(turn: Turn, number: str, composer: Composer) -> Outcome:
    """「記下這筆」: the expense that was asked about was made."""
    asked = turn.person.answer(number)
    desk = await desk_for(turn, composer) if asked else None
    if asked is None or desk is None or desk.plan.id != asked.plan:
        return Outcome(turn.person, (composer.plain(composer.library.phrases.ledger.gone),))
    then = asked.at.astimezone(turn.now.tzinfo) if asked.at else turn.now  # 昨天 was said then
    found = read(asked.asked or asked.question, desk.rules, then)
    return await _once(desk, found.entries, asked) if found.entries else desk.say(desk.phrases.how)


async def _once(desk: Desk, entries: Sequence[Entry], asked: Told) -> Outcome:
    """What an answer was about, as the same entries however often it is tapped, also while something is asked."""
    if not desk.may or len(desk.entries) + len(entries) > adding.MOST:
        return await adding.add(desk, entries)  # says why not
    about = (desk.turn.incoming.person, desk.community.id, asked.number, asked.at, asked.question)
    stable = sha256(repr(about).encode()).hexdigest()[:20]
    names = [f"ask-{stable}-{at}" for at in range(len(entries))]
    if known := next(filter(None, map(desk.entry, names)), None):
        return showing.noted_already(desk, known)
    there = {one.id for one in everything(interview(desk.turn.person))}
    new = [Pending(name, one, desk.today, names[0]) for name, one in zip(names, entries, strict=True)]
    return await adding.noted(desk, [one for one in new if one.id not in there])
