"""What a community, or a person, means to spend, and what was spent."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from bot.store.columns import Moment
from bot.store.tables_base import metadata

budget_draft = Table(  # of a community, or of a person; the record itself is in `body`
    "budget_draft",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community_id", ForeignKey("community.id"), index=True),
    Column("person_id", ForeignKey("person.id"), index=True),
    Column("state", Text, nullable=False),  # open, done, deleted
    Column("version", Integer, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("body", Text, nullable=False),  # JSON: a handlers.records.BudgetDraft
)

budget_edit = Table(
    "budget_edit",
    metadata,
    Column("draft_id", ForeignKey("budget_draft.id"), primary_key=True),
    Column("version", Integer, primary_key=True),  # that it led to
    Column("person_id", Integer, nullable=False, index=True),  # no foreign key: history outlives whoever made it
    Column("operation", Text, nullable=False),
    Column("before", Text),  # JSON: a handlers.records.BudgetDraft; none where it is new
    Column("at", Moment, nullable=False),
    Column("undone_by", Integer),  # the version that took it back
)

spending = Table(
    "spending",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False),
    Column("no", Integer, nullable=False),  # within the community; none is ever used again
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON: a handlers.records.Spending
    UniqueConstraint("community_id", "no", name="spending_once"),
)

spending_edit = Table(
    "spending_edit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", Text, nullable=False, index=True),
    Column("community_id", ForeignKey("community.id"), nullable=False, index=True),  # with the id: the newest first
    Column("person_id", Integer, nullable=False, index=True),  # no foreign key: history outlives whoever made it
    Column("operation", Text, nullable=False),
    Column("before", Text),  # JSON: a handlers.records.Spending; none where it is new
    Column("after", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_by", Text),  # the batch that took it back
    sqlite_autoincrement=True,
)

granted = Table(
    "granted",
    metadata,
    Column("community_id", ForeignKey("community.id"), primary_key=True),
    Column("instalment", Text, primary_key=True),  # "" for the whole year
    Column("dollars", Integer, nullable=False),
)
