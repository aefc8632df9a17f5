"""The plans' budget forms: what they look like, and tables that are read back into budgets."""

from content.forms.every import by_plan
from content.forms.model import Form, Part, Read, Refused, Sheets, Table, Unread
from content.forms.reading import form_of, why_none
from content.forms.shown import alike, returned
from content.forms.table import read_tables
from content.forms.text import decoded, read, read_text
from content.forms.wording import refusal, unread

__all__ = [
    "Form",
    "Part",
    "Read",
    "Refused",
    "Sheets",
    "Table",
    "Unread",
    "alike",
    "by_plan",
    "decoded",
    "form_of",
    "read",
    "read_tables",
    "read_text",
    "refusal",
    "returned",
    "unread",
    "why_none",
]
