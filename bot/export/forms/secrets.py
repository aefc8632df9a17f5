"""Secrets in the addresses of files: each names a draft, a kind of file and a time, sealed with a key of this bot's.

Nothing is kept of them, and nobody can make one up.
"""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from bot.export.forms.model import TYPES, Kind

KEY = 32  # bytes
LETTERS = 10  # of a draft's id
_HOUR = timedelta(hours=1)
_ID, _HOURS, _SEAL = 7, 3, 13  # bytes; with the kind's one they are 24, which are 32 characters
_FILLED = "A" * 6  # to what base32 reads as whole bytes
_KINDS: Sequence[Kind] = tuple(TYPES)
_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Named:
    """What a secret names: the id of a draft (ten letters and figures), and the kind of file.

    `part`: where it is no draft but a settlement: the id is the community's, and this the place of the instalment
    among the plan's, 1 for the whole year.
    """

    draft: str
    kind: Kind
    part: int = 0


def seal(named: Named, until: datetime, key: bytes) -> str:
    """32 characters that need no escaping in an address; they lead somewhere until that time, to the hour."""
    hours = -(-(until - _ZERO) // _HOUR)
    draft = base64.b32decode(named.draft.upper() + _FILLED)[:_ID]
    plain = bytes([_KINDS.index(named.kind) + len(_KINDS) * named.part]) + hours.to_bytes(_HOURS, "big") + draft
    return base64.urlsafe_b64encode(plain + _sealed(plain, key)).decode()


def read(secret: str, now: datetime, key: bytes) -> Named | None:
    """What it names; None for one that is none of ours, or too old."""
    try:
        raw = base64.urlsafe_b64decode(secret)
    except ValueError:
        return None
    plain, found = raw[:-_SEAL], raw[-_SEAL:]
    if len(plain) != 1 + _HOURS + _ID or not hmac.compare_digest(found, _sealed(plain, key)):
        return None
    if now > _ZERO + int.from_bytes(plain[1 : 1 + _HOURS], "big") * _HOUR:
        return None
    whole = plain[-_ID:].ljust(len(base64.b32decode(_FILLED + "A" * LETTERS)), b"\0")
    part, kind = divmod(plain[0], len(_KINDS))
    return Named(base64.b32encode(whole).decode().lower()[:LETTERS], _KINDS[kind], part)


def _sealed(plain: bytes, key: bytes) -> bytes:
    return blake2b(plain, digest_size=_SEAL, key=key).digest()
