"""One turn: stored, answered in order per person, committed with everything that comes of it, delivered."""

from bot.turns.desk import Desk

__all__ = ["Desk"]
