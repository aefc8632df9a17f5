"""The web chat: one page for this computer, drawn on the server; a person is a random id in a cookie.

`POST /say` takes `{"text", "token"?, "id"?}` (`id` names one sending, so that a second try of it is not a second
question; `token` is a tapped button's, `text` then its label). The answer's head comes when that is stored and will
not get lost, its body when it is answered: a JSON list with one HTML bubble per reply, or `null` where the server
stopped before, and the same sending has to be tried again.
"""

from bot.channels.web.app import add_chat, healthz
from bot.channels.web.channel import WebChannel
from bot.channels.web.drawing import render

__all__ = ["WebChannel", "add_chat", "healthz", "render"]
