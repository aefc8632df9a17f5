"""What became of every reminder: from the database that the bot left, and from the screens of both messengers."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.outbox.pace import BURST
from bot.store.bulk import stored
from tests.faults.burst import Key, Teacher
from tests.faults.crowd import LINE, TELEGRAM
from tests.faults.findings import Summed
from tests.faults.restless import Restless
from tests.faults.rush import Rush
from tests.faults.storm import DATABASE
from tests.messengers.telegram_chats import user_id

TITLE = re.compile(r"第\d+之\d+份資料")
MAY_BE_SENT = ("sent", "cancelled")  # the states of digests that LINE may have accepted
OUTCOMES = ("sent", "told", "merged", "expired", "cancelled")
SECONDS = 1.0  # between the claim of a message and the note that it was sent, at the most, on a busy computer
ROWS = """SELECT r.deadline_id, r.version, r.lead, r.person_id, r.state, r.day, r.due_at <= ?,
    coalesce(m.channel, ''), coalesce(m.state, ''), coalesce(m.created_at, '')
    FROM reminder r LEFT JOIN message m ON m.id = r.message_id"""
DIGESTS = "SELECT channel, address, retry_key, state, body FROM message WHERE inbox_id IS NULL AND tries > 0"
Digest = tuple[str, str, str, str, str]
Screens = dict[str, Counter[str]]  # by channel: how often each title was shown to somebody


@dataclass(slots=True)
class Fate(Summed):
    """Reminders of the people who are at home on one messenger, and the messages that went out on it.

    `moved`: of those sent, on another channel. `wire`: messages that were claimed when the process was killed.
    `unsure`: that arrived on Telegram, which told the bot otherwise. `twice`: that came once more. `known`: tries that
    LINE knew by their keys. `ghosts`: that LINE may have shown before the bot heard of it, and that nobody needed then.
    """

    due: int = 0
    sent: int = 0
    moved: int = 0
    told: int = 0
    merged: int = 0
    expired: int = 0
    cancelled: int = 0
    messages: int = 0
    wire: int = 0
    unsure: int = 0
    known: int = 0
    ghosts: int = 0
    twice: int = 0
    lost: int = 0
    doubled: int = 0


@dataclass(slots=True)
class Outcomes:
    """`problems`: everything that must not be, in words."""

    counts: dict[str, Fate] = field(default_factory=lambda: {LINE: Fate(), TELEGRAM: Fate()})
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """A reminder of a date on that `day`. `due`: by the end; `channel`, `digest` (its state), `frozen` (when it was put
    into words): of the message that says it."""

    key: Key
    state: str
    day: date
    due: bool
    channel: str
    digest: str
    frozen: datetime | None

    @property
    def outcome(self) -> bool:
        """Whether it has one."""
        return self.state in OUTCOMES and (self.state != "sent" or self.digest == "sent")

    @property
    def arrived(self) -> bool:
        """Whether it was shown; what is called off on the wire may be."""
        return self.state in ("sent", "cancelled") and self.digest == "sent"


def _row(*columns: Any) -> _Row:
    deadline, version, lead, person, state, day, due, channel, digest, frozen = columns
    when = datetime.fromisoformat(frozen) if frozen else None
    return _Row((deadline, version, lead, person), state, date.fromisoformat(day), bool(due), channel, digest, when)


def examine(rush: Rush) -> Outcomes:
    """After the bot has ended."""
    found, said = Outcomes(), defaultdict[tuple[int, str], list[_Row]](list)
    with closing(sqlite3.connect(f"file:{rush.folder / DATABASE}?mode=ro", uri=True)) as connection:
        rows = [_row(*row) for row in connection.execute(ROWS, [stored(rush.now)])]
        digests = connection.execute(DIGESTS).fetchall()
    found.problems += [*_tables(rush, rows, digests), *_changes(rush.restless, rows)]
    for row in rows:
        if row.due:
            said[row.key[3], rush.burst.titles[row.key[0]]].append(row)
            _count(found, rush, row)
    ghosts = _ghosts(rush, digests)
    screens = {teacher.id: _screens(rush, teacher) for teacher in rush.burst.teachers.values()}
    more = Counter[int]()
    for (who, title), reminders in said.items():
        shown = {way: one[title] for way, one in screens[who].items()}
        teacher = rush.burst.teachers[who]
        unheard = ghosts[teacher.address(LINE), title]
        more |= Counter({who: _judge(found, rush, teacher, reminders, shown, unheard)})
    for who, times in more.items():
        found.counts[rush.burst.teachers[who].ways[0]].twice += times
    found.counts[LINE].ghosts = ghosts.total()
    _wires(found, rush, digests)
    found.problems += rush.problems
    found.problems += [f"LINE refused: {one}" for one in rush.line.refused]
    found.problems += [f"Telegram refused: {one}" for one in rush.telegram.refused]
    log = (rush.folder / "log").read_text()
    found.problems += [f"log: {line}" for line in log.splitlines() if '"level": "error"' in line]
    return found


def _screens(rush: Rush, teacher: Teacher) -> Screens:
    line = [shown.text for shown in rush.line.sent[teacher.address(LINE)]]
    shown = {LINE: line, TELEGRAM: rush.telegram.texts(teacher.name)}
    return {way: Counter(title for text in texts for title in TITLE.findall(text)) for way, texts in shown.items()}


def _tables(rush: Rush, rows: Sequence[_Row], digests: Sequence[Digest]) -> Iterator[str]:
    """Nothing is missing or under way, and what LINE accepted is what was sent, by key and by address."""
    if missing := rush.burst.due - {row.key for row in rows}:
        yield f"without a row: {missing}"
    for row in rows:
        if row.state not in ("pending", "cancelled") and not row.due:
            yield f"not due: {row}"
    for digest in digests:
        if digest[3] not in ("sent", "dead", "cancelled"):
            yield f"under way: {digest}"
    sent = [(address, key) for channel, address, key, state, _ in digests if channel == LINE and state in MAY_BE_SENT]
    sent = [(address, key) for address, key in sent if key in rush.line.keys]
    keys = {key for channel, _, key, state, _ in digests if channel == LINE and state == "sent"}
    if not keys <= rush.line.keys.keys() or len(sent) < len(rush.line.keys):
        yield f"sent by key: {len(keys)}, accepted by LINE: {len(rush.line.keys)}"
    if Counter(address for address, _ in sent) != Counter(rush.line.pushed):
        yield "LINE showed pushes to others than they were sent to"
    if len(sent) > (rush.line.quota or 0):  # what it surely did not take is not counted, and tried once more later
        yield f"{len(sent)} messages on LINE, where {rush.line.quota} are allowed"


def _changes(restless: Restless, rows: Sequence[_Row]) -> Iterator[str]:
    """What was called off had nothing to say any more, and what is planned or was put into words had something."""
    for row in rows:
        which, version, *_ = row.key
        if row.state == "cancelled" and not restless.over(which, version, row.day):
            yield f"cancelled for no reason: {row}"
        if row.state == "pending" and not restless.stands(which, row.day):
            yield f"planned for nothing: {row}"
        if row.frozen and any(begin < row.frozen < end for begin, end in restless.idle(which, row.day)):
            yield f"said although it was over: {row}"


def _ghosts(rush: Rush, digests: Sequence[Digest]) -> Counter[tuple[str, str]]:
    """What LINE accepted at a try of which the bot never heard, and what it then had no reason to try again; by address
    and title."""
    gone = [one for one in digests if one[0] == LINE and one[3] == "cancelled" and one[2] in rush.line.keys]
    return Counter(
        (address, title) for _, address, _, _, body in gone for title in TITLE.findall(json.loads(body)["text"])
    )


def _count(found: Outcomes, rush: Rush, row: _Row) -> None:
    teacher = rush.burst.teachers[row.key[3]]
    count = found.counts[teacher.ways[0]]
    count.due += 1
    if not row.outcome:
        found.problems.append(f"{teacher.name}: no outcome: {row}")
        return
    setattr(count, row.state, getattr(count, row.state) + 1)
    count.moved += row.state == "sent" and row.channel != teacher.ways[0]


def _judge(
    found: Outcomes, rush: Rush, teacher: Teacher, rows: Sequence[_Row], shown: dict[str, int], unheard: int
) -> int:
    """Holds the outcomes of one date's reminders for one person against how often it was shown, by channel; how often
    that was more than once. `unheard`: on LINE, without the bot's knowing."""
    sent = Counter(row.channel for row in rows if row.arrived)
    sent[LINE] += unheard
    told, count = sum(row.state == "told" for row in rows), found.counts[teacher.ways[0]]
    more, fate = sum(shown.values()) - sent.total() - told, ""
    if more < 0 or any(shown[way] < times for way, times in sent.items()) or {row.state for row in rows} == {"merged"}:
        count.lost += 1
        fate = "lost"
    elif shown[LINE] > sent[LINE] + told or more > _excuses(rush, teacher):
        count.doubled += 1
        fate = "doubled"
    if fate:
        found.problems.append(f"{teacher.name}: {fate}: {rows} were shown {shown}")
    return more


def _excuses(rush: Rush, teacher: Teacher) -> int:
    """How often something on Telegram may have come once more."""
    return rush.wire[TELEGRAM, teacher.address(TELEGRAM)] + rush.telegram.unsure[user_id(teacher.name)]


def _wires(found: Outcomes, rush: Rush, digests: Sequence[Digest]) -> None:
    """Telegram knows no keys: no more may be claimed there than is on the wire, or about to be."""
    for way, count in found.counts.items():
        count.messages = sum(channel == way and state == "sent" for channel, _, _, state, _ in digests)
        count.wire = sum(times for (channel, _), times in rush.wire.items() if channel == way)
    found.counts[LINE].known = rush.line.again.total()
    found.counts[TELEGRAM].unsure = rush.telegram.unsure.total()
    most = round(rush.rate * SECONDS) + 2 * max(1, int(rush.rate * BURST))
    if (claimed := rush.most[TELEGRAM]) > most:
        found.problems.append(f"{claimed} messages were claimed for Telegram at a kill, where {most} could be")
