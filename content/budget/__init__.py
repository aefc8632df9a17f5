"""A whole budget against its plan: sums, what is left under each cap, and what every rule says."""

from content.budget.checking import check
from content.budget.fixing import applied
from content.budget.model import Checked, Draft, Finding, Fix, Flag, Item, Room, Standing
from content.budget.rules import Rulebook

__all__ = ["Checked", "Draft", "Finding", "Fix", "Flag", "Item", "Room", "Rulebook", "Standing", "applied", "check"]
