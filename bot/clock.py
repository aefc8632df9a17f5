"""The one clock of the program; CONVENER_NOW starts it at another time, from where it runs on."""

from collections.abc import Callable
from datetime import datetime, tzinfo

Clock = Callable[[], datetime]


def clock(zone: tzinfo, start: datetime | None = None) -> Clock:
    """A clock in a zone. A `start` without an offset is taken as that zone's time."""
    if start is None:
        return lambda: datetime.now(zone)
    begun = datetime.now(zone)
    first = start if start.tzinfo else start.replace(tzinfo=zone)
    return lambda: (first + (datetime.now(zone) - begun)).astimezone(zone)
