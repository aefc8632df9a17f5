"""What can go wrong with a call to the Telegram stand-in."""

import asyncio
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

# -after: the call was carried out all the same; hang: no answer for so many seconds, then the connection is cut
FaultKind = Literal["429", "500", "500-after", "403", "400", "markup", "reset", "reset-after", "hang"]


@dataclass(slots=True)
class Fault:
    """What the next calls of a method meet, `after` so many; `chat`: only calls about that one."""

    kind: FaultKind
    method: str = "sendMessage"
    times: int = 1
    seconds: float = 1
    chat: int | None = None
    after: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the bot; `status` 0: the connection was cut."""

    method: str
    parameters: dict[str, Any]
    status: int


def next_fault(faults: list[Fault], method: str, chat: int) -> Fault | None:
    """The fault that a call meets, which is used up."""
    for fault in faults:
        if fault.method == method and fault.chat in (None, chat):
            if fault.after:
                fault.after -= 1
                continue
            fault.times -= 1
            if not fault.times:
                faults.remove(fault)
            return fault
    return None


async def failed(request: web.Request, fault: Fault) -> tuple[int, Any]:
    """Status and body of a call that fails."""
    if fault.kind == "hang":
        await asyncio.sleep(fault.seconds)
    if fault.kind.startswith(("reset", "hang")):
        if request.transport:
            request.transport.abort()
        return 0, {}
    if fault.kind == "markup":
        return 400, {"ok": False, "error_code": 400, "description": "Bad Request: can't parse entities: no reason"}
    code = int(fault.kind[:3])
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": "on purpose"}
    if code == 429:
        body["parameters"] = {"retry_after": int(fault.seconds)}
    return code, body
