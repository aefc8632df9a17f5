"""The web chat as a channel: its updates are what the page sent, and delivering is done by the page itself."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from bot.channels.channel import Claim, Delivered, Delivery, Heard, Missing, Raw, Read, Sent, Update
from bot.channels.fetching import attached
from handlers.messages import Attached

NAME = "web"
UPLOADS = 32 * 1024 * 1024  # bytes of uploaded files in memory
START = "start"  # the greeting's sending id and token


@dataclass(frozen=True, slots=True)
class Said:
    """What a person sent, with the id that the page gave to this sending (empty: it gave none).

    `file`: one that was uploaded before; `text` is its name then.
    """

    id: str
    text: str
    token: str | None = None
    file: str = ""


GREETING = Said(START, "", START)


class WebChannel:
    """Fulfils Channel and Fetching. The page reads replies from the database, so every one of them counts as sent."""

    name = NAME

    def __init__(self) -> None:
        self._uploads: OrderedDict[str, bytes] = OrderedDict()

    def keep(self, data: bytes) -> str:
        """Keeps an uploaded file in memory, the oldest for the shortest time; an id that nobody else can guess."""
        file = secrets.token_urlsafe(16)
        self._uploads[file] = data
        while sum(map(len, self._uploads.values())) > UPLOADS:
            self._uploads.popitem(last=False)
        return file

    async def fetch(self, attached: Attached) -> bytes | Missing:
        """A file that was uploaded to this process, and not too long ago."""
        return self._uploads.get(attached.id, "gone")

    def read(self, raw: Raw) -> Read:
        """What an update says."""
        match raw, said(raw):
            case {"address": str(address)}, Said(_, name, _, str(file)) if file:
                sent = attached(NAME, file, {"name": name}, "name", "size")
                return Heard(address, medium="file", attached=sent)
            case {"address": str(address)}, Said(_, typed, token):
                return Heard(address, typed, token)
        return None

    async def deliver(self, delivery: Delivery, claim: Claim) -> Delivered:
        """Nothing has to travel."""
        return Delivered(tuple(Sent(one.id, "sent") for one in delivery.messages))

    async def waiting(self, delivery: Delivery) -> None:
        """The page shows that by itself."""


def update(address: str, sent: Said) -> Update:
    """A sending as an update: the same id of the same person is the same sending."""
    raw = {"address": address, "id": sent.id, "text": sent.text, "token": sent.token, "file": sent.file}
    return Update(f"{address}:{sent.id or secrets.token_urlsafe(16)}", raw)


def said(raw: object) -> Said | None:
    """What was sent, as the page or an update tells it; None where it tells nothing that we know."""
    match raw:
        case {"text": str(typed), **rest}:
            sending, token, file = rest.get("id", ""), rest.get("token"), rest.get("file", "")
            if isinstance(sending, str) and isinstance(token, str | None) and isinstance(file, str):
                return Said(sending, typed, token, file)
    return None
