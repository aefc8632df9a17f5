"""The people of the Telegram stand-in: what they do in its chats, and the updates that come of it."""

import re
import time
from dataclasses import dataclass, field, replace
from typing import Any

from tests.messengers.files import Kept
from tests.messengers.telegram_chats import INSIDE, Chat, Message, Shown, group_id, person, user_id

BOLD = re.compile(r"<b>(.*?)</b>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Queued:
    """An update on its way; those of one queue arrive in order."""

    queue: str
    raw: dict[str, Any]


@dataclass
class People:
    """Names stand for ids: 王老師 is a person and the private chat, a `group` is named by its title."""

    token: str = "7000000001:TEST-TOKEN"
    username: str = "convener_test_bot"
    privacy: bool = True  # groups: the bot is sent only what is addressed to it
    chats: dict[int, Chat] = field(default_factory=dict)
    updates: dict[int, Queued] = field(default_factory=dict)  # not confirmed by the bot
    unanswered: set[str] = field(default_factory=set)
    files: dict[str, Kept] = field(default_factory=dict)  # sent by people, by the file's id
    _serial: int = 1000

    @property
    def me(self) -> dict[str, Any]:
        """The bot's user object."""
        name = {"first_name": "小幫手", "username": self.username}
        return {"id": int(self.token.split(":")[0]), "is_bot": True, **name}

    def arrived(self, queue: str) -> None:
        """An update waits."""
        raise NotImplementedError

    # ---- what people do; each returns the update's id, 0 where the bot is not told

    def say(self, name: str, text: str, **more: Any) -> int:
        """Text, or with e.g. `sticker={…}` something else, in the private chat."""
        chat = self.private(name)
        if chat.status == "left":
            chat.status = "member"
        return self._said(chat, name, text, **more)

    def send_file(self, name: str, kept: Kept, *, size: int | None = None, group: str = "", caption: str = "") -> int:
        """A document; `size`: another one than it has, as Telegram tells it."""
        file = f"BQAC-{len(self.files)}"
        self.files[file] = kept
        about = {"file_name": kept.name, "file_size": len(kept.data) if size is None else size}
        document = {"file_id": file, "file_unique_id": file, **about}
        more = {"document": document, **({"caption": caption} if caption else {})}
        return self.say_in_group(group, name, "", **more) if group else self.say(name, "", **more)

    def start(self, name: str, payload: str = "") -> int:
        """Opens the chat, perhaps by a link."""
        return self.say(name, f"/start {payload}".strip())

    def say_in_group(self, group: str, name: str, text: str, *, reply_to: int = 0, thread: int = 0, **more: Any) -> int:
        """Text in a group; `reply_to`: a message's id; `thread`: a forum's topic."""
        chat = self.group(group)
        if reply_to:
            more["reply_to_message"] = chat.messages[reply_to]
        if thread:
            more |= {"message_thread_id": thread, "is_topic_message": True}
        return self._said(chat, name, text, **more)

    def tap(self, name: str, label: str, group: str = "", *, inaccessible: bool = False) -> int:
        """Taps the newest button of that name; KeyError where there is none."""
        chat = self.group(group) if group else self.private(name)
        found = [shown for shown in chat.shown.values() if label in shown.buttons]
        if not found:
            raise KeyError(label)
        message: Message = chat.messages[found[-1].id]
        if inaccessible:
            message = {"chat": chat.info, "message_id": found[-1].id, "date": 0}
        query = str(self._next())
        self.unanswered.add(query)
        tapped = {"id": query, "from": person(name), "message": message, "chat_instance": "1"}
        return self.push("callback_query", tapped | {"data": found[-1].buttons[label]}, f"tap {name}")

    def join(self, group: str, name: str = "王老師") -> int:
        """Adds the bot to a group."""
        return self._status(self.group(group), name, "member")

    def kick(self, group: str, name: str = "王老師") -> int:
        """Removes the bot from a group."""
        return self._status(self.group(group), name, "kicked")

    def block(self, name: str) -> int:
        """Blocks the bot."""
        return self._status(self.private(name), name, "kicked")

    def unblock(self, name: str) -> int:
        """Lets the bot in again."""
        return self._status(self.private(name), name, "member")

    def migrate(self, group: str) -> int:
        """The group becomes a supergroup with another id; its new id."""
        old = self.group(group)
        new = Chat({**old.info, "id": group_id(f"{group} as a supergroup")}, old.status)
        self._service(old, migrate_to_chat_id=new.id)
        old.moved_to, self.chats[new.id] = new.id, new
        old.info = {**old.info, "title": f"{group} (moved)"}
        self._service(new, migrate_from_chat_id=old.id)
        return new.id

    # ---- what they see

    def shown(self, name: str) -> list[Shown]:
        """The bot's messages in the private chat of a person, or in the group of that title."""
        groups = [chat for chat in self.chats.values() if chat.info.get("title") == name]
        return list((groups[0] if groups else self.private(name)).shown.values())

    def texts(self, name: str) -> list[str]:
        """The same, texts only."""
        return [shown.text for shown in self.shown(name)]

    # ---- what happens then

    def private(self, name: str) -> Chat:
        """The chat with a person."""
        info = {"id": user_id(name), "first_name": name, "type": "private"}
        return self.chats.setdefault(user_id(name), Chat(info))

    def group(self, title: str) -> Chat:
        """The group of that title, wherever it is now."""
        for chat in self.chats.values():
            if chat.info.get("title") == title:
                return chat
        new = Chat({"id": group_id(title), "title": title, "type": "supergroup"})
        return self.chats.setdefault(new.id, new)

    def push(self, kind: str, payload: Any, queue: str) -> int:
        """An update of any shape; its id."""
        return self.push_raw({"update_id": self._next(), kind: payload}, queue)

    def push_raw(self, raw: dict[str, Any], queue: str = "raw") -> int:
        """An update as it is."""
        number = int(raw["update_id"])
        self.updates[number] = Queued(queue, raw)
        self.arrived(queue)
        return number

    def bot_says(
        self,
        chat: Chat,
        text: str,
        buttons: dict[str, str],
        *,
        source: str = "",
        markup: Any = None,
        answers: int | None = None,
        thread: int | None = None,
        edits: Shown | None = None,
    ) -> Message:
        """A new message of the bot, or an edited one."""
        keyboard = {"reply_markup": markup} if buttons else {}
        bold = "".join(BOLD.findall(source))
        if edits:
            chat.messages[edits.id] = {**self._message(chat, self.me, text), **keyboard, "message_id": edits.id}
            chat.shown[edits.id] = replace(edits, text=text, buttons=buttons, edited=True, bold=bold)
            return chat.messages[edits.id]
        message = {**self._message(chat, self.me, text), **keyboard}
        number, asks = message["message_id"], bool(markup and markup.get("force_reply"))
        chat.messages[number], chat.spoke_last = message, True
        chat.shown[number] = Shown(number, text, buttons, answers, thread, asks, bold=bold)
        return message

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def _message(self, chat: Chat, sender: dict[str, Any], text: str = "") -> Message:
        said = {"text": text} if text else {}
        return {"message_id": self._next(), "from": sender, "chat": chat.info, "date": int(time.time()), **said}

    def _said(self, chat: Chat, name: str, text: str, **more: Any) -> int:
        message = {**self._message(chat, person(name), text), **more}
        chat.messages[message["message_id"]] = message
        told = chat.status in INSIDE and (chat.private or not self.privacy or self._addressed(chat, message))
        chat.spoke_last = False
        return self.push("message", message, f"chat {chat.id}") if told else 0

    def _addressed(self, chat: Chat, message: Message) -> bool:
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.me["id"]:
            return True
        command = re.match(r"/\w+(@\w+)?", message.get("text", ""), re.ASCII)
        if not command:
            return False
        return command[1] == f"@{self.username}" if command[1] else chat.spoke_last

    def _service(self, chat: Chat, **content: Any) -> int:
        return self.push("message", {**self._message(chat, person("王老師")), **content}, f"chat {chat.id}")

    def _status(self, chat: Chat, name: str, status: str) -> int:
        before, chat.status = chat.status, status
        members = {"old_chat_member": self._member(before), "new_chat_member": self._member(status)}
        changed = {"chat": chat.info, "from": person(name), "date": int(time.time()), **members}
        return self.push("my_chat_member", changed, f"member {chat.id}")

    def _member(self, status: str) -> dict[str, Any]:
        more = {"until_date": 0} if status == "kicked" else {}
        return {"user": self.me, "status": status, **more}
