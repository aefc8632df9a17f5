"""What became of every turn: from the screens of both messengers, and from the database the bot left."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self

from tests.faults.crowd import APOLOGY, LINE, TELEGRAM, Crowd, Said, Seen, Teacher

ROWS = "SELECT update_id, state FROM inbox WHERE channel = ? AND address = ? ORDER BY id"
TALK = "SELECT p.talk FROM identity i JOIN person p ON p.id = i.person_id WHERE i.channel = ? AND i.address = ?"


@dataclass(slots=True)
class Summed:
    """Counts that are added field by field."""

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(slots=True)
class Count(Summed):
    """Turns and replies of one messenger.

    `again`: turns that were delivered to the bot more than once before it acknowledged them. A reply is `prompt`, or
    `late` (marked so, with the next answer), or `both`, where the process died before it knew that it had arrived.
    """

    turns: int = 0
    acknowledged: int = 0
    again: int = 0
    prompt: int = 0
    late: int = 0
    both: int = 0
    lost: int = 0
    doubled: int = 0
    apologies: int = 0


@dataclass(slots=True)
class Findings:
    """`problems`: everything that must not be, in words."""

    counts: dict[str, Count] = field(default_factory=lambda: {LINE: Count(), TELEGRAM: Count()})
    problems: list[str] = field(default_factory=list)


def examine(crowd: Crowd, database: Path, log: Path, *, punctual: bool) -> Findings:
    """After the bot has ended. `punctual`: it was never gone for as long as LINE's reply tokens live."""
    found = Findings()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for teacher in crowd.teachers:
            rows = connection.execute(ROWS, (teacher.channel, teacher.address)).fetchall()
            talks = [json.loads(talk) for (talk,) in connection.execute(TALK, (teacher.channel, teacher.address))]
            found.problems += [f"{teacher.name} on {teacher.channel}: {one}" for one in _effects(teacher, rows, talks)]
            _screen(found, crowd, teacher, [update for update, _ in rows])
    if punctual and found.counts[LINE].both:
        found.problems.append("LINE: a reply came twice although its token could tell")
    found.problems += [f"LINE refused: {one}" for one in crowd.line.refused]
    found.problems += [f"pushed to {one}" for one in crowd.line.pushed]
    found.problems += [f"Telegram refused: {one}" for one in crowd.telegram.refused]
    found.problems += [f"log: {line}" for line in log.read_text().splitlines() if '"level": "error"' in line]
    return found


def _effects(teacher: Teacher, rows: Sequence[tuple[str, str]], talks: Sequence[dict[str, int]]) -> Iterable[str]:
    """Each update is in the inbox once and done, and was counted once."""
    said = sorted(one.id for one in teacher.said)
    if said != sorted(update for update, _ in rows):
        yield f"{len(said)} turns are {len(rows)} updates"
    if unfinished := [update for update, state in rows if state != "done"]:
        yield f"not done: {unfinished}"
    if (counted := [talk["turns"] for talk in talks]) != [len(said)]:
        yield f"{len(said)} turns are counted as {counted}"


def _screen(found: Findings, crowd: Crowd, teacher: Teacher, order: Sequence[str]) -> None:
    count, seen = found.counts[teacher.channel], crowd.seen(teacher)
    place = {update: number for number, update in enumerate(order)}
    plan = ""
    for said in sorted(teacher.said, key=lambda one: place.get(one.id, 0)):
        plan = said.plan or plan
        replies = seen.pop(said.amount, [])
        fate = _fate(count, said, replies)
        if fate or any(f"出處：{plan}" not in reply.text for reply in replies):
            texts = [reply.text for reply in replies]
            found.problems.append(f"{teacher.name} on {teacher.channel}: {fate or 'wrong plan'}: {said} {plan} {texts}")
    strange = [reply.text for replies in seen.values() for reply in replies]
    count.apologies += sum(APOLOGY in text for text in strange)
    found.problems += [f"{teacher.name} on {teacher.channel} was told: {text}" for text in strange]


def _fate(count: Count, said: Said, replies: Sequence[Seen]) -> str:
    """Counts a turn; "" where all is well."""
    count.turns += 1
    count.acknowledged += said.tries == 1
    count.again += said.tries > 1
    match sorted(reply.late for reply in replies):
        case []:
            count.lost += 1
            return "lost"
        case [False]:
            count.prompt += 1
        case [False, False, *_]:
            count.doubled += 1
            return "doubled"
        case [True, *_]:
            count.late += 1
        case _:
            count.both += 1
    return ""
