"""Reminders, the messages that say them, how they are wanted, and what a messenger allows."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes their tables; a message may answer nothing."""
    op.add_column("community", sa.Column("leads", sa.Text, nullable=False, server_default=""))
    op.add_column("membership", sa.Column("reminded", sa.Boolean))
    _messages()
    _wishes()
    _reminders()
    _quota()


def _messages() -> None:
    with op.batch_alter_table("message", recreate="always", table_kwargs={"sqlite_autoincrement": True}) as message:
        message.alter_column("inbox_id", existing_type=sa.Integer, nullable=True)
        message.add_column(sa.Column("retry_key", sa.Text, nullable=False, server_default=""))
        message.add_column(sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
        message.add_column(sa.Column("next_at", sa.Text))
    digest = sa.text("inbox_id IS NULL AND state IN ('pending', 'claimed')")
    op.create_index("message_digest", "message", ["channel", "next_at"], sqlite_where=digest)


def _wishes() -> None:
    op.create_table(
        "wish",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        *[sa.Column(name, sa.Time, nullable=False) for name in ("hour", "quiet_from", "quiet_to")],
        sa.Column("office_days", sa.Boolean, nullable=False),
        *_texts("leads"),
        sa.Column("on", sa.Boolean, nullable=False),
    )
    op.create_table(
        "snooze",
        sa.Column("deadline_id", sa.Text, sa.ForeignKey("deadline.id"), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True, index=True),
        sa.Column("until", sa.Date),
    )


def _reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("deadline_id", sa.Text, sa.ForeignKey("deadline.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *_texts("lead"),
        sa.Column("person_id", sa.Integer, nullable=False, index=True),
        *_texts("lane"),
        sa.Column("day", sa.Date, nullable=False),
        *_texts("due_at", "expires_at", "state"),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("message.id"), index=True),
        sa.UniqueConstraint("deadline_id", "version", "lead", "person_id", name="reminder_once"),
        sqlite_autoincrement=True,
    )
    waiting = sa.text("state = 'pending'")
    op.create_index("reminder_due", "reminder", ["lane", "due_at"], sqlite_where=waiting)
    op.create_index("reminder_waiting", "reminder", ["person_id", "due_at"], sqlite_where=waiting)


def _quota() -> None:
    op.create_table(
        "quota",
        *[sa.Column(name, sa.Text, primary_key=True) for name in ("channel", "month")],
        sa.Column("allowed", sa.Integer),
        *[sa.Column(name, sa.Integer, nullable=False) for name in ("used", "since")],
        *_texts("asked_at"),
        sa.Column("told_at", sa.Text),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
