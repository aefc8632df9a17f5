"""The lint of the plans' forms.yaml."""

from collections.abc import Iterator
from pathlib import Path

from content.forms.reading import FILE, read_form
from content.library import Library
from content.problems import Problem


def check_forms(root: Path, library: Library) -> Iterator[Problem]:
    """All problems of all forms below a content folder."""
    for plan in library.plans.values():
        problems: list[Problem] = []
        form = read_form(root, plan, library.budgets[plan.id], problems)
        yield from problems
        if form and len(set(form.order)) < len(form.order):
            yield Problem(f"plans/{plan.id}/{FILE}", "order", "a line stands twice")
