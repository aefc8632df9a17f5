"""What communities have spent, what was changed of it, and what they were granted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes their tables."""
    op.create_table(
        "spending",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("community_id", sa.Text, sa.ForeignKey("community.id"), nullable=False),
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("community_id", "no", name="spending_once"),
    )
    op.create_table(
        "spending_edit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch", sa.Text, nullable=False, index=True),
        sa.Column("community_id", sa.Text, sa.ForeignKey("community.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer, nullable=False, index=True),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("undone_by", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "granted",
        sa.Column("community_id", sa.Text, sa.ForeignKey("community.id"), primary_key=True),
        sa.Column("instalment", sa.Text, primary_key=True),
        sa.Column("dollars", sa.Integer, nullable=False),
    )
