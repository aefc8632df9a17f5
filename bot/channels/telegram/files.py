"""Files on Telegram: those that people sent, and those that go with a reply."""

from functools import partial

import structlog
from telegram import Bot, InputFile
from telegram.error import BadRequest

from bot.channels.channel import Made, Make, Missing
from bot.channels.documents import lacking
from bot.channels.fetching import SECONDS, Fetcher
from bot.channels.telegram.calling import Act, Caller, Fate, Talk, tried
from bot.channels.telegram.pacing import Pacing
from handlers.messages import Attached, Document, Reply

LOST: tuple[Fate, ...] = ("refused", "markup")  # what became of a file that never comes
TOO_BIG = "too big"  # in Telegram's words: it gives bots no file of more than 20 MB

log = structlog.get_logger(__name__)


class Files:
    """Made in the running loop; ended by `close`. Without `make` no files are sent."""

    def __init__(self, bot: Bot, make: Make | None = None) -> None:
        self._bot = bot
        self._make = make
        self._fetcher = Fetcher()

    async def close(self) -> None:
        """Closes the connections."""
        await self._fetcher.close()

    async def fetch(self, attached: Attached) -> bytes | Missing:
        """A file that somebody sent; where it lies is asked each time, as that changes within the hour."""
        places: list[str] = []

        async def ask() -> None:
            places.append((await self._bot.get_file(attached.id)).file_path or "")

        error = await tried(ask, SECONDS)
        if isinstance(error, BadRequest):
            return "big" if TOO_BIG in error.message.lower() else "gone"
        return await self._fetcher.get(places[0]) if places else "slow"

    async def send(self, talk: Talk, reply: Reply, caller: Caller, pacing: Pacing) -> Fate:
        """Sends the files of a reply, up to one that may not arrive; what became of that one.

        Those that cannot be made, or that Telegram refuses, are told: nothing else leads to them here.
        """
        lost = list[Document]()
        fate: Fate = "sent"
        for document in reply.documents if self._make else ():
            fate = await self._one(talk, document, caller, pacing)
            if fate in LOST:
                lost.append(document)
            elif fate != "sent":
                break
        ended: Fate = "sent" if fate in LOST else fate
        if not lost or ended not in ("sent", "uncertain"):
            return ended
        log.warning("documents did not come", count=len(lost))
        told = await _paced(talk, partial(self._tell, talk, lacking(lost)), caller, pacing)
        return told if ended == "sent" else ended

    async def _one(self, talk: Talk, document: Document, caller: Caller, pacing: Pacing) -> Fate:
        made = await self._made(document)
        return await _paced(talk, partial(self._send, talk, made), caller, pacing) if made else "refused"

    async def _made(self, document: Document) -> Made | None:
        """A file as it is to be sent; None where it cannot be made any more."""
        try:
            return await self._make(document) if self._make else None
        except Exception:  # a bug of ours; the words around it have arrived
            log.exception("a document cannot be made")
            return None

    async def _send(self, talk: Talk, made: Made) -> None:
        sent = InputFile(made.data, filename=made.name)
        await self._bot.send_document(talk.chat, sent, message_thread_id=talk.context.thread)

    async def _tell(self, talk: Talk, text: str) -> None:
        await self._bot.send_message(talk.chat, text, message_thread_id=talk.context.thread)


async def _paced(talk: Talk, act: Act, caller: Caller, pacing: Pacing) -> Fate:
    """A further call of a reply whose beginning has arrived, in its chat's turn."""
    return await caller.call(talk, act) if await pacing.acquire(talk.chat) else "uncertain"
