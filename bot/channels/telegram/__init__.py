"""Telegram: updates by webhook or long polling, replies over the Bot API."""

from bot.channels.telegram.polling import Polling
from bot.channels.telegram.reading import read
from bot.channels.telegram.sending import TelegramChannel
from bot.channels.telegram.setup import ask_name, examine, setup
from bot.channels.telegram.webhook import add_telegram

__all__ = ["Polling", "TelegramChannel", "add_telegram", "ask_name", "examine", "read", "setup"]
