"""The Telegram channel: replies over the Bot API, each sent once."""

from collections.abc import Sequence
from functools import partial
from types import TracebackType
from typing import Self

import structlog
from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import ChatMigrated, RetryAfter

from bot.channels.channel import (
    CLOSED,
    Claim,
    Delivered,
    Delivery,
    Make,
    Missing,
    Outgoing,
    Push,
    Pushed,
    Raw,
    Read,
    Sent,
    State,
)
from bot.channels.telegram import reading
from bot.channels.telegram.api import make_bot, make_request
from bot.channels.telegram.calling import PAUSES, Caller, Fate, Talk, judge, seconds, settled, tried
from bot.channels.telegram.files import Files
from bot.channels.telegram.pacing import LIMIT, LONGEST, Pacing
from bot.channels.telegram.parts import Context, callback, context
from bot.channels.telegram.rendering import Piece, Rendered, render
from bot.outbox.pace import Pace
from handlers.messages import Attached

log = structlog.get_logger(__name__)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
REMEMBERED = 1000  # taps that were acknowledged


class TelegramChannel:
    """Made in the running loop; closed by `close` or `async with`. `username`: the bot's, without @.

    `api`: an origin; `rate`: messages a second over all chats; `pauses`: seconds before each further try of a call;
    `make` makes the files of replies.
    """

    name = "telegram"

    def __init__(
        self,
        token: str,
        api: str,
        username: str,
        *,
        rate: float = LIMIT,
        pauses: Sequence[float] = PAUSES,
        make: Make | None = None,
    ) -> None:
        self._request = make_request(api)
        self._bot = make_bot(token, api, self._request)
        self.username = username
        self._pacing = Pacing(rate)
        self._caller = Caller(self._pacing, pauses)
        self._files = Files(self._bot, make)
        self._acknowledged: dict[str, None] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections."""
        await self._files.close()
        await self._request.close()

    def read(self, raw: Raw) -> Read:
        """What an update says."""
        return reading.read(raw, self.username)

    async def fetch(self, attached: Attached) -> bytes | Missing:
        """A file that somebody sent; bots are given none above 20 MB."""
        return await self._files.fetch(attached)

    async def seen(self, raw: Raw) -> None:
        """Ends the progress bar of a tapped button, once; nothing for other updates. Never raises."""
        query = callback(raw)
        if not query or query in self._acknowledged:
            return
        self._acknowledged[query] = None
        if len(self._acknowledged) > REMEMBERED:
            self._acknowledged.pop(next(iter(self._acknowledged)))
        answer = partial(self._bot.answer_callback_query, query)
        if judge(await tried(answer)) == "unsent":  # otherwise, as a rule, it came too late, and the bar is gone
            await tried(answer)

    async def waiting(self, delivery: Delivery) -> None:
        """「輸入中…」, until a message comes or for five seconds. Never raises."""
        talk = _talk(delivery)
        typing = partial(self._bot.send_chat_action, talk.chat, ChatAction.TYPING)
        await tried(partial(typing, message_thread_id=talk.context.thread))

    async def deliver(self, delivery: Delivery, claim: Claim) -> Delivered:
        """Sends one after the other. `again` changes nothing: what may have arrived was claimed, and is not given."""
        talk = _talk(delivery)
        sent: list[Sent] = []
        for outgoing in delivery.messages:
            edit = outgoing.reply.step and not sent and talk.context.tapped is not None
            sent.append(Sent(outgoing.id, await self._one(talk, outgoing, claim, edit=edit)))
        if any(outgoing.reply.leave for outgoing in delivery.messages) and not (talk.blocked or talk.down):
            await self._caller.call(talk, lambda: self._bot.leave_chat(talk.chat), repeatable=True)
        return Delivered(tuple(sent), talk.blocked, talk.moved)

    @property
    def pace(self) -> Pace:
        """Over all chats; each chat's own is kept here."""
        return self._pacing.lane

    async def push(self, push: Push) -> Pushed:
        """One try, in its chat's turn. Telegram knows no retry key: what may have arrived may come twice."""
        talk, outgoing = Talk(int(push.address), Context()), Outgoing(push.id, push.reply)
        if not await self._pacing.rest(talk.chat):
            return Pushed("again", wait=LONGEST)
        rendered = render(outgoing)
        error, place = None, 0
        while error is None and place < len(rendered.pieces):
            error = await self._tried(talk, outgoing, rendered, place)
            place += 1
        if place > 1:  # its beginning is there: the rest is not worth telling it twice
            return Pushed("sent")
        return self._pushed(talk.chat, error)

    async def _tried(self, talk: Talk, outgoing: Outgoing, rendered: Rendered, place: int) -> Exception | None:
        send = partial(self._send, talk, outgoing, rendered, place)
        error = await tried(send)
        return await tried(partial(send, plain=True)) if judge(error) == "markup" else error

    def _pushed(self, chat: int, error: Exception | None) -> Pushed:
        if isinstance(error, RetryAfter):
            self._pacing.refused(chat, wait := seconds(error))
            return Pushed("again", wait=wait)
        if isinstance(error, ChatMigrated):
            return Pushed("again", moved=str(error.new_chat_id))
        match judge(error):
            case "sent":
                return Pushed("sent")
            case "blocked":
                return Pushed("dead", blocked=True)
            case "uncertain":
                return Pushed("perhaps")
            case "unsent":
                return Pushed("again")
            case "down":
                return Pushed("again", pause=CLOSED)
        log.warning("a push was refused")
        return Pushed("dead")

    async def _one(self, talk: Talk, outgoing: Outgoing, claim: Claim, *, edit: bool) -> State:
        if talk.blocked:
            return "dead"
        if talk.down or not await self._pacing.acquire(talk.chat) or not await _claimed(talk, claim, outgoing.id):
            return "expired"
        state = await self._words(talk, outgoing, edit=edit)
        if state == "sent" and outgoing.reply.documents:
            state = settled(talk, await self._files.send(talk, outgoing.reply, self._caller, self._pacing))
            return "uncertain" if state == "expired" else state  # its words have arrived
        return state

    async def _words(self, talk: Talk, outgoing: Outgoing, *, edit: bool) -> State:
        rendered = render(outgoing)
        if edit and len(rendered.pieces) == 1:
            fate = await self._caller.call(talk, partial(self._edit, talk, rendered), repeatable=True)
            if fate in ("sent", "unchanged"):
                return "sent"
            if fate not in ("refused", "markup"):  # else the message cannot be edited, but a new one can be sent
                return settled(talk, fate)
        return await self._pieces(talk, outgoing, rendered)

    async def _pieces(self, talk: Talk, outgoing: Outgoing, rendered: Rendered) -> State:
        for place in range(len(rendered.pieces)):
            if place and not await self._pacing.acquire(talk.chat):
                return "uncertain"
            state = settled(talk, await self._piece(talk, outgoing, rendered, place))
            if state != "sent":
                return "uncertain" if place and state == "expired" else state
        return "sent"

    async def _piece(self, talk: Talk, outgoing: Outgoing, rendered: Rendered, place: int) -> Fate:
        send = partial(self._send, talk, outgoing, rendered, place)
        fate = await self._caller.call(talk, send)
        return await self._caller.call(talk, partial(send, plain=True)) if fate == "markup" else fate

    async def _send(
        self, talk: Talk, outgoing: Outgoing, rendered: Rendered, place: int, *, plain: bool = False
    ) -> None:
        piece, last = rendered.pieces[place], place == len(rendered.pieces) - 1
        answers = ReplyParameters(talk.context.asked, allow_sending_without_reply=True) if talk.context.asked else None
        asks = ForceReply(selective=True) if outgoing.reply.asks and talk.chat < 0 else None
        await self._bot.send_message(
            talk.chat,
            _text(piece, plain=plain),
            parse_mode=None if plain else ParseMode.HTML,
            message_thread_id=talk.context.thread,
            reply_parameters=answers if talk.chat < 0 and not place else None,
            link_preview_options=NO_PREVIEW,
            reply_markup=(_keyboard(rendered) or asks) if last else None,
        )

    async def _edit(self, talk: Talk, rendered: Rendered) -> None:
        await self._bot.edit_message_text(
            _text(rendered.pieces[0], plain=False),
            talk.chat,
            talk.context.tapped,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=_keyboard(rendered),
        )


def _talk(delivery: Delivery) -> Talk:
    chat = int(delivery.address)
    return Talk(chat, context(delivery.raw, chat))


async def _claimed(talk: Talk, claim: Claim, message: int) -> bool:
    """Whether it is noted that a message is on its way; where that fails nothing more is sent, lest it be twice."""
    try:
        await claim(message)
    except Exception:
        log.exception("a message could not be claimed", message=message)
        talk.down = True
    return not talk.down


def _text(piece: Piece, *, plain: bool) -> str:
    return piece.plain if plain else piece.html


def _keyboard(rendered: Rendered) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(one.label, callback_data=one.data) for one in row] for row in rendered.rows]
    return InlineKeyboardMarkup(rows) if rows else None
