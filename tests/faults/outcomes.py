"""What became of every reminder: from the database that the bot left, and from the screens of both messengers."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from bot.outbox.pace import BURST
from tests.faults.burst import Key, Teacher
from tests.faults.crowd import LINE, TELEGRAM
from tests.faults.findings import Summed
from tests.faults.rush import Rush
from tests.faults.storm import DATABASE
from tests.messengers.telegram_chats import user_id

TITLE = re.compile(r"第\d+之\d+份資料")
OUTCOMES = ("sent", "told", "merged", "expired", "cancelled")
SECONDS = 1.0  # between the claim of a message and the note that it was sent, at the most, on a busy computer
ROWS = """SELECT r.deadline_id, r.version, r.lead, r.person_id, r.state, coalesce(m.channel, ''), coalesce(m.state, '')
    FROM reminder r LEFT JOIN message m ON m.id = r.message_id"""
DIGESTS = "SELECT channel, address, retry_key, state FROM message WHERE inbox_id IS NULL AND tries > 0"
Digest = tuple[str, str, str, str]
Screens = dict[str, Counter[str]]  # by channel: how often each title was shown to somebody


@dataclass(slots=True)
class Fate(Summed):
    """Reminders of the people who are at home on one messenger, and the messages that went out on it.

    `moved`: of those sent, on another channel. `wire`: messages that were claimed when the process was killed.
    `unsure`: that arrived on Telegram, which told the bot otherwise. `twice`: that came once more. `known`: tries that
    LINE knew by their keys.
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
    """A reminder; `channel` and `digest`, that message's state: where a message says it."""

    key: Key
    state: str
    channel: str
    digest: str

    @property
    def outcome(self) -> bool:
        """Whether it has one."""
        return self.state in OUTCOMES and (self.state != "sent" or self.digest == "sent")


def examine(rush: Rush) -> Outcomes:
    """After the bot has ended."""
    found, said = Outcomes(), defaultdict[tuple[int, str], list[_Row]](list)
    with closing(sqlite3.connect(f"file:{rush.folder / DATABASE}?mode=ro", uri=True)) as connection:
        rows = [_Row((row[0], row[1], row[2], row[3]), *row[4:]) for row in connection.execute(ROWS)]
        digests = connection.execute(DIGESTS).fetchall()
    found.problems += _tables(rush, rows, digests)
    for row in rows:
        if row.key in rush.burst.titles:
            said[row.key[3], rush.burst.titles[row.key]].append(row)
            _count(found, rush, row)
    screens = {teacher.id: _screens(rush, teacher) for teacher in rush.burst.teachers.values()}
    more = Counter[int]()
    for (who, title), reminders in said.items():
        shown = {way: one[title] for way, one in screens[who].items()}
        more |= Counter({who: _judge(found, rush, rush.burst.teachers[who], reminders, shown)})
    for who, times in more.items():
        found.counts[rush.burst.teachers[who].ways[0]].twice += times
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
    if missing := rush.burst.titles.keys() - {row.key for row in rows}:
        yield f"without a row: {missing}"
    for row in rows:
        if row.state != "pending" and row.key not in rush.burst.titles:
            yield f"not due: {row}"
    for digest in digests:
        if digest[3] not in ("sent", "dead", "cancelled"):
            yield f"under way: {digest}"
    sent = [(address, key) for channel, address, key, state in digests if channel == LINE and state == "sent"]
    if {key for _, key in sent} != rush.line.keys.keys():
        yield f"sent by key: {len(sent)}, accepted by LINE: {len(rush.line.keys)}"
    if Counter(address for address, _ in sent) != Counter(rush.line.pushed):
        yield "LINE showed pushes to others than they were sent to"
    if (claimed := sum(channel == LINE for channel, *_ in digests)) > (rush.line.quota or 0):
        yield f"{claimed} messages for LINE, where {rush.line.quota} are allowed"


def _count(found: Outcomes, rush: Rush, row: _Row) -> None:
    teacher = rush.burst.teachers[row.key[3]]
    count = found.counts[teacher.ways[0]]
    count.due += 1
    if not row.outcome:
        found.problems.append(f"{teacher.name}: no outcome: {row}")
        return
    setattr(count, row.state, getattr(count, row.state) + 1)
    count.moved += row.state == "sent" and row.channel != teacher.ways[0]


def _judge(found: Outcomes, rush: Rush, teacher: Teacher, rows: Sequence[_Row], shown: dict[str, int]) -> int:
    """Holds the outcomes of one date's reminders for one person against how often it was shown, by channel; how often
    that was more than once."""
    sent = Counter(row.channel for row in rows if row.state == "sent")
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
        count.messages = sum(channel == way and state == "sent" for channel, _, _, state in digests)
        count.wire = sum(times for (channel, _), times in rush.wire.items() if channel == way)
    found.counts[LINE].known = rush.line.again.total()
    found.counts[TELEGRAM].unsure = rush.telegram.unsure.total()
    most = round(rush.rate * SECONDS) + 2 * max(1, int(rush.rate * BURST))
    if (claimed := rush.most[TELEGRAM]) > most:
        found.problems.append(f"{claimed} messages were claimed for Telegram at a kill, where {most} could be")
