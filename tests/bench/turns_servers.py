"""What `serve` is compared with, each a process of its own: tests.bench.turns_servers bare|ptb|sdk|idle SINK DATABASE.

Each prints its address when it listens, and runs until SIGTERM.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from tests.bench.turns_messengers import LINE_SECRET, LINE_TOKEN, TELEGRAM_SECRET, TELEGRAM_TOKEN

Handle = Callable[[web.Request], Awaitable[web.Response]]
ANSWER = (  # as long as an answer of ours
    "❌ 超過上限\n膳食費每人每次最高 100 元，120 元多了 20 元。\n改成 100 元以內就可以。\n"
    "這是 113 學年度的規定，今年公告後請再確認。\n出處：基隆113 柒．膳食費"
)
TALK = json.dumps({"told": [{"number": 1, "question": ANSWER, "key": "meal"}], "turns": 1}, ensure_ascii=False)


class Rows:
    """The rows that a turn of ours writes, by sqlite3 with the same durability; each call is a commit."""

    def __init__(self, file: str) -> None:
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._db.execute(f"PRAGMA {pragma}")

    def arrived(self, event: dict[str, Any]) -> tuple[int, int] | None:
        """Stores an event; its row and its person, or None for one that was stored before."""
        address = event["source"]["userId"]
        with self._commit():
            row = self._db.execute(
                "INSERT INTO inbox (channel, update_id, address, raw, received_at, tries, state)"
                " VALUES ('line', ?, ?, ?, ?, 0, 'new') ON CONFLICT DO NOTHING RETURNING id",
                (event["webhookEventId"], address, json.dumps(event), _now()),
            ).fetchone()
            whose = "SELECT person_id FROM identity WHERE channel = 'line' AND address = ?"
            person = self._db.execute(whose, (address,)).fetchone()
        return (row[0], person[0]) if row else None

    def answered(self, row: int, person: int, event: dict[str, Any]) -> int:
        """Stores what comes of it; the row of the reply."""
        now = _now()
        with self._commit():
            self._db.execute("UPDATE inbox SET state = 'done', finished_at = ? WHERE id = ?", (now, row))
            change = "UPDATE person SET talk = ?, version = version + 1, seen_at = ? WHERE id = ?"
            self._db.execute(change, (TALK, now, person))
            message = self._db.execute(
                "INSERT INTO message (inbox_id, position, person_id, channel, address, about, body, state, created_at)"
                " VALUES (?, 0, ?, 'line', ?, ?, ?, 'pending', ?) RETURNING id",
                (row, person, event["source"]["userId"], event["message"]["text"], ANSWER, now),
            ).fetchone()
        return int(message[0])

    def sent(self, message: int) -> None:
        """Stores that it was delivered."""
        with self._commit():
            self._db.execute("UPDATE message SET state = 'sent', sent_at = ? WHERE id = ?", (_now(), message))

    def _commit(self) -> Any:
        self._db.execute("BEGIN IMMEDIATE")
        return self._db


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


@asynccontextmanager
async def bare(sink: str, database: str) -> AsyncIterator[Handle]:
    """Signature, JSON, rows, acknowledgement; then rows, reply, row. All in the loop: a thread would cost more."""
    rows, tasks = Rows(database), set[asyncio.Task[None]]()
    headers = {"Authorization": f"Bearer {LINE_TOKEN}"}
    connector = aiohttp.TCPConnector(limit=200)
    async with aiohttp.ClientSession(sink, headers=headers, connector=connector) as session:

        async def turn(row: int, person: int, event: dict[str, Any]) -> None:
            message = rows.answered(row, person, event)
            reply = {"replyToken": event["replyToken"], "messages": [{"type": "text", "text": ANSWER}]}
            async with session.post("/v2/bot/message/reply", json=reply) as response:
                response.raise_for_status()
            rows.sent(message)

        async def webhook(request: web.Request) -> web.Response:
            body = await request.read()
            digest = base64.b64encode(hmac.new(LINE_SECRET.encode(), body, hashlib.sha256).digest()).decode()
            if not hmac.compare_digest(digest, request.headers.get("X-Line-Signature", "")):
                raise web.HTTPUnauthorized
            for event in json.loads(body)["events"]:
                if stored := rows.arrived(event):
                    task = asyncio.create_task(turn(*stored, event))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
            return web.Response()

        yield webhook
        await asyncio.gather(*tasks)


@asynccontextmanager
async def sdk(sink: str, _database: str) -> AsyncIterator[Handle]:
    """The echo bot of line-bot-sdk's own example."""
    from linebot.v3 import WebhookParser
    from linebot.v3.messaging import (
        AsyncApiClient,
        AsyncMessagingApi,
        Configuration,
        ReplyMessageRequest,
        TextMessage,
    )
    from linebot.v3.webhooks import MessageEvent, TextMessageContent

    parser = WebhookParser(LINE_SECRET)
    async with AsyncApiClient(Configuration(access_token=LINE_TOKEN, host=sink)) as client:
        api = AsyncMessagingApi(client)

        async def webhook(request: web.Request) -> web.Response:
            body = await request.text()
            for event in parser.parse(body, request.headers["X-Line-Signature"]):
                if isinstance(event, MessageEvent) and isinstance(event.message, TextMessageContent):
                    said = [TextMessage(text=event.message.text)]
                    await api.reply_message(ReplyMessageRequest(reply_token=event.reply_token, messages=said))
            return web.Response(text="OK")

        yield webhook


@asynccontextmanager
async def ptb(sink: str, _database: str) -> AsyncIterator[Handle]:
    """An echo bot on python-telegram-bot's Application, its webhook in aiohttp."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text(update.message.text or "")

    application = Application.builder().token(TELEGRAM_TOKEN).base_url(f"{sink}/bot").updater(None).build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))

    async def webhook(request: web.Request) -> web.Response:
        if not hmac.compare_digest(TELEGRAM_SECRET, request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")):
            raise web.HTTPUnauthorized
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return web.Response()

    async with application:
        await application.start()
        yield webhook
        await application.stop()


@asynccontextmanager
async def idle(_sink: str, _database: str) -> AsyncIterator[Handle]:
    """Acknowledges, and does nothing."""

    async def webhook(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    yield webhook


async def serve(kind: str, sink: str, database: str) -> None:
    """Serves one of them until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with {"bare": bare, "sdk": sdk, "ptb": ptb, "idle": idle}[kind](sink, database) as webhook:
        app = web.Application()
        app.router.add_post("/{messenger}/webhook", webhook)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print("http://{}:{}".format(*runner.addresses[0][:2]), flush=True)
        await stop.wait()
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
