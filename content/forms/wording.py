"""What could not be read, in words."""

from content.forms.model import Refused, Unread
from content.phrases_forms import FormsPhrases

SAID = 20  # characters of a cell that are repeated


def refusal(refused: Refused, phrases: FormsPhrases) -> str:
    """Why a file is not read, and what works instead."""
    return str(getattr(phrases, f"refused_{refused.why}"))


def unread(row: Unread, phrases: FormsPhrases) -> str:
    """What is wrong with a row."""
    what = str(getattr(phrases, f"slip_{row.slip}")).format(column=row.column)
    said = " ".join(row.said.split())
    if not said:
        return phrases.row.format(row=row.row, what=what)
    return phrases.row_said.format(row=row.row, said=said[:SAID] + "…" * (len(said) > SAID), what=what)
