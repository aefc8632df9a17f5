"""LINE: events by webhook, what our messages look like, and free replies."""

from bot.channels.line.sending import LineChannel
from bot.channels.line.setup import examine, setup
from bot.channels.line.webhook import add_line

__all__ = ["LineChannel", "add_line", "examine", "setup"]
