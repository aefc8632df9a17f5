"""Forms as interviews replayed by name: an ordinary function, in which reading a missing answer becomes the question.

    def outing(answers: Answers) -> Outing:
        place = answers.ask(PLACE)
        day, people = answers.all(DAY, PEOPLE)  # both are open at once: typed text may answer either
        return Outing(place, day, people)

Where an answer may also come before its question, or several in one text, `answers.listen` is told how to read them.

What was understood is kept per question key and only read again, so a better lexicon never changes what was confirmed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from content.text.normalise import clean, squeeze
from handlers.topic import Given

SKIPPED = ""  # the value of a question that was passed over


class NotUnderstood(Exception):
    """What was typed answers no open question; the message is a hint for the person, "" for the usual one.

    `instead`: what it may have been meant for, noted where the text is no ordinary question either.
    """

    def __init__(self, hint: str = "", instead: Mapping[str, str] | None = None) -> None:
        super().__init__(hint)
        self.instead = instead or {}


@dataclass(frozen=True, slots=True)
class Option:
    """A button under a question, and the value that it stands for."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something an interview wants to know. `read` turns what was typed into a value or raises NotUnderstood."""

    key: str
    text: str
    choices: tuple[Option, ...]
    read: Callable[[str], str]
    example: str = ""  # shown after two failures
    optional: bool = False  # may be skipped; its value is SKIPPED then


Tells = Callable[[str], Mapping[str, str]]
"""What a text says by itself, by the keys of whichever questions; nothing where it only answers the open one."""


def _nothing(said: str) -> Mapping[str, str]:
    return {}


class Wanted(Exception):
    """An answer is missing: what is open, the current question first, and what was answered before it, in order."""

    def __init__(self, missing: Sequence[Question], answered: Sequence[Question], tells: Tells = _nothing) -> None:
        super().__init__(missing[0].key)
        self.open = tuple(missing)
        self.answered = tuple(answered)
        self._tells = tells

    @property
    def current(self) -> Question:
        """The question that is asked."""
        return self.open[0]

    def question(self, key: str) -> Question | None:
        """A question by its key, answered or open; None where the interview does not come to it."""
        return next((one for one in (*self.open, *self.answered) if one.key == key), None)

    def understand(self, said: str) -> Mapping[str, str]:
        """What a text answers, by key. Raises the current question's NotUnderstood."""
        if told := self._tells(said):
            return told
        question, value = understand(said, self.open)
        return {question.key: value}


class Answers:
    """What was answered, for one replay. Keys that no question asks for do no harm."""

    def __init__(self, given: Iterable[Given] = (), again: str = "") -> None:
        """`again`: the key of an answered question that is asked once more."""
        self._values = {one.key: one.value for one in given}
        self._again = again
        self._before: list[Question] = []
        self._tells: Tells = _nothing

    def listen(self, tells: Tells) -> None:
        """From here on, typed text is first heard for what it says by itself."""
        self._tells = tells

    def known(self, key: str) -> str:
        """What was noted at the start under a key that is no question; "" where nothing was."""
        return self._values.get(key, "")

    def ask(self, question: Question) -> str:
        """The answer's value. Raises Wanted where it is missing."""
        return self.all(question)[0]

    def all(self, *questions: Question) -> tuple[str, ...]:
        """The values of answers that may be given in any order. Raises Wanted where one is missing."""
        missing = [question for question in questions if self._misses(question)]
        keys = [question.key for question in questions]
        upto = keys.index(self._again) if self._again in keys else len(keys)
        self._before += [question for question in questions[:upto] if question not in missing]
        if missing:
            raise Wanted(sorted(missing, key=lambda one: one.key != self._again), self._before, self._tells)
        return tuple(self._values[key] for key in keys)

    def miss(self, question: Question) -> NoReturn:
        """Asks for something whose answer does not do any more, or not yet. Raises Wanted."""
        answered = [one for one in self._before if one.key != question.key]
        raise Wanted((question,), answered, self._tells)

    def _misses(self, question: Question) -> bool:
        return question.key == self._again or question.key not in self._values


def understand(said: str, questions: Sequence[Question]) -> tuple[Question, str]:
    """The first open question that a text answers, and the value. Raises the current question's NotUnderstood."""
    failures: list[NotUnderstood] = []
    for question in questions:
        try:
            return question, _value(said, question)
        except NotUnderstood as failure:
            failures.append(failure)
    raise failures[0]


def _value(said: str, question: Question) -> str:
    word = squeeze(clean(said))
    labelled = (option.value for option in question.choices if word and squeeze(clean(option.label)) == word)
    return next(labelled, None) or question.read(said)
