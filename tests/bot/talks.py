"""The conversations of tests/conversations as the whole program plays them: who speaks where, and with which codes.

They are written as if the first code were ABCD-EFGH; here it is another each time.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import Connection

from bot.store import persons
from bot.store.changes import keep
from bot.store.communities import new_id
from bot.store.links import new_code
from handlers.changes import Change, Found, Invite, Join
from handlers.records import Community, Role
from handlers.topic import Outcome, Person

Talk = Mapping[str, Any]
Step = Mapping[str, Any]

FOLDER = Path(__file__).parents[1] / "conversations"
TODAY = "2024-04-01T09:00"
TAIPEI = ZoneInfo("Asia/Taipei")
LONG = timedelta(days=9999)
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
WRITTEN = ("{code}", "{bare}", "ABCD-EFGH", "ABCDEFGH", "abcd-efgh", "ａｂｃｄ ｅｆｇｈ", "CDEF")
_WRITTEN = re.compile("|".join(map(re.escape, WRITTEN)))
WIDE = {ord(char): ord(char) + 0xFEE0 for char in "abcdefghijklmnopqrstuvwxyz23456789"} | {ord("-"): " "}


class Speaker(NamedTuple):
    """Whose turn it is: somebody on a messenger, alone or in a group."""

    channel: str
    name: str
    group: str = ""


def talks(*, unasked: bool = False) -> Iterator[tuple[str, Talk]]:
    """Every conversation, with a name for it; `unasked`: also those in which the bot speaks first, by a schedule."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for talk in yaml.safe_load(path.read_text(encoding="utf-8")):
            if unasked or not reminds(talk):
                yield f"{path.stem}: {talk['name']}", talk


def reminds(talk: Talk) -> bool:
    """Whether somebody is reminded in it."""
    return any("reminded" in step for step in talk["turns"])


def begins(talk: Talk) -> datetime:
    """When a conversation takes place."""
    return _moment(str(talk.get("now", TODAY)))


def following(moment: datetime, step: Step) -> datetime:
    """When the turn after one takes place."""
    after = step.get("after", 60)
    return _moment(after) if isinstance(after, str) else moment + timedelta(seconds=after)


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=TAIPEI)


def speaker(talk: Talk, step: Step) -> Speaker:
    """Who says something: 王老師 on LINE where nothing else is told."""
    group = step.get("in", "社群" if talk.get("group") else "")
    return Speaker(step.get("by", "line"), step.get("who", "王老師"), group)


def filled(step: Step, code: str) -> dict[str, Any]:
    """A turn with the newest code wherever one stands, in all ways of writing one."""
    return {key: _filled(value, _ways(code)) if code else value for key, value in step.items()}


def _filled(value: Any, ways: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(one, ways) for one in value]
    return _WRITTEN.sub(lambda found: ways[found[0]], value) if isinstance(value, str) else value


def _ways(code: str) -> dict[str, str]:
    bare, small = code.replace("-", ""), code.lower()
    return dict(zip(WRITTEN, (code, bare, code, bare, small, small.translate(WIDE), code[:4]), strict=True))


def newest(text: str, code: str) -> str:
    """The code that was given out last: in what was just told, or the one before."""
    return next(reversed(CODE.findall(text)), code)


def settle(c: Connection, talk: Talk, channel: str, address: str, now: datetime) -> None:
    """What the first person of a conversation, or the group, has from the start: a plan, and a part in a community."""
    plan, tier = talk.get("plan", ""), talk.get("tier", "")
    persons.meet(c, channel, address, now, group=bool(talk.get("group")))
    _keep(c, channel, address, now, person=Person(plan=plan, tier=tier))
    if "community" not in talk:
        return
    details = {"name": "北昌共備社群", "plan": plan, "tier": tier, "feed": address, **talk["community"]}
    role: Role = details.pop("role", "convener")
    founder = address if role == "convener" else f"{address} founds"
    code, new = new_code(), Community(new_id(), **details)
    persons.meet(c, channel, founder, now)
    _keep(c, channel, founder, now, Found(new))
    if founder != address:
        _keep(c, channel, founder, now, Invite(code, new.id, role, now + LONG))
        _keep(c, channel, address, now, Join(code))


def _keep(
    c: Connection, channel: str, address: str, now: datetime, *changes: Change, person: Person | None = None
) -> None:
    known = persons.of(c, channel, address)
    assert known
    outcome = Outcome(person or known.person, changes=changes)
    keep(c, known, outcome, channel=channel, address=address, now=now, at=now)


def plain(text: object) -> str:
    """Without white space and thousands commas."""
    return "".join(str(text).replace(",", "").split())
