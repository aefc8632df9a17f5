"""The tables. Their history is in migrations/; a test holds the two together."""

from bot.store.tables_base import CURRENT, DIGEST, NEW, SECRET, UNFINISHED, UNTOLD, WAITING, metadata
from bot.store.tables_money import budget_draft, budget_edit, granted, spending, spending_edit
from bot.store.tables_people import cursor, form, identity, inbox, link_code, link_try, message, miss, person
from bot.store.tables_shared import community, deadline, edit, invitation, membership, quota, reminder, snooze, wish

__all__ = [
    "CURRENT",
    "DIGEST",
    "NEW",
    "SECRET",
    "UNFINISHED",
    "UNTOLD",
    "WAITING",
    "budget_draft",
    "budget_edit",
    "community",
    "cursor",
    "deadline",
    "edit",
    "form",
    "granted",
    "identity",
    "inbox",
    "invitation",
    "link_code",
    "link_try",
    "membership",
    "message",
    "metadata",
    "miss",
    "person",
    "quota",
    "reminder",
    "snooze",
    "spending",
    "spending_edit",
    "wish",
]
