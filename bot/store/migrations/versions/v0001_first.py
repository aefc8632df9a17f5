"""The first shape. Before it there was a list of misses alone, made without a version."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table; the misses of an earlier program stay."""
    misses = _earlier_misses()
    _persons()
    _links()
    _inbox()
    _messages()
    _lists()
    if misses:
        columns = ("plan", "why", "text", "times", "last_at")
        table = sa.table("miss", *map(sa.column, columns))
        op.bulk_insert(table, [dict(zip(columns, row, strict=True)) for row in misses])


def _earlier_misses() -> list[tuple[str, str, str, int, str]]:
    connection = op.get_bind()
    if not sa.inspect(connection).has_table("miss"):
        return []
    rows = connection.execute(sa.text("SELECT plan, why, text, times, last_at FROM miss")).all()
    op.drop_table("miss")
    return [(plan, why, text, times, _utc(last_at)) for plan, why, text, times, last_at in rows]


def _utc(stored: str) -> str:
    return datetime.fromisoformat(stored).astimezone(UTC).isoformat(timespec="microseconds")


def _persons() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("is_group", sa.Boolean, nullable=False),
        *_texts("plan", "tier", "talk"),
        sa.Column("version", sa.Integer, nullable=False),
        *_texts("created_at", "seen_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "identity",
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        _person(index=True),
        *_texts("state", "since"),
        sa.Column("place", sa.Integer, nullable=False),
    )
    op.create_table(
        "form",
        _person(primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        *_texts("given"),
        sa.Column("failed", sa.Integer, nullable=False),
        *_texts("updated_at"),
    )


def _links() -> None:
    op.create_table(
        "link_code",
        sa.Column("code_hash", sa.Text, primary_key=True),
        _person(index=True),
        *_texts("channel", "until"),
        sa.Column("used_at", sa.Text),
    )
    op.create_table("link_try", sa.Column("id", sa.Integer, primary_key=True), _person(index=True), *_texts("at"))


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        *_texts("channel", "update_id", "address", "raw", "received_at"),
        sa.Column("tries", sa.Integer, nullable=False),
        *_texts("state"),
        sa.Column("finished_at", sa.Text),
        sa.UniqueConstraint("channel", "update_id", name="inbox_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("inbox_new", "inbox", ["channel"], sqlite_where=sa.text("state = 'new'"))
    op.create_index("inbox_address", "inbox", ["channel", "address"])


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inbox_id", sa.Integer, sa.ForeignKey("inbox.id"), nullable=False, index=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        *_texts("channel", "address", "about", "body", "state", "created_at"),
        sa.Column("first_try_at", sa.Text),
        sa.Column("sent_at", sa.Text),
        sqlite_autoincrement=True,
    )
    for name, states in (("message_untold", "'expired', 'uncertain'"), ("message_unfinished", "'pending', 'claimed'")):
        op.create_index(name, "message", ["person_id"], sqlite_where=sa.text(f"state IN ({states})"))


def _lists() -> None:
    keys = [sa.Column(name, sa.Text, primary_key=True) for name in ("plan", "why", "text")]
    op.create_table("miss", *keys, sa.Column("times", sa.Integer, nullable=False), *_texts("last_at"))
    op.create_table("cursor", sa.Column("name", sa.Text, primary_key=True), *_texts("value"))


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _person(*, primary_key: bool = False, index: bool = False) -> sa.Column[int]:
    whose = sa.ForeignKey("person.id")
    return sa.Column("person_id", sa.Integer, whose, nullable=False, primary_key=primary_key, index=index or None)
