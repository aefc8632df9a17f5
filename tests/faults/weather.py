"""Both messengers with something in store for some people: what their next pushes meet."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from aiohttp import web

from tests.faults.burst import Burst
from tests.faults.crowd import LINE, TELEGRAM
from tests.messengers.line import Fault as LineFault
from tests.messengers.line import LineServer
from tests.messengers.telegram import TelegramServer
from tests.messengers.telegram_chats import user_id
from tests.messengers.telegram_faults import Fault, FaultKind

QUOTA = "/v2/bot/message/quota"
PLENTY = "You have sent too many messages to the same user."
LineFate = LineFault | Literal["429-same-user"]  # the third of LINE's three kinds; the month's comes of itself
ON_LINE: dict[LineFate, int] = {
    "500": 4,
    "500-after": 4,
    "reset": 4,
    "reset-after": 4,
    "timeout": 2,
    "timeout-after": 3,
    "429": 1,
    "429-same-user": 2,
}
ON_TELEGRAM: dict[FaultKind, int] = {
    "500": 4,
    "500-after": 4,
    "reset": 4,
    "reset-after": 5,
    "hang": 3,
    "429": 1,
    "markup": 2,
    "400": 1,
    "403": 2,
}
STRUCK = 0.3  # of all people; half of them twice
AFTER = "-after"  # ends the name of what befalls a message that arrived


@dataclass
class WildLine(LineServer):
    """`fates`: what the next pushes to an address meet. What it counts for the month it does not tell."""

    fates: dict[str, list[LineFate]] = field(default_factory=lambda: defaultdict(list))
    pushes: int = 0

    async def _call(self, request: web.Request) -> web.Response:
        if request.path.startswith(QUOTA):
            return web.json_response({"message": "Internal Server Error"}, status=500)
        if request.path.endswith("/message/push"):
            self.pushes += 1
            fates = self.fates[json.loads(await request.read())["to"]]
            match fates.pop(0) if fates else None:
                case "429-same-user":
                    return web.json_response({"message": PLENTY}, status=429)
                case None:
                    pass
                case fault:
                    self.fail(fault, call="push")
        return await super()._call(request)


@dataclass
class WildTelegram(TelegramServer):
    """`unsure`: how often a message arrived in a chat, and the bot was told that it had not."""

    pushes: int = 0
    unsure: Counter[int] = field(default_factory=Counter)

    async def _call(self, request: web.Request) -> web.Response:
        self.pushes += request.match_info["method"] == "sendMessage"
        return await super()._call(request)

    def clear_up(self) -> None:
        """Nothing goes wrong any more."""
        self.unsure -= Counter(one.chat for one in self.faults if one.chat and one.kind.endswith(AFTER))
        self.faults.clear()


def brew(line: WildLine, telegram: WildTelegram, burst: Burst, random: Random) -> None:
    """Lays in for people what will befall their reminders."""
    for teacher in burst.teachers.values():
        if TELEGRAM in teacher.ways:
            telegram.private(teacher.name).status = "member"
        times = random.choice((1, 2)) if random.random() < STRUCK else 0
        if teacher.ways[0] == LINE:
            line.fates[teacher.address(LINE)] += random.choices(list(ON_LINE), list(ON_LINE.values()), k=times)
        else:
            for kind in random.choices(list(ON_TELEGRAM), list(ON_TELEGRAM.values()), k=times):
                telegram.faults.append(Fault(kind, chat=user_id(teacher.name)))
                telegram.unsure[user_id(teacher.name)] += kind.endswith(AFTER)
