"""What is kept of somebody: told, given to them, forgotten."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from content.phrases import PrivacyPhrases
from handlers import communities_acts as acts
from handlers import privacy_shared as shared
from handlers import reminders_settings
from handlers.changes import Forget
from handlers.communities_scene import LABEL, Play, Scene, conveners, read_sure
from handlers.compose import Composer
from handlers.forms import Topic
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.messages import Choice
from handlers.ports import Said
from handlers.records import Member, Membership
from handlers.reminders_scene import reminded
from handlers.topic import Outcome, Person, Turn

EXPORT, FORGET = "export", "forget"  # names of the interviews, and of the commands that begin them
NAMES = ("privacy", EXPORT, FORGET)  # commands that one gives in private
KEPT, IDLE = timedelta(days=7), timedelta(days=30)  # messages as they came in, and forms that nobody goes on with
LONGEST = 4000  # UTF-16 units of an export: one message on every messenger
MESSAGES = 50  # of the newest that are looked at for it

Data = dict[str, Any]  # JSON


def topics(composer: Composer) -> dict[str, Topic]:
    """The interviews of this file."""
    plays: Mapping[str, Play] = {EXPORT: _export, FORGET: _forget}
    return {name: partial(_played, composer=composer, play=play) for name, play in plays.items()}


def told(turn: Turn, composer: Composer) -> Outcome:
    """What is kept, for how long, and who sees what."""
    phrases = composer.library.phrases.privacy
    text = phrases.told.format(days=KEPT.days, idle=IDLE.days)
    buttons = (Choice(phrases.button_export, f"do:{EXPORT}"), Choice(phrases.button_forget, f"do:{FORGET}"))
    return Outcome(turn.person, (composer.plain(text, *buttons),))


async def _played(turn: Turn, answers: Answers, composer: Composer, play: Play) -> Outcome:
    parts = await turn.ports.communities.of(turn.incoming.person)
    return await play(Scene(turn, answers, composer, parts))


def _phrases(scene: Scene) -> PrivacyPhrases:
    return scene.composer.library.phrases.privacy


# --- what is kept, as JSON ---


async def _export(scene: Scene) -> Outcome:
    """All of it, or the newest of it, in one message."""
    phrases = _phrases(scene)
    whole = await _kept(scene)
    text = f"{phrases.exported}\n{_dumped(whole)}"
    while _units(text) > LONGEST and (longest := _longest(whole)):
        whole[longest] = whole[longest][1:]
        text = f"{phrases.exported_cut}\n{_dumped(whole)}"
    return scene.said(text)


async def _kept(scene: Scene) -> Data:
    phrases, ports, person = _phrases(scene), scene.turn.ports, scene.person
    whose = scene.turn.incoming.person
    record, plan = await ports.privacy.record(whose, MESSAGES), scene.composer.library.plans.get(person.plan)
    found: Data = {
        phrases.key_channels: list(await ports.links.channels(whose)),
        phrases.key_since: record.since and _at(record.since, scene),
        phrases.key_plan: plan and plan.name,
        phrases.key_tier: plan and person.tier in plan.tiers and plan.tiers[person.tier].name,
        phrases.key_communities: [_part(scene, part) for part in scene.parts],
        phrases.key_dates: await shared.dates(scene),
        phrases.key_reminders: await _reminders(scene),
        phrases.key_budgets: await _budgets(scene),
        phrases.key_ledger: await shared.ledger(scene),
        phrases.key_questions: _questions(scene),
        phrases.key_forms: _texts((Said(one.at, one.said) for form in person.forms for one in form.given), scene),
        phrases.key_messages: _texts(record.said, scene),
    }
    return {key: value for key, value in found.items() if value}


def _part(scene: Scene, part: Membership) -> Data:
    phrases, community = _phrases(scene), part.community
    at = scene.turn.ports.communities.address(community.feed)
    found = {
        phrases.key_name: community.name,
        phrases.key_plan: scene.plan_name(community),
        phrases.key_tier: scene.tier_name(community),
        phrases.key_year: community.year,
        phrases.key_school: community.school,
        phrases.key_role: scene.role(part.role),
        phrases.key_calendar: at,
        phrases.key_feed: f"{at}.ics" if at else "",
    }
    return {key: value for key, value in found.items() if value != ""}


async def _reminders(scene: Scene) -> list[str]:
    """How somebody in a community wants to be reminded."""
    return await reminders_settings.told(await reminded(scene.turn, scene.composer)) if scene.parts else []


async def _budgets(scene: Scene) -> list[Data]:
    """A person's own drafts with their items; those of communities are theirs."""
    phrases = _phrases(scene)
    drafts = await scene.turn.ports.budgets.drafts(scene.turn.incoming.person)
    return [
        {phrases.key_name: one.name, phrases.key_items: [f"{row.item.category} {row.item.total}" for row in one.rows]}
        for one in drafts
        if not one.community
    ]


def _questions(scene: Scene) -> list[str]:
    """What the conversation remembers, the oldest first; a question that waits for a plan is among it."""
    person = scene.person
    return list(dict.fromkeys(filter(None, (*(told.question for told in person.told), person.waiting))))


def _texts(said: Iterable[Said], scene: Scene) -> list[Data]:
    phrases = _phrases(scene)
    return [{phrases.key_at: _at(one.at, scene), phrases.key_text: one.text} for one in said if one.text.strip()]


def _at(moment: datetime, scene: Scene) -> str:
    return f"{moment.astimezone(scene.turn.now.tzinfo):%Y-%m-%d %H:%M}"


def _dumped(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _longest(data: Data) -> str:
    """The key of the list that takes the most room; "" where all are empty."""
    lists = [key for key, value in data.items() if isinstance(value, list) and value]
    return max(lists, key=lambda key: len(str(data[key])), default="")


# --- being forgotten ---


@dataclass(frozen=True, slots=True)
class _Left:
    """What becomes of somebody's communities without them."""

    alone: list[Membership]  # in which nobody else is
    others: list[Membership]
    headless: list[Membership]  # of the others, those that have no other convener


async def _forget(scene: Scene) -> Outcome:
    """Offers to hand over first where nobody else could; asks, and forgets."""
    left = await _left(scene)
    if left.headless:
        chosen = scene.answers.ask(_hand_question(scene, left.headless))
        if part := scene.part(chosen):
            return await acts.hand_over(scene, part)
        if chosen == "no":
            return scene.said(scene.phrases.kept)
    if not scene.sure(_asked(scene, left), _phrases(scene).forget_yes):
        return scene.said(scene.phrases.kept)
    return scene.said(_phrases(scene).forgotten, person=Person(), changes=(Forget(),))


async def _left(scene: Scene) -> _Left:
    communities = scene.turn.ports.communities
    inside = {part.community.id: await communities.members(part.community.id) for part in scene.parts}
    alone = [part for part in scene.parts if len(inside[part.community.id]) == 1]
    others = [part for part in scene.parts if part not in alone]
    return _Left(alone, others, [part for part in others if _alone_convenes(part, inside[part.community.id])])


def _alone_convenes(part: Membership, inside: Sequence[Member]) -> bool:
    return part.role == "convener" and conveners([one.role for one in inside]) == 1


def _hand_question(scene: Scene, headless: Sequence[Membership]) -> Question:
    """Whether to hand over first, and what: the value is the community's id, else yes or no."""
    phrases = _phrases(scene)
    labels = [phrases.button_over.format(name=scene.named(part.community))[:LABEL] for part in headless]
    options = [Option(label, part.community.id) for label, part in zip(labels, headless, strict=True)]
    ways = (Option(phrases.button_anyway, "yes"), Option(scene.phrases.button_no, "no"))
    text = phrases.hand_over.format(names=_names(scene, headless))
    return Question("hand", text, (*options, *ways), _read_no, phrases.button_anyway)


def _read_no(said: str) -> str:
    """No is no; a mere yes does not say to what."""
    if read_sure(said) == "yes":
        raise NotUnderstood
    return "no"


def _asked(scene: Scene, left: _Left) -> str:
    phrases = _phrases(scene)
    lines = [phrases.forget_sure.strip()]
    if left.others:
        lines.append(phrases.forget_stays.format(names=_names(scene, left.others)))
    if left.alone:
        lines.append(phrases.forget_ends.format(names=_names(scene, left.alone)))
    return "\n".join(lines)


def _names(scene: Scene, parts: Iterable[Membership]) -> str:
    return "".join(f"「{scene.named(part.community)}」" for part in parts)
