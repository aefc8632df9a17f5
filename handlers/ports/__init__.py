"""What the handlers need from outside, and the records it gives."""

from handlers.ports.needed import (
    Budgets,
    Communities,
    Export,
    Exports,
    LinkOffer,
    Links,
    Privacy,
    Record,
    Reminders,
    Said,
)
from handlers.ports.nowhere import NOWHERE, NoBudgets, NoCommunities, NoExports, NoLinks, NoPrivacy, NoReminders, Ports

__all__ = [
    "NOWHERE",
    "Budgets",
    "Communities",
    "Export",
    "Exports",
    "LinkOffer",
    "Links",
    "NoBudgets",
    "NoCommunities",
    "NoExports",
    "NoLinks",
    "NoPrivacy",
    "NoReminders",
    "Ports",
    "Privacy",
    "Record",
    "Reminders",
    "Said",
]
