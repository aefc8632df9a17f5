"""Communities, who is in them, their dates, and what was changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes their tables."""
    _communities()
    _invitations()
    _deadlines()
    _edits()


def _communities() -> None:
    op.create_table(
        "community",
        sa.Column("id", sa.Text, primary_key=True),
        *_texts("name", "plan", "tier"),
        *_numbers("year"),
        *_texts("school"),
        *_flags("open"),
        *_texts("feed"),
        *_numbers("version"),
        *_texts("before"),
    )
    op.create_index("community_feed", "community", ["feed"], unique=True, sqlite_where=sa.text("feed <> ''"))
    op.create_table(
        "membership",
        sa.Column("community_id", sa.Text, sa.ForeignKey("community.id"), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True, index=True),
        *_texts("role"),
        *_numbers("place"),
        *_flags("is_current"),
    )
    current = sa.text("is_current = 1")
    op.create_index("membership_current", "membership", ["person_id"], unique=True, sqlite_where=current)


def _invitations() -> None:
    op.create_table(
        "invitation",
        sa.Column("code_hash", sa.Text, primary_key=True),
        _community(index=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        *_texts("role"),
        *_flags("hand_over"),
        *_texts("until"),
        *_flags("is_void"),
        sa.Column("used_at", sa.Text),
    )


def _deadlines() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", sa.Text, primary_key=True),
        _community(),
        *_texts("title"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", sa.Time),
        *_texts("kind", "state", "key", "section"),
        *_flags("sure"),
        *_texts("figure", "others", "who", "note", "series"),
        *_numbers("version"),
    )
    op.create_index("deadline_days", "deadline", ["community_id", "state", "day"])


def _edits() -> None:
    op.create_table(
        "edit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch", sa.Text, nullable=False, index=True),
        _community(index=True),
        *_numbers("person_id"),
        *_texts("operation"),
        sa.Column("deadline_id", sa.Text, sa.ForeignKey("deadline.id"), nullable=False),
        sa.Column("before", sa.Text),
        *_texts("after", "at"),
        sa.Column("undone_by", sa.Text),
        sqlite_autoincrement=True,
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _flags(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean, nullable=False) for name in names]


def _community(*, index: bool = False) -> sa.Column[str]:
    return sa.Column("community_id", sa.Text, sa.ForeignKey("community.id"), nullable=False, index=index or None)
