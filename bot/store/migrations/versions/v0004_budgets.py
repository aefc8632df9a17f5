"""Drafts of budgets, and what was changed of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes their tables."""
    op.create_table(
        "budget_draft",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("community_id", sa.Text, sa.ForeignKey("community.id"), index=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), index=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("touched_at", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "budget_edit",
        sa.Column("draft_id", sa.Text, sa.ForeignKey("budget_draft.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, nullable=False, index=True),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("undone_by", sa.Integer),
    )
