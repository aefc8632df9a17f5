"""What columns hold beyond plain text and numbers."""

import json
from datetime import UTC, datetime

from sqlalchemy import Dialect, Text, TypeDecorator


def moment(kept: str) -> datetime:
    """A Moment from the text that it is kept as, in UTC."""
    return datetime.fromisoformat(kept)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as ISO text in UTC of one length, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """In UTC."""
        return None if value is None else moment(value)


class Words(TypeDecorator[str]):
    """Text from outside; what no database takes (half a surrogate pair, NUL) becomes a question mark."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The same for what is stored and what is looked for."""
        return None if value is None else value.encode("utf-8", "replace").decode().replace("\0", "?")


class Several(TypeDecorator[tuple[str, ...]]):
    """Texts, kept as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """As JSON."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Most are empty, and a list of dates is read at every turn."""
        return tuple(json.loads(value)) if value and value != "[]" else ()


class Numbers(TypeDecorator[tuple[int, ...]]):
    """Whole numbers, kept as text with commas."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str | None:
        """As 14,7,1,0."""
        return None if value is None else ",".join(map(str, value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...] | None:
        """Most are empty."""
        return tuple(map(int, value.split(","))) if value else ()
