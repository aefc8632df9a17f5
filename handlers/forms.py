"""Leads through interviews: asks, understands, goes back, puts aside; answers an ordinary question in the middle."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace

from content.text.normalise import clean, squeeze
from handlers.compose import Composer
from handlers.interview import SKIPPED, Answers, NotUnderstood, Wanted
from handlers.messages import Choice, Reply
from handlers.topic import AGAIN, PARKED, Form, Given, Outcome, Person, Turn

Topic = Callable[[Turn, Answers], Awaitable[Outcome]]
"""Plays an interview and says what comes of it; lets its Wanted pass. `turn.person` has the form no more."""
Ordinary = Callable[[Turn], Outcome]
EXPLAINED, STUCK = 2, 3  # failures after which an example is shown, and after which ways out are
CHAT = ("greeting", "thanks", "help", "refuse", "offtopic", "empty")
_ASKS = re.compile(r"[嗎?]|多少|幾|什麼|怎|哪|誰|何時")  # may be a question even where it holds an answer
SAID = 20  # characters of what was not understood that are repeated
KEPT = 200  # characters of what was said that are kept


class Forms:
    """All interviews by name."""

    def __init__(self, topics: Mapping[str, Topic], composer: Composer) -> None:
        self._topics = topics
        self._composer = composer
        self._phrases = composer.phrases

    def known(self, person: Person) -> Person:
        """Without interviews that no longer exist."""
        if all(form.name in self._topics for form in person.forms):
            return person
        return replace(person, forms=tuple(form for form in person.forms if form.name in self._topics))

    async def begin(self, turn: Turn, name: str, given: Iterable[Given] = ()) -> Outcome:
        """Opens an interview; one that was put aside goes on, with `given` noted in it."""
        form = next((form for form in turn.person.forms if form.name == name), Form(name))
        for one in given:
            form = form.noting(one)
        return await self._go_on(turn, form.without(PARKED))

    async def heard(self, turn: Turn, form: Form, ordinary: Ordinary) -> Outcome:
        """A message while an interview is open."""
        stood = await self._stand(turn, form)
        if isinstance(stood, Outcome):  # it wants nothing any more
            return _followed(stood, ordinary(replace(turn, person=stood.person)))
        said = turn.incoming.text
        other = ordinary(turn) if turn.incoming.token is not None or _ASKS.search(clean(said[:KEPT])) else None
        if other and (turn.incoming.token is not None or _told(other, turn)):
            return self._asked_again(other, turn, form, stood)
        try:
            told = stood.understand(said)
        except NotUnderstood as failure:
            other = other or ordinary(turn)
            if _told(other, turn) or self._talked(turn):
                return self._asked_again(other, turn, form, stood)
            if not failure.instead:
                return self._failed(turn, form, stood, str(failure))
            told = failure.instead
        return await self._given(turn, form, told)

    async def tapped(self, turn: Turn, rest: str) -> Outcome:
        """A button under a question, `<name>:<key>:<value>`: also under one that was answered before."""
        name, _, answer = rest.partition(":")
        key, _, value = answer.partition(":")
        form = next((form for form in turn.person.forms if form.name == name), None)
        if form is None:
            return Outcome(turn.person, (self._composer.plain(self._phrases.form_gone),))
        form = form.without(PARKED).without(AGAIN)
        stood = await self._stand(turn, form)
        if isinstance(stood, Outcome):
            return stood
        question = stood.question(key)
        if question and value in [option.value for option in question.choices]:
            return await self._given(turn, form, {key: value})
        return await self._go_on(turn, form)

    async def again(self, outcome: Outcome, turn: Turn) -> Outcome:
        """Something that was said in between, and the open question once more."""
        form = outcome.person.form
        stood = await self._stand(turn, form) if form else None
        return self._asked_again(outcome, turn, form, stood) if form and isinstance(stood, Wanted) else outcome

    async def steered(self, turn: Turn, form: Form, name: str) -> Outcome:
        """取消, 上一步, 略過, 先放著."""
        match name:
            case "cancel":
                return await self._left(turn, turn.person.without(form.name), self._phrases.form_cancelled)
            case "later":
                mark = Given(PARKED, "", "", turn.now)
                return await self._left(turn, turn.person.parked(form.noting(mark)), self._phrases.form_parked)
        stood = await self._stand(turn, form)
        if isinstance(stood, Outcome):
            return stood
        if name == "skip":
            if stood.current.optional:
                return await self._given(turn, form, {stood.current.key: SKIPPED})
            return self._ask(turn, form, stood, self._phrases.form_must)
        if not stood.answered:
            return self._ask(turn, form, stood, self._phrases.form_first)
        again = Given(AGAIN, "", stood.answered[-1].key, turn.now)
        return await self._go_on(turn, replace(form.noting(again), failed=0))

    async def resumed(self, turn: Turn) -> Outcome | None:
        """The newest interview that was put aside; None where there is none."""
        form = next((form for form in reversed(turn.person.forms) if form.parked), None)
        return await self._go_on(turn, form.without(PARKED)) if form else None

    async def _stand(self, turn: Turn, form: Form) -> Outcome | Wanted:
        """Where an interview is: what it still wants, or what came of it."""
        alone = replace(turn, person=turn.person.without(form.name))
        try:
            return await self._topics[form.name](alone, Answers(form.given, form.again))
        except Wanted as wanted:
            return wanted

    async def _go_on(self, turn: Turn, form: Form) -> Outcome:
        stood = await self._stand(turn, form)
        if isinstance(stood, Wanted):
            return self._ask(turn, form, stood)
        return await self.again(stood, replace(turn, person=stood.person))

    async def _given(self, turn: Turn, form: Form, told: Mapping[str, str]) -> Outcome:
        """Goes on with what was answered; what is asked once more, and was not, still is."""
        form = form if form.again and form.again not in told else form.without(AGAIN)
        for key, value in told.items():
            form = form.noting(Given(key, turn.incoming.text[:KEPT], value, turn.now))
        return await self._go_on(turn, replace(form, failed=0))

    async def _left(self, turn: Turn, person: Person, text: str) -> Outcome:
        said = Outcome(person, (self._composer.plain(text),))
        return await self.again(said, replace(turn, person=person))

    def _failed(self, turn: Turn, form: Form, stood: Wanted, hint: str) -> Outcome:
        form = replace(form, failed=form.failed + 1)
        hint = hint or self._phrases.form_unclear.format(said=turn.incoming.text.strip()[:SAID])
        if form.failed >= STUCK:
            return self._ask(turn, form, stood, self._phrases.form_stuck)
        if form.failed >= EXPLAINED and stood.current.example:
            hint = f"{hint}\n{self._phrases.form_example.format(example=stood.current.example)}"
        return self._ask(turn, form, stood, hint)

    def _asked_again(self, other: Outcome, turn: Turn, form: Form, stood: Wanted) -> Outcome:
        asked = self._ask(replace(turn, person=other.person), form, stood)
        return _followed(other, replace(asked, replies=tuple(replace(reply, step=False) for reply in asked.replies)))

    def _ask(self, turn: Turn, form: Form, stood: Wanted, before: str = "") -> Outcome:
        """The current question; it takes the place of the one whose button was tapped."""
        question = stood.current
        text = f"{before}\n{question.text}" if before else question.text
        reply = self._composer.asking(text, *self._buttons(form, stood))
        return Outcome(turn.person.opened(form), (replace(reply, step=turn.incoming.token is not None, asks=True),))

    def _buttons(self, form: Form, stood: Wanted) -> tuple[Choice, ...]:
        phrases, question, stuck = self._phrases, stood.current, form.failed >= STUCK
        ways = (
            (bool(stood.answered), phrases.button_back, "back"),
            (question.optional, phrases.button_skip, "skip"),
            (stuck, phrases.button_later, "later"),
            (stuck, phrases.button_leave, "cancel"),
        )
        answers = (
            Choice(option.label, f"form:{form.name}:{question.key}:{option.value}") for option in question.choices
        )
        return (*answers, *(Choice(label, f"do:{name}") for shown, label, name in ways if shown))

    def _talked(self, turn: Turn) -> bool:
        """Whether a text is small talk, or the label of a button that is no part of the form."""
        kind = self._composer.library.control(squeeze(clean(turn.incoming.text[:KEPT])))
        return kind in CHAT or bool(turn.person.labelled(turn.incoming.text))


def _told(outcome: Outcome, turn: Turn) -> bool:
    """Whether a message was an ordinary question (or chose a plan), and not an answer that nobody understood."""
    last: Reply | None = outcome.replies[-1] if outcome.replies else None
    known = last is not None and (last.result == "answered" or last.verdict is not None)
    return known or outcome.person.plan != turn.person.plan


def _followed(first: Outcome, second: Outcome) -> Outcome:
    """One after the other; what is remembered is the second's."""
    return Outcome(
        second.person,
        (*first.replies, *second.replies),
        (*first.misses, *second.misses),
        (*first.changes, *second.changes),
    )
