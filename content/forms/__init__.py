"""The plans' budget forms: what they look like, and tables that are read back into budgets."""

from content.forms.model import Form, Part, Read, Refused, Table, Unread
from content.forms.reading import form_of
from content.forms.shown import returned
from content.forms.table import read_tables
from content.forms.text import decoded, read, read_text
from content.forms.wording import refusal, unread

__all__ = [
    "Form",
    "Part",
    "Read",
    "Refused",
    "Table",
    "Unread",
    "decoded",
    "form_of",
    "read",
    "read_tables",
    "read_text",
    "refusal",
    "returned",
    "unread",
]
