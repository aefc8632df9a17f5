"""The plans' forms as files: budgets and settlements are written as .xlsx and .docx; .xlsx and .csv are read back.

What writes them is imported when it is first asked for.
"""

from bot.export.forms.files import file_name, opened, read, settle, write
from bot.export.forms.model import TYPES, Account, Head, Kind, Spent

__all__ = ["TYPES", "Account", "Head", "Kind", "Spent", "file_name", "opened", "read", "settle", "write"]
