"""What a verdict on an expense holds, and the words that expenses are told with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from content.expense.amounts import Amounts
from content.lexicon import Lexicon
from content.model import Verdict
from content.text.money import Vocabulary

# From best to worst: of several items the worst decides.
ORDER: tuple[Verdict, ...] = ("allowed", "conditional", "not_stated", "not_allowed")


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns that tell what a message wants."""

    may: re.Pattern[str]  # may we?
    ask: re.Pattern[str]  # how much, who, when
    spend: re.Pattern[str]  # buy, pay, claim
    not_ours: re.Pattern[str]  # an order to the bot, chatter
    pay: re.Pattern[str]  # money given to somebody
    whole: re.Pattern[str]  # the whole budget
    not_whole: re.Pattern[str]  # its amount, but not whether it may be budgeted
    move: re.Pattern[str]  # from one line to another
    filler: re.Pattern[str]


@dataclass(frozen=True)
class Words:
    """words.yaml and the sentences of phrases.yaml, ready to be matched."""

    names: Mapping[str, str]  # line -> what we call it
    shown: Mapping[str, str]  # a surface as it is matched -> as it is written
    lines: Lexicon
    loose: Lexicon
    shared: frozenset[str]
    circumstances: Mapping[str, re.Pattern[str]]
    unsaid: Mapping[str, re.Pattern[str]]  # what plans do not speak of -> how it is said
    cues: Cues
    money: Vocabulary
    phrases: Mapping[str, str]

    def say(self, phrase: str, /, **values: str) -> str:
        """A sentence of phrases.yaml, filled in."""
        return self.phrases[phrase].format(**values)


@dataclass(frozen=True, slots=True)
class Mention:
    """A line or thing that a text names, `text[start:end]`."""

    start: int
    end: int
    line: str  # of words.yaml
    said: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One expense of a message: what it is for, and its figures. `goods` are all the words lines it names."""

    mention: Mention
    goods: tuple[str, ...]
    amounts: Amounts
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of an expense: its verdict, the sentence, and what would be allowed instead."""

    verdict: Verdict
    say: str
    instead: str = ""
    section: str = ""
    head: str = ""  # phrase that the text begins with; the verdict's own where it is empty


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict. `text` begins with verdict and reason, without a sign.

    `lines` are budget lines (the keys of answers are expense.<line>). `readings` are the ways in which the message may
    be meant, each with its `label` for a button; where the text does not tell them all already, `sure` is False.
    """

    verdict: Verdict
    text: str
    sections: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    sure: bool = True
    readings: tuple["Judgement", ...] = ()
    label: str = ""


def worst(verdicts: tuple[Verdict, ...]) -> Verdict:
    """The verdict that decides."""
    return max(verdicts, key=ORDER.index)
