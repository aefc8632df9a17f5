"""Strange updates by the thousand at the running program, with good ones among them."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from content.library import Library
from tests.messengers.line_people import Token, line_id
from tests.messengers.telegram_chats import Chat, person, user_id
from tests.messengers.telegram_people import Queued
from tests.tools.mutating import Mutator, Sample, events, places
from tests.tools.program import Program, until

QUESTION, ANSWER = "基隆113 便當一個120可以嗎", "100 元"
TOGETHER = 4  # strange webhooks whose events LINE sends in one
WAVE = 200  # updates after which the good ones must have been answered
MANGLED, FORGED = 20, 40  # one in so many is no JSON any longer, comes with a wrong signature or secret
PATIENCE = 20.0  # seconds
REFUSED = "a message was refused"  # in the log: by Telegram, and no fault of the chat's
CHAT_IDS = (
    "POST /v2/bot/chat/loading/start",
    "POST /v2/bot/group/",
    "POST /v2/bot/room/",
)  # with ids that LINE never gives


class Onslaught:
    """`statuses`: what the program answered; `good`: how many good ones were answered; `failures`: what went wrong."""

    def __init__(self, program: Program, mutator: Mutator) -> None:
        self.statuses: Counter[int] = Counter()
        self.good = 0
        self.failures: list[str] = []
        self._program = program
        self._mutator = mutator
        self._random = mutator.random
        self._waiting: dict[str, Callable[[], Sequence[Any]]] = {}  # a good person → what is shown to that one

    async def as_they_are(self, given: Sequence[Sample]) -> None:
        """Every sample as it stands in its file, and once more under ids of its own."""
        for sample in given:
            pair = sample.raw, self._mutator.fresh(sample)
            if sample.platform == "telegram":
                await self._telegram(*pair)
            for raw in pair if sample.platform == "line" else ():
                await self._line(raw)
        await self._answered()

    async def line(self, count: int) -> None:
        """So many bent webhooks of LINE's, several in one."""
        for at in range(0, count, TOGETHER):
            bent = [self._mutator.mutated("line") for _ in range(min(TOGETHER, count - at))]
            whole = [body for body in bent if isinstance(body, dict) and isinstance(body.get("events"), list)]
            for body in bent:
                if body not in whole:
                    await self._line(body)
            if whole:
                found = [event for body in whole for event in body["events"]]
                await self._line({**whole[0], "events": self._random.sample(found, len(found))})
            await self._wave(at, TOGETHER)

    async def hook(self, count: int) -> None:
        """So many bent updates at Telegram's webhook, with good ones in between."""
        for at in range(0, count, TOGETHER):
            bent = [self._mutator.mutated("telegram") for _ in range(min(TOGETHER, count - at))]
            await self._telegram(*bent)
            await self._wave(at, TOGETHER)

    async def poll(self, count: int) -> None:
        """So many bent updates among those that a polling bot is given; their numbers are Telegram's own, and right."""
        for at in range(0, count, TOGETHER):
            for _ in range(min(TOGETHER, count - at)):
                bent = self._mutator.mutated("telegram")
                number = 900_000_000 + self._mutator.serial()
                raw = {**bent, "update_id": number} if isinstance(bent, dict) else bent
                self._meet(raw)
                self._program.telegram.updates[number] = Queued("bent", raw)
            raw = self._good_telegram()
            self._program.telegram.updates[raw["update_id"]] = Queued("good", raw)
            self._program.telegram.arrived("good")
            await self._wave(at, TOGETHER)

    async def ended(self, library: Library) -> None:
        """Waits until everything has its outcome, and looks at what that was."""
        await self._answered()
        self.failures += [f"left open: {row}" for row in await self._program.settled()]
        rows = self._program.rows
        self.failures += [f"set aside: {raw}" for (raw,) in rows("SELECT raw FROM inbox WHERE state = 'aside'")]
        self.failures += [str(line) for line in self._program.watch.lines if line["event"] == REFUSED]
        apology = library.phrases.chat.trouble.split("{")[0]
        said = [json.loads(body)["text"] for (body,) in rows("SELECT body FROM message")]
        self.failures += [f"an apology: {text}" for text in said if apology in text]
        self.failures += [f"LINE: {why}" for why in self._program.line.refused if not why.startswith(CHAT_IDS)]
        self.failures += [f"Telegram: {why}" for why in self._program.telegram.refused]

    async def _line(self, body: Any) -> None:
        """A webhook with a good event somewhere in it, or behind it."""
        found, good = events(body), self._good_line()
        inside = isinstance(body, dict) and body.get("events") is not None and found == body["events"]
        if inside:
            at = self._random.randrange(len(found) + 1)
            body = {**body, "events": [*found[:at], good, *found[at:]]}
        for event in found:
            self._issue(event)
        await self._post(self._program.post_line, body)
        if not inside:
            await self._post(self._program.post_line, {"events": [good]})

    async def _telegram(self, *raws: Any) -> None:
        for raw in raws:
            self._meet(raw)
            await self._post(self._program.post_telegram, raw)
        await self._post(self._program.post_telegram, self._good_telegram())

    async def _post(self, post: Callable[..., Any], value: Any) -> None:
        body = json.dumps(value, ensure_ascii=self._random.random() < 0.5).encode("utf-8", "surrogatepass")
        if not self._random.randrange(FORGED):
            await self._expect(401, post(body, "forged"), body)
        if not self._random.randrange(MANGLED):
            mangled = self._mutator.mangled(body)
            await self._expect(200, post(mangled), mangled)
        await self._expect(200, post(body), body)

    async def _expect(self, wanted: int, posting: Any, body: bytes) -> None:
        status = await posting
        self.statuses[status] += 1
        if status != wanted:
            self.failures.append(f"{status} instead of {wanted}: {body[:2000]!r}")

    def _good_line(self) -> Mapping[str, Any]:
        name, line = f"好老師{self._mutator.serial()}", self._program.line
        event = line.event("message", name, message={"type": "text", "id": "1", "text": QUESTION})
        line.issue(event)
        self._waiting[name] = lambda: line.sent[line_id(name)]
        return event

    def _good_telegram(self) -> dict[str, Any]:
        number = 900_000_000 + self._mutator.serial()
        name, telegram = f"好老師{number}", self._program.telegram
        chat = telegram.private(name)
        chat.status = "member"
        self._waiting[name] = lambda: list(chat.shown.values())
        said = {"message_id": 1, "from": person(name), "chat": chat.info, "date": 1711933200, "text": QUESTION}
        assert chat.id == user_id(name)
        return {"update_id": number, "message": said}

    def _issue(self, event: Any) -> None:
        """LINE knows the reply tokens that it sends, whatever else it says."""
        if isinstance(event, dict) and isinstance(event.get("replyToken"), str):
            known = self._program.line.tokens.setdefault(_whole(event["replyToken"]), Token("anybody", 0))
            known.issued = self._program.line.now()

    def _meet(self, raw: Any) -> None:
        """Telegram knows the chats and the taps that it tells of; here every number may be a chat's."""
        telegram = self._program.telegram
        for chat in [held[key] for held, key in places(raw) if type(held[key]) is int]:
            info = {"id": chat, "type": "private" if chat > 0 else "supergroup"}
            telegram.chats.setdefault(chat, Chat(info)).status = "member"
        query = raw.get("callback_query") if isinstance(raw, dict) else None
        if isinstance(query, dict) and isinstance(query.get("id"), str):
            telegram.unanswered.add(_whole(query["id"]))

    async def _wave(self, at: int, step: int) -> None:
        if at // WAVE != (at + step) // WAVE:
            await self._answered()

    async def _answered(self) -> None:
        """Every good one sees one message, and it is the answer."""
        for name, shown in self._waiting.items():
            self.good += await until(shown, PATIENCE)
            if len(shown()) != 1 or ANSWER not in shown()[0].text:
                self.failures.append(f"{name} was told {shown()}")
        self._waiting.clear()


def _whole(text: str) -> str:
    """What is left of a text that no UTF-8 and no database can hold."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
