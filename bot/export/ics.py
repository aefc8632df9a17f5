"""A community's calendar as iCalendar (RFC 5545, 7986): what phones and calendar programs subscribe to."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from icalendar import Alarm, Calendar, Event, Timezone, vText

from bot.export import telling
from bot.export.telling import Origin
from handlers.records import Community, Deadline

PRODUCT = "-//convener-bot//calendar//ZH-HANT"
REFRESH = timedelta(hours=6)
ALARMS = (timedelta(days=7), timedelta(days=1))  # before the day, both at
ALARM_TIME = time(8)
_END = b"END:VCALENDAR\r\n"
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # for a date of which no change was noted
_ZONE_FROM, _ZONE_TO = date(2010, 1, 1), date(2040, 1, 1)
_STATUS = {"open": "CONFIRMED", "done": "CONFIRMED", "cancelled": "CANCELLED"}
_TITLES = {"open": "{}", "done": "✓ {}", "cancelled": "{}（已取消）"}


def feed(
    community: Community, deadlines: Iterable[Deadline], changed: Mapping[str, datetime], origin: Origin, zone: tzinfo
) -> bytes:
    """The feed. The same dates give the same bytes, so that a client that asks again can be told that nothing is new.

    `changed`: when each date was last changed, by its id. Times of day are in `zone`.
    """
    head = _head(telling.one_line(community.name), zone).removesuffix(_END)
    events = (_event(one, changed.get(one.id, _NEVER), origin, zone, community.open) for one in deadlines)
    return b"".join([head, *events, _END])


@lru_cache(256)
def _head(name: str, zone: tzinfo) -> bytes:
    """A calendar without events."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(name))
    calendar.add("x-wr-timezone", str(zone))
    calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    calendar.add_component(Timezone.from_tzinfo(zone, first_date=_ZONE_FROM, last_date=_ZONE_TO))
    return bytes(calendar.to_ical())


@lru_cache(8192)  # the library takes half a millisecond for each, and next time nearly all are as they were
def _event(deadline: Deadline, changed: datetime, origin: Origin, zone: tzinfo, alive: bool) -> bytes:
    event = Event()
    event.add("uid", f"{deadline.id}@convener")
    event.add("sequence", deadline.version - 1)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    title = _title(deadline)
    event.add("summary", title)
    event.add("description", "\n".join(telling.details(deadline, origin)))
    event.add("status", _STATUS[deadline.state])
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
    _place(event, deadline, zone)
    if alive and deadline.state == "open":
        for before in ALARMS:
            event.add_component(_alarm(title, _trigger(deadline.at or time(), before)))
    return bytes(event.to_ical())


def _title(deadline: Deadline) -> str:
    title = _TITLES[deadline.state].format(telling.one_line(deadline.title))
    return title if deadline.sure else f"{title}（{telling.UNSURE}）"


def _place(event: Event, deadline: Deadline, zone: tzinfo) -> None:
    """The day as a whole, or the moment; how long something takes is known of none."""
    if deadline.at:
        event.add("dtstart", datetime.combine(deadline.day, deadline.at, zone))
        return
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))


def _trigger(at: time, before: timedelta) -> timedelta:
    """From the event's beginning to its alarm, which rings at a fixed time of day some days before."""
    return timedelta(hours=ALARM_TIME.hour - at.hour, minutes=-at.minute, seconds=-at.second) - before


def _alarm(title: str, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", trigger)
    return alarm
