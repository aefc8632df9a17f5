"""The web chat: one page for this computer, drawn on the server; a person is a random id in a cookie.

`POST /say` takes `{"text", "token"?, "id"?}` (`id` names one sending, so that a second try of it is not a second
question; `token` is a tapped button's, `text` then its label) and returns a JSON list with one HTML bubble per reply.
"""

from bot.channels.web.app import add_chat, make_app
from bot.channels.web.drawing import render

__all__ = ["add_chat", "make_app", "render"]
