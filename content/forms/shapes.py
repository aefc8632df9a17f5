"""What forms.yaml may look like. Figures stand in facts; here are their keys."""

from pydantic import Field

from content.forms.model import Column
from content.shapes import Shape, Strings


class PageShape(Shape):
    """An element of `pages:`."""

    instalment: str = ""
    place: str = Field(min_length=1)


class LastShape(Shape):
    """`last:`."""

    line: str
    label: str = Field(min_length=1)


class BooksShape(Shape):
    """`books:`."""

    title: str = Field(min_length=1)
    columns: dict[Column, str]


class NoneShape(Shape):
    """forms.yaml of a plan in which communities have no budget form to fill in: why not."""

    none: str = Field(min_length=1)


class FormShape(Shape):
    """forms.yaml."""

    notice: str = ""
    pages: list[PageShape] = Field(min_length=1)
    titles: Strings
    columns: dict[Column, str]
    order: Strings
    units: dict[str, str]
    rows: str = ""
    last: LastShape
    sum: str = Field(min_length=1)
    books: BooksShape | None = None
    sign: Strings = Field(default_factory=list)
    settlement: str = Field(min_length=1)
