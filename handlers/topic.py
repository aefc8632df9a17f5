"""What a conversation remembers, what a turn is given, and what comes of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from content.text.normalise import clean, squeeze
from handlers.changes import Change
from handlers.messages import Choice, Incoming, Reply
from handlers.ports import Ports

LABEL = 500  # characters that a typed label may have
REMEMBERED = 60  # buttons that stay tappable and typable
KEPT = 8  # answers that 「不是這個」 can still mean
FRAGMENT = timedelta(seconds=12)  # pieces sent within this time are one question


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that was given: for 「不是這個」, for follow-ups, and as it was said for whoever shall see it."""

    number: int
    question: str  # as it was read, squeezed
    key: str
    plan: str
    topics: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()
    conflicts: tuple[str, ...] = ()  # contradictions of the plan on which it stands and that it need not name
    asked: str = ""  # the person's words, where they are others than `question`
    said: str = ""  # "" where there is nothing to show
    sections: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer in a form: what was said, what it was understood as (as text), and when."""

    key: str
    said: str
    value: str
    at: datetime


AGAIN, PARKED = "@again", "@parked"  # marks among the answers of a form; no question has such a key


@dataclass(frozen=True, slots=True)
class Form:
    """An interview that is not finished: its name and what was answered so far. Where it stands is computed."""

    name: str
    given: tuple[Given, ...] = ()
    failed: int = 0  # answers to the current question that were not understood

    @property
    def again(self) -> str:
        """The key of an answered question that is asked once more; "" for none."""
        return next((one.value for one in self.given if one.key == AGAIN), "")

    @property
    def parked(self) -> bool:
        """Whether it was put aside until the person goes on with it."""
        return any(one.key == PARKED for one in self.given)

    def noting(self, note: Given) -> "Form":
        """With one answer or mark more, in place of an older one; all others stay."""
        return replace(self, given=(*self.without(note.key).given, note))

    def without(self, key: str) -> "Form":
        """Without an answer or mark."""
        return replace(self, given=tuple(one for one in self.given if one.key != key))


@dataclass(frozen=True, slots=True)
class Person:
    """One person's conversation."""

    plan: str = ""
    tier: str = ""
    waiting: str = ""  # asked before the plan was known
    told: tuple[Told, ...] = ()
    buttons: tuple[Choice, ...] = ()  # newest first
    noticed: frozenset[str] = frozenset()  # said once: a plan's past-year notice, `ask:<plan>` its contact
    heard: str = ""  # the last message, for fragments
    heard_at: datetime | None = None
    turns: int = 0
    forms: tuple[Form, ...] = ()  # the one that is open first
    rules: str = ""  # fingerprint of what all plans said of money at the last message
    rules_at: datetime | None = None  # since when that is so

    @property
    def last(self) -> Told | None:
        """The newest answer."""
        return self.told[-1] if self.told else None

    @property
    def form(self) -> Form | None:
        """The interview that is open."""
        return next((form for form in self.forms[:1] if not form.parked), None)

    def opened(self, form: Form) -> "Person":
        """With an interview open, in place of an older state of it."""
        return replace(self, forms=(form, *self.without(form.name).forms))

    def parked(self, form: Form) -> "Person":
        """With an interview behind all others."""
        return replace(self, forms=(*self.without(form.name).forms, form))

    def without(self, name: str) -> "Person":
        """Without an interview."""
        return replace(self, forms=tuple(form for form in self.forms if form.name != name))

    def remember(self, told: Told) -> "Person":
        """With one more answer given."""
        return replace(self, told=(*self.told, told)[-KEPT:])

    def answer(self, number: str) -> Told | None:
        """The answer of a button; None for one long gone."""
        return next((told for told in self.told if str(told.number) == number), None)

    def labelled(self, said: str) -> str:
        """The token of the newest button whose label was typed; "" for none. Questions of forms read for themselves."""
        word = squeeze(clean(said)) if len(said) <= LABEL else ""
        shown = (one for one in self.buttons if not one.token.startswith("form:"))
        return next((one.token for one in shown if word and squeeze(clean(one.label)) == word), "")

    def noticing(self, mark: str) -> "Person":
        """With something that need not be said again."""
        return replace(self, noticed=self.noticed | {mark})

    def offer(self, choices: tuple[Choice, ...]) -> "Person":
        """With buttons that were shown."""
        return replace(self, buttons=(*choices, *self.buttons)[:REMEMBERED])


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was not answered, for the curators; nothing of who asked."""

    text: str
    plan: str
    why: str  # unknown, silent, refused, county


@dataclass(frozen=True, slots=True)
class Turn:
    """A message, who sent it, when, and what is outside."""

    incoming: Incoming
    person: Person
    now: datetime
    ports: Ports


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn leads to: the conversation afterwards, what is said, what the curators should see, what changes."""

    person: Person
    replies: tuple[Reply, ...] = ()
    misses: tuple[Miss, ...] = ()
    changes: tuple[Change, ...] = ()
