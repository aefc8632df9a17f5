"""A file as every plan with a form would read it, and whose titles stand in it."""

import re
from collections.abc import Iterator, Sequence

from content.forms.headings import bare, plain
from content.forms.model import Form, Refused, Sheets, Table
from content.forms.reading import form_of
from content.forms.text import read
from content.library import Library

_LATER = re.compile(r"\{\w+\}")  # known only when a form is filled in
LONGEST = 200  # characters of a title


def by_plan(found: Sequence[Table] | str | Refused, library: Library) -> Sheets | Refused:
    """What a file holds under each plan. Pure, but for the forms that it reads; may take a second."""
    if isinstance(found, Refused):
        return found
    plans = library.plans.values()
    forms = {plan.id: form for plan in plans if (form := form_of(library, plan))}
    said = [bare(line) for line in _lines(found) if line.strip() and len(line) <= LONGEST]
    titled = [plan for plan, form in forms.items() if any(_title(form).search(line) for line in said)]
    return Sheets({plan: read(found, form, library.budgets[plan]) for plan, form in forms.items()}, tuple(titled))


def _lines(found: Sequence[Table] | str) -> Iterator[str]:
    if isinstance(found, str):
        yield from found.splitlines()
        return
    for table in found:
        for _, cells in table.rows:
            yield from map(plain, cells)


def _title(form: Form) -> re.Pattern[str]:
    """The first title of its pages, whatever the school is called."""
    titles = {page.titles[0] for page in form.pages}
    parts = ([re.escape(bare(part)) for part in _LATER.split(title)] for title in titles)
    return re.compile("|".join(".*".join(one) for one in parts))
