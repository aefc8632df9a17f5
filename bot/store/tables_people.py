"""Whoever the bot talks with, and what is said."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.store.columns import Moment, Words
from bot.store.tables_base import DIGEST, NEW, UNFINISHED, UNTOLD, metadata

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("is_group", Boolean, nullable=False),
    Column("plan", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("talk", Text, nullable=False),  # JSON: the rest of handlers.topic.Person without forms
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    sqlite_autoincrement=True,  # an id that was deleted never names somebody else
)

identity = Table(
    "identity",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Words, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("state", Text, nullable=False),  # open, blocked, left
    Column("since", Moment, nullable=False),  # of that state
    Column("place", Integer, nullable=False),  # among that person's identities, in the order in which they were added
)

form = Table(
    "form",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("position", Integer, nullable=False),  # 0: the one that is open
    Column("given", Text, nullable=False),  # JSON: a list of handlers.topic.Given
    Column("failed", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

link_code = Table(
    "link_code",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("until", Moment, nullable=False),
    Column("used_at", Moment),
)

link_try = Table(  # codes that led nowhere, of links and of invitations
    "link_try",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("update_id", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("raw", Words, nullable=False),  # JSON: the update as it came
    Column("received_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("state", Text, nullable=False),  # new, done, aside
    Column("finished_at", Moment),
    UniqueConstraint("channel", "update_id", name="inbox_once"),
    Index("inbox_new", "channel", sqlite_where=NEW),
    Index("inbox_address", "channel", "address"),
    sqlite_autoincrement=True,
)

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("inbox_id", ForeignKey("inbox.id"), index=True),  # null: a digest of reminders, which answers nothing
    Column("position", Integer, nullable=False),
    # no foreign key: what was delivered outlives a person that joined another
    Column("person_id", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Words, nullable=False),
    Column("about", Words, nullable=False),  # what was asked
    Column("body", Text, nullable=False),  # JSON: a handlers.messages.Reply
    Column("state", Text, nullable=False),  # pending, claimed, sent, uncertain, expired, dead, cancelled
    Column("created_at", Moment, nullable=False),
    Column("first_try_at", Moment),
    Column("sent_at", Moment),
    Column("retry_key", Text, nullable=False, server_default=""),  # of a digest: fixed before its first try
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", Moment),  # of a digest: not to be tried again before
    Index("message_digest", "channel", "next_at", sqlite_where=DIGEST),
    Index("message_untold", "person_id", sqlite_where=UNTOLD),
    Index("message_unfinished", "person_id", sqlite_where=UNFINISHED),
    sqlite_autoincrement=True,
)

miss = Table(
    "miss",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("why", Text, primary_key=True),
    Column("text", Words, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)

cursor = Table(
    "cursor",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
