"""What a community is, who is in it, its dates and reminders."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, Time, UniqueConstraint

from bot.store.columns import Moment, Numbers, Several, Words
from bot.store.tables_base import CURRENT, SECRET, WAITING, metadata

community = Table(
    "community",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("plan", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("school", Words, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("feed", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("before", Text, nullable=False),  # the id of the one that it goes on with, or ""
    Column("leads", Numbers, nullable=False, server_default=""),
    Index("community_feed", "feed", unique=True, sqlite_where=SECRET),
)

membership = Table(
    "membership",
    metadata,
    Column("community_id", ForeignKey("community.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True, index=True),
    Column("role", Text, nullable=False),  # convener, co, member
    Column("place", Integer, nullable=False),  # within the community, in the order in which they came
    Column("is_current", Boolean, nullable=False),
    Column("reminded", Boolean),  # null: as is usual for the role
    Index("membership_current", "person_id", unique=True, sqlite_where=CURRENT),
)

invitation = Table(
    "invitation",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),  # who gave it
    Column("role", Text, nullable=False),
    Column("hand_over", Boolean, nullable=False),
    Column("until", Moment, nullable=False),
    Column("is_void", Boolean, nullable=False),
    Column("used_at", Moment),
)

deadline = Table(  # the columns are the fields of handlers.records.Deadline, in their order
    "deadline",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False),
    Column("title", Words, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", Time),
    Column("kind", Text, nullable=False),  # deadline, report, meeting
    Column("state", Text, nullable=False),  # open, done, cancelled
    Column("key", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("sure", Boolean, nullable=False),
    Column("figure", Text, nullable=False),
    Column("others", Several, nullable=False),
    Column("who", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("series", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("deadline_days", "community_id", "state", "day"),
)

edit = Table(
    "edit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", Text, nullable=False, index=True),
    Column("community_id", ForeignKey("community.id"), nullable=False, index=True),  # with the id: the newest first
    Column("person_id", Integer, nullable=False),  # no foreign key: history outlives whoever made it
    Column("operation", Text, nullable=False),
    Column("deadline_id", ForeignKey("deadline.id"), nullable=False),
    Column("before", Text),  # JSON: a handlers.records.Deadline; none where it is new
    Column("after", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_by", Text),  # the batch that took it back
    sqlite_autoincrement=True,
)

wish = Table(  # the columns are the fields of handlers.records.Wishes, in their order, after the person
    "wish",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("hour", Time, nullable=False),
    Column("quiet_from", Time, nullable=False),
    Column("quiet_to", Time, nullable=False),
    Column("office_days", Boolean, nullable=False),
    Column("leads", Numbers, nullable=False),
    Column("on", Boolean, nullable=False),
)

snooze = Table(
    "snooze",
    metadata,
    Column("deadline_id", ForeignKey("deadline.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True, index=True),
    Column("until", Date),  # null: never again
)

reminder = Table(
    "reminder",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("deadline_id", ForeignKey("deadline.id"), nullable=False),
    Column("version", Integer, nullable=False),  # of the deadline for which it was planned
    Column("lead", Text, nullable=False),
    Column("person_id", Integer, nullable=False, index=True),  # no foreign key: what was done outlives the person
    Column("lane", Text, nullable=False),  # the channel to push on; "" to be told at the next contact only
    Column("day", Date, nullable=False),  # the deadline's, when this was planned
    Column("due_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("state", Text, nullable=False),  # pending, gathered, sent, told, expired, merged, cancelled
    Column("message_id", ForeignKey("message.id"), index=True),  # the digest that says it
    UniqueConstraint("deadline_id", "version", "lead", "person_id", name="reminder_once"),
    Index("reminder_due", "lane", "due_at", sqlite_where=WAITING),
    Index("reminder_waiting", "person_id", "due_at", sqlite_where=WAITING),
    sqlite_autoincrement=True,
)

quota = Table(
    "quota",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("month", Text, primary_key=True),  # 2026-11, of the bot's zone
    Column("allowed", Integer),  # null: without limit
    Column("used", Integer, nullable=False),  # as the messenger counted it at `asked_at`
    Column("since", Integer, nullable=False),  # people that we reached after that
    Column("asked_at", Moment, nullable=False),
    Column("told_at", Moment),  # when the operator was told that it will not do
)
