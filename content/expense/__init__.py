"""May this be spent? A message under a plan → a verdict with its reason."""

from content.expense.computed import computed
from content.expense.files import load_budget
from content.expense.judging import judge
from content.expense.model import Judgement, Words
from content.expense.vocabulary import load_words

__all__ = ["Judgement", "Words", "computed", "judge", "load_budget", "load_words"]
