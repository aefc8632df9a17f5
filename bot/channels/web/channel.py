"""The web chat as a channel: its updates are what the page sent, and delivering is done by the page itself."""

import secrets
from dataclasses import dataclass

from bot.channels.channel import Claim, Delivered, Delivery, Heard, Raw, Read, Sent, Update

NAME = "web"
START = "start"  # the greeting's sending id and token


@dataclass(frozen=True, slots=True)
class Said:
    """What a person sent, with the id that the page gave to this sending (empty: it gave none)."""

    id: str
    text: str
    token: str | None = None


GREETING = Said(START, "", START)


class WebChannel:
    """Fulfils Channel. The page reads replies from the database, so every one of them counts as sent."""

    name = NAME

    def read(self, raw: Raw) -> Read:
        """What an update says."""
        match raw, said(raw):
            case {"address": str(address)}, Said(_, text, token):
                return Heard(address, text, token)
        return None

    async def deliver(self, delivery: Delivery, claim: Claim) -> Delivered:
        """Nothing has to travel."""
        return Delivered(tuple(Sent(one.id, "sent") for one in delivery.messages))

    async def waiting(self, delivery: Delivery) -> None:
        """The page shows that by itself."""


def update(address: str, sent: Said) -> Update:
    """A sending as an update: the same id of the same person is the same sending."""
    raw = {"address": address, "id": sent.id, "text": sent.text, "token": sent.token}
    return Update(f"{address}:{sent.id or secrets.token_urlsafe(16)}", raw)


def said(raw: object) -> Said | None:
    """What was sent, as the page or an update tells it; None where it tells nothing that we know."""
    match raw:
        case {"text": str(text), **rest}:
            sending, token = rest.get("id", ""), rest.get("token")
            if isinstance(sending, str) and isinstance(token, str | None):
                return Said(sending, text, token)
    return None
