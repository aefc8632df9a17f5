"""The people of a conversation, each on a phone of their own: what they do there, and what must come of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from tests.bot.live.conftest import Scene
from tests.bot.live.phones import Bubble, OnTelegram, Phone
from tests.bot.talks import TODAY, Speaker, Step, Talk, filled, newest, plain, speaker

BOTH = "line and telegram"  # the first person's chat on LINE; the others', and the groups, on Telegram


def by_day(talks: Iterable[Talk]) -> dict[str, list[Talk]]:
    """Conversations by the day on which they take place, each on every messenger; none in which time passes."""
    found: dict[str, list[Talk]] = defaultdict(list)
    for talk in talks:
        if not any("after" in step for step in talk["turns"]):
            found[str(talk.get("now", TODAY))] += [moved(talk, channel) for channel in channels(talk)]
    return found


def several(talk: Talk) -> bool:
    """Whether it goes on in more than one chat: people among each other, or somebody and a group."""
    return len({chat(speaker(talk, step)) for step in talk["turns"]}) > 1


def chat(who: Speaker) -> str:
    """The chat that somebody writes in, whichever messenger it is on."""
    return who.group or who.name


def channels(talk: Talk) -> tuple[str, ...]:
    """Where a conversation is played: everywhere, unless it goes from one messenger to another."""
    if any(step.get("by", "line") != "line" for step in talk["turns"]):
        return ("",)
    groups = talk.get("group") or any("in" in step for step in talk["turns"])
    return ("line", "telegram", *(() if groups else ("web",)), *((BOTH,) if several(talk) else ()))


def moved(talk: Talk, channel: str) -> Talk:
    """A conversation on another messenger than LINE; where none is told, as it is."""
    if not channel:
        return talk
    first = chat(speaker(talk, talk["turns"][0]))
    others = {"by": "telegram" if channel == BOTH else channel}
    home = {"by": "line" if channel == BOTH else channel}
    turns = [{**step, **(home if chat(speaker(talk, step)) == first else others)} for step in talk["turns"]]
    return {**talk, "turns": [{**step, "sees": _told_of(step["by"], step)} for step in turns]}


def _told_of(channel: str, step: Step) -> list[str]:
    """What is seen of a turn; an export names the messenger."""
    return [str(wanted).replace('"line"', f'"{channel}"') for wanted in step.get("sees", [])]


class Player:
    """One conversation, each of its people on a phone that no other conversation knows."""

    def __init__(self, scene: Scene, talk: Talk, number: int) -> None:
        self.scene, self.talk, self.phones = scene, talk, dict[Speaker, Phone]()
        self._number = number
        self._looked = Counter[str]()  # how much was on the screen at somebody's last turn
        self._code = ""
        self._over = False

    async def all(self) -> None:
        """The whole conversation."""
        for place in range(len(self.talk["turns"])):
            await self.turn(place)

    async def turn(self, place: int) -> None:
        """One turn, or what came by itself since somebody's last one; nothing where the conversation is over."""
        if self._over or place >= len(self.talk["turns"]):
            return
        step = self.talk["turns"][place]
        phone, said = await self._phone(speaker(self.talk, step)), filled(step, self._code)
        self._over = not possible(phone, said)
        if self._over:
            return
        told = phone.seen()[self._looked[phone.address] :] if "reminded" in step else await self.scene.turn(phone, said)
        self._looked[phone.address] = len(phone.seen())
        self._code = newest("\n".join(text for text, _ in told), self._code)
        silent = said.get("reminded") is False
        assert bool(told) != silent or said.get("say") == "", (
            f"{phone.channel} {self.talk['name']} {step}: {told or 'nothing came'}"
        )
        check(phone, self.talk, filled(step, self._code), told)

    async def _phone(self, who: Speaker) -> Phone:
        """Taken up at somebody's first turn, with what the first of all has at the beginning."""
        if who not in self.phones:
            first, number = not self.phones, self._number
            phone = self.scene.phone(who.channel, f"{who.name} {number}", f"{who.group} {number}" if who.group else "")
            if isinstance(phone, OnTelegram):
                phone.opens()
            if first and "plan" in self.talk:
                await self.scene.begins(phone, self.talk)
            self.phones[who] = phone
        return self.phones[who]


def possible(phone: Phone, step: Step) -> bool:
    """Whether a messenger has this turn: LINE has no links that carry something, the web chat takes only text."""
    if phone.channel == "line":
        heard = "sends_file" not in step or not getattr(phone, "group", "")  # in a group only what mentions the bot is
        return heard and step.get("event", "join") in ("start", "join")
    return phone.channel == "telegram" or "sends" not in step


def check(phone: Phone, talk: Talk, step: Step, told: list[Bubble]) -> None:
    """What a turn promises against what is on the screen."""
    text = plain("\n".join(text for text, _ in told))
    where = f"{phone.channel} {talk['name']} {step}: {text}"
    for wanted in step.get("sees", []):
        assert plain(wanted) in text, where
    for unwanted in step.get("not", []):
        assert plain(unwanted) not in text, where
    for kind in step.get("files", []):
        assert f".{kind}" in text, where
    labels = {label for _, buttons in told for label in buttons}
    assert set(step.get("buttons", [])) <= labels, where
    if "offers" in step:
        assert list(told[-1][1]) == step["offers"], where
