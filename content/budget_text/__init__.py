"""Typed or pasted text → items of a budget, as far as it is certain; what is not is named."""

from content.budget_text.amending import Amendment, amended, amendment
from content.budget_text.model import Entry, Pasted, Slip, Unclear
from content.budget_text.pasting import read

__all__ = ["Amendment", "Entry", "Pasted", "Slip", "Unclear", "amended", "amendment", "read"]
