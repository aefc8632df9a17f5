"""A community's calendar as iCalendar (RFC 5545, 7986): what phones and calendar programs subscribe to."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from icalendar import Calendar, Timezone, vDate, vDDDTypes, vInt, vText
from icalendar.parser import Contentline

from bot.export import telling
from bot.export.telling import Origin
from handlers.records import Community, Deadline

PRODUCT = "-//convener-bot//calendar//ZH-HANT"
REFRESH = timedelta(hours=6)
ALARMS = (timedelta(days=7), timedelta(days=1))  # before the day, both at
ALARM_TIME = time(8)
_LINE_END = b"\r\n"
_FOLDED = 75  # bytes from which on the library folds a line
_Value = str | int | date | datetime | timedelta
_END = b"END:VCALENDAR" + _LINE_END
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
    head = _head(telling.one_line(community.name), zone)
    events = (_event(one, changed.get(one.id, _NEVER), origin, zone, community.open) for one in deadlines)
    return b"".join([head, *events, _END])


def prepare(zone: tzinfo) -> None:
    """What all feeds share and what takes longest."""
    _zone(zone)


@lru_cache(256)
def _head(name: str, zone: tzinfo) -> bytes:
    """A calendar up to its events."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(name))
    calendar.add("x-wr-timezone", str(zone))
    calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    return bytes(calendar.to_ical()).removesuffix(_END) + _zone(zone)


@lru_cache(8)  # a dozen milliseconds
def _zone(zone: tzinfo) -> bytes:
    """When the clocks there are changed."""
    return bytes(Timezone.from_tzinfo(zone, first_date=_ZONE_FROM, last_date=_ZONE_TO).to_ical())


@lru_cache(8192)  # when a feed is asked for again, nearly all is as it was
def _event(deadline: Deadline, changed: datetime, origin: Origin, zone: tzinfo, alive: bool) -> bytes:
    """A date. The properties stand in the order into which the library sorts them."""
    title, stamp = _written(_title(deadline)), changed.astimezone(UTC)
    return _component(
        "VEVENT",
        _line("SUMMARY", title),
        *_place(deadline, zone),
        _common("DTSTAMP", stamp),
        _line("UID", _written(f"{deadline.id}@convener")),
        _common("SEQUENCE", deadline.version - 1),
        _common("DESCRIPTION", "\n".join(telling.details(deadline, origin))),
        _common("LAST-MODIFIED", stamp),
        _common("STATUS", _STATUS[deadline.state]),
        _common("TRANSP", "TRANSPARENT"),  # a deadline keeps nobody busy
        *(_alarms(title, deadline.at or time()) if alive and deadline.state == "open" else ()),
    )


def _title(deadline: Deadline) -> str:
    title = _TITLES[deadline.state].format(telling.one_line(deadline.title))
    return title if deadline.sure else f"{title}（{telling.UNSURE}）"


def _place(deadline: Deadline, zone: tzinfo) -> tuple[bytes, ...]:
    """The day as a whole, or the moment; how long something takes is known of none."""
    if deadline.at:
        return (_line("DTSTART", _written(datetime.combine(deadline.day, deadline.at, zone))),)
    return _line("DTSTART", _day(deadline.day)), _line("DTEND", _day(deadline.day + timedelta(days=1)))


def _alarms(title: bytes, at: time) -> Iterator[bytes]:
    told = _line("DESCRIPTION", title)
    for before in ALARMS:
        yield _component("VALARM", _common("ACTION", "DISPLAY"), told, _common("TRIGGER", _trigger(at, before)))


def _trigger(at: time, before: timedelta) -> timedelta:
    """From the event's beginning to its alarm, which rings at a fixed time of day some days before."""
    return timedelta(hours=ALARM_TIME.hour - at.hour, minutes=-at.minute, seconds=-at.second) - before


def _component(name: str, *parts: bytes) -> bytes:
    return b"".join([_common("BEGIN", name), *parts, _common("END", name)])


def _line(name: str, written: bytes) -> bytes:
    """A property, folded by the library, which looks at each character where a line is long."""
    line = name.encode() + written
    whole = line if len(line) < _FOLDED else Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return bytes(whole) + _LINE_END


def _written(value: _Value) -> bytes:
    """What stands behind a property's name, typed and escaped by the library.

    Whole events would be ten times as slow: the library types, compares and sorts what is the same in each of them.
    """
    typed = _typed(value)
    params = b";" + typed.params.to_ical() if typed.params else b""
    return b"%b:%b" % (params, typed.to_ical().removeprefix(BOM_UTF8))  # the library's lines begin no value with it


def _typed(value: _Value) -> vText | vInt | vDate | vDDDTypes:
    match value:
        case str():
            return vText(value)
        case int():
            return vInt(value)
        case datetime() | timedelta():
            return vDDDTypes(value)
    return vDate(value, {"VALUE": "DATE"})


_day = lru_cache(4096)(_written)  # each is where one date begins, and where the one before ends


@lru_cache(4096)  # for what dates share; no time but UTC, as 15:00 in one zone equals 07:00 in another
def _common(name: str, value: _Value) -> bytes:
    return _line(name, _written(value))
