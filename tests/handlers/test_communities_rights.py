"""Who may do what to a community, by whichever way they try: one row per thing that is done, all of them tried."""

import asyncio
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from content.library import load
from handlers import communities
from handlers.changes import Alter, Change, Found, Invite, Join, Leave, Revoke, SetReminded, Work, WrongCode
from handlers.dispatch import Dispatcher
from handlers.messages import Incoming
from handlers.ports import Ports
from handlers.records import Community, Role
from handlers.topic import Person
from tests.handlers.memory import Code, Memory

DISPATCHER = Dispatcher(load())
NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Taipei"))
OURS = Community("c1", "北昌共備社群", "keelung-113", "refine", 115, feed="secret")
THEIRS = Community("c2", "南平讀書社群", "keelung-113", "share", 115, feed="secret of theirs")
CODE, CO_CODE, HANDING = "CDEF-GHJK", "CDEF-GHJL", "CDEF-GHJM"
ROLES: dict[str, Role] = {"member": "member", "co": "co", "convener": "convener", "group": "member"}
WHO = ("stranger", "neighbour", "member", "co", "convener", "group")
WAYS = ("typed", "button", "link", "stale")
CONVENERS = frozenset(("co", "convener"))
INSIDE = CONVENERS | {"member"}
OUTSIDE = frozenset(("stranger", "neighbour"))
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """Something that is done: the order and the answers to its questions, who may, and what comes of it then.

    `asked`: what the button asks, where the order told it at once; `of`: what stands in its token behind the action.
    """

    action: str
    said: tuple[str, ...]
    may: frozenset[str]
    leads_to: type[Change] | None
    asked: tuple[str, ...] = ()
    of: str = "c1"

    @property
    def button(self) -> str:
        """The token of its button."""
        kind, _, name = self.action.rpartition(":")
        return ":".join(filter(None, (kind or "com", name, self.of)))


ROWS = (
    Row("found", ("建立社群", "115", "專業精進", "略過", "新的社群"), OUTSIDE | INSIDE, Found),
    Row("mine", ("我的社群",), NOBODY, None),
    Row("how", ("加入社群",), NOBODY, None),
    Row("enter", (f"加入 {CODE}",), OUTSIDE | {"group"}, Join),
    Row("enter", (f"加入 {CO_CODE}",), OUTSIDE | {"member"}, Join),
    Row("enter", (f"加入 {HANDING}",), OUTSIDE | {"member", "co"}, Join),
    Row("enter", (f"綁定 {CODE}",), OUTSIDE | {"group"}, Join),
    Row("work", ("切換到北昌共備社群",), INSIDE, Work),
    Row("members", ("社群成員",), NOBODY, None),
    Row("leave", ("退出社群", "是"), frozenset(("member", "co")), Leave),
    Row("feed", ("行事曆網址",), NOBODY, None),
    Row("renew", ("換行事曆網址",), CONVENERS, Alter),
    Row("invite", ("邀請成員",), CONVENERS, Invite),
    Row("co", ("邀請共同召集人",), CONVENERS, Invite),
    Row("revoke", ("作廢邀請碼",), CONVENERS, Revoke),
    Row("bind", ("綁定群組",), CONVENERS, Invite),
    Row("name", ("改社群名稱", "北昌數學社群"), CONVENERS, Alter),
    Row("name", ("社群改名 北昌數學社群",), CONVENERS, Alter, ("北昌數學社群",)),
    Row("tier", ("改層級", "專業分享"), CONVENERS, Alter),
    Row("school", ("改學校", "北昌國小"), CONVENERS, Alter),
    Row("roll", ("開新學年", "照舊"), CONVENERS, Found),
    Row("close", ("結束社群", "是"), CONVENERS, Alter),
    Row("over", ("交接社群",), frozenset(("convener",)), Invite),
    Row("rem:team", ("我們社群都提早 10 天提醒",), CONVENERS, Alter, of="c1:10"),
    Row("rem:group", ("群組也要提醒",), CONVENERS, Invite, of=""),
    Row("rem:join", ("我也要收提醒",), INSIDE, SetReminded),
    Row("rem:out", ("北昌共備社群不要提醒我",), INSIDE, SetReminded),
)
CASES = [pytest.param(who, row, way, id=f"{who} {way}: {row.said[0]}") for who, row, way in product(WHO, ROWS, WAYS)]


class Try:
    """Somebody who tries, beside the convener 王老師 and a member 林老師."""

    def __init__(self, who: str) -> None:
        self.who, self.person, self.changes = who, Person(plan="keelung-113"), list[Change]()
        self.store = Memory(groups={"group"})
        self.store.start("王老師", OURS)
        self.store.start("林老師", OURS, "member")
        self.store.start("neighbour", THEIRS)
        until, roles = NOW + timedelta(days=7), (("member", False), ("co", False), ("convener", True))
        for code, (role, hand_over) in zip((CODE, CO_CODE, HANDING), roles, strict=True):
            self.store.codes[code] = Code("王老師", "c1", role, until, hand_over)  # type: ignore[arg-type]

    def becomes(self, role: Role | None, beside: Role = "member") -> None:
        """The role that the person has from now on; `beside`: that of 王老師 then, if that is a convener's."""
        self.store.roles["c1", "王老師"] = beside if role == "convener" else "convener"
        self.store.roles.pop(("c1", self.who), None)
        if role:
            self.store.start(self.who, OURS, role)

    def say(self, text: str = "", token: str | None = None) -> str:
        """A message of theirs, with what it leads to in the store."""
        incoming = Incoming(self.who, text, token, group=self.who == "group")
        ports = Ports(communities=self.store, reminders=self.store)
        outcome = asyncio.run(DISPATCHER.turn(incoming, self.person, NOW, ports))
        self.person = outcome.person
        for change in outcome.changes:
            asyncio.run(self.store.apply(change, self.who, NOW))
        self.changes += outcome.changes
        return "\n".join(reply.text for reply in outcome.replies)

    def whole(self) -> object:
        """Everything that is kept of our community."""
        of_ours = [one for one in self.store.communities.values() if "c1" in (one.id, one.before)]
        inside = {key: role for key, role in self.store.roles.items() if key[0] == "c1"}
        codes = {code: one for code, one in self.store.codes.items() if one.community == "c1"}
        reminded = {key: one for key, one in self.store.reminded.items() if key[0] == "c1"}
        return deepcopy((of_ours, inside, codes, self.store.current.get(self.who) == "c1", self.store.rows, reminded))


def go(trying: Try, row: Row, way: str) -> object:
    """Tries it; what was kept before the last step."""
    order, *answers = row.said
    code = order.partition(" ")[2] if row.action == "enter" else ""
    button = row.button
    if way == "stale":
        return late(trying, row, button)
    trying.becomes(role_of(trying.who, row))
    before = trying.whole()
    match way:
        case "typed":
            trying.say(order)
        case "button":
            trying.say("x", button)
            answers = list(row.asked or answers)
        case "link":
            trying.say("", f"start:join_{code}" if code else f"start:{button}")
            answers = ["加入"] if code else answers
    for answer in answers:
        trying.say(answer)
    return before


def late(trying: Try, row: Row, button: str) -> object:
    """The button was shown, and its questions answered up to the last, to a convener; now they are what they are."""
    answers = row.asked or row.said[1:]
    if trying.who != "group":
        trying.becomes("convener", beside="convener")
    if answers:
        trying.say("x", button)
    for text in answers[:-1]:
        trying.say(text)
    trying.becomes(role_of(trying.who, row))
    before = trying.whole()
    trying.say(*(answers[-1:] or ("x", button)))
    return before


def role_of(who: str, row: Row) -> Role | None:
    """What somebody is in our community; a group comes in by a code, and does all else from within."""
    return None if (who, row.action) == ("group", "enter") else ROLES.get(who)


def allowed(who: str, row: Row, way: str) -> bool:
    """Whether somebody may do it that way: no link but an invitation does anything, no button holds a code."""
    if row.action == "enter":
        return who in row.may and way in ("typed", "link")
    if way == "link":
        return False
    return who in row.may and (who != "neighbour" or row.action == "found")


@pytest.mark.parametrize(("who", "row", "way"), CASES)
def test_only_who_may_changes_something(who: str, row: Row, way: str) -> None:
    trying = Try(who)
    before = go(trying, row, way)
    if allowed(who, row, way):
        assert row.leads_to in [type(change) for change in trying.changes]
    else:
        assert trying.whole() == before


def test_every_action_has_a_row() -> None:
    own = {row.action for row in ROWS if not row.action.startswith("rem:")}
    assert own == {*communities.FREE, *communities.OWN}


def test_every_way_that_is_not_refused_was_tried_with_success() -> None:
    tried = {(row.action, way) for who, row, way in product(WHO, ROWS, WAYS) if allowed(who, row, way)}
    changing = {row.action for row in ROWS if row.leads_to}
    assert {action for action, _ in tried} == changing


@pytest.mark.parametrize("who", ["stranger", "member", "group"])
@pytest.mark.parametrize(
    "token", ["form:com-close:sure:yes", "form:com-roll:tier:refine", "com:close:c9", "com:harm:c1"]
)
def test_a_made_up_button_changes_nothing(who: str, token: str) -> None:
    trying = Try(who)
    trying.becomes(ROLES.get(who))
    before = trying.whole()
    assert trying.say("是", token)
    assert trying.whole() == before


@pytest.mark.parametrize(
    ("who", "order", "told"),
    [
        ("member", "邀請成員", "召集人和共同召集人"),
        ("co", "交接社群", "只有召集人"),
        ("stranger", "邀請成員", "還沒有社群"),
        ("group", "社群改名 北昌數學社群", "私訊我"),
    ],
)
def test_who_may_not_is_told_who_may(who: str, order: str, told: str) -> None:
    trying = Try(who)
    trying.becomes(ROLES.get(who))
    assert told in trying.say(order)


def test_somebody_elses_community_is_not_named_to_a_stranger() -> None:
    trying = Try("stranger")
    assert OURS.name not in trying.say("x", "com:close:c1")


def test_after_five_wrong_codes_the_right_one_is_refused_with_the_same_words() -> None:
    trying = Try("stranger")
    wrong = {trying.say(f"加入 ZZZZ-ZZZ{letter}") for letter in "ABCDE"}
    assert wrong == {trying.say(f"加入 {CODE}")}
    assert {type(change) for change in trying.changes} == {WrongCode}


def kinds(changes: Iterable[Change]) -> list[str]:
    """The names of what changes."""
    return [type(change).__name__ for change in changes]


def test_a_code_is_used_once_and_not_after_its_time() -> None:
    trying = Try("stranger")
    trying.say(f"加入 {CODE}")
    assert kinds(trying.changes) == ["Join"]
    again = Try("neighbour")
    again.store.codes[CODE].open = False
    again.store.codes[CO_CODE].until = NOW
    again.say(f"加入 {CODE}")
    again.say(f"加入 {CO_CODE}")
    assert kinds(again.changes) == ["WrongCode", "WrongCode"]
