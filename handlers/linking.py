"""One person on two messengers: a code is given out here and typed there."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from content.query import read
from content.text.normalise import clean, squeeze
from handlers.changes import NewLink, Unlink, UseLink, WrongCode
from handlers.compose import Composer
from handlers.forms import Topic
from handlers.interview import Answers, NotUnderstood, Option, Question
from handlers.ports import LinkOffer
from handlers.topic import Given, Outcome, Turn

LINK, UNLINK = "link", "unlink"  # names of the interviews
CODE, BY_LINK = "code", "by link"
LASTS = timedelta(minutes=15)
_HERE, _THERE = ("這裡", "這邊", "這個", "照這裡的"), ("那邊", "那裡", "那個", "照那邊的")
_YES = ("是", "對", "好", "要", "確定", "分開", "連結", "ok", "yes", "是的", "對啊", "好的", "要分開")
_NO = ("不", "不要連", "不用", "不要", "不是", "否", "no", "不分開", "先不要", "算了")


def topics(composer: Composer) -> dict[str, Topic]:
    """The interviews of this file."""
    return {LINK: partial(_link, composer=composer), UNLINK: partial(_unlink, composer=composer)}


def offered(turn: Turn, composer: Composer) -> Outcome:
    """A fresh code, and what to do with it."""
    code = turn.ports.links.new_code()
    if not code:
        return Outcome(turn.person, (composer.plain(composer.phrases.link_nowhere),))
    text = composer.phrases.link_code.format(code=code, minutes=int(LASTS.total_seconds()) // 60)
    return Outcome(turn.person, (composer.plain(text),), changes=(NewLink(code, turn.now + LASTS),))


def noted(turn: Turn, code: str) -> tuple[Given, ...]:
    """What the interview about a code starts with; who only tapped a link has not shown that the code is their own."""
    tapped = (Given(BY_LINK, "", "yes", turn.now),) if turn.incoming.token else ()
    return (Given(CODE, code, code, turn.now), *tapped)


async def _link(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    code = answers.known(CODE)
    offer = await turn.ports.links.find(turn.incoming.person, code, turn.now)
    if offer is None:
        return Outcome(turn.person, (composer.plain(composer.phrases.link_wrong),), changes=(WrongCode(),))
    if answers.known(BY_LINK) and not joins(answers, _names((offer.channel,), composer), composer):
        return Outcome(turn.person, (composer.plain(composer.phrases.link_kept),))
    plan = which_plan(answers, turn.person.plan, offer, composer)
    known = await turn.ports.links.channels(offer.person)
    return _linked(turn, plan, code, (*known, turn.incoming.channel), composer)


def which_plan(answers: Answers, here: str, offer: LinkOffer, composer: Composer) -> str:
    """The plan with which both go on; asked where they look at different ones."""
    plans = composer.library.plans
    if here in plans and offer.plan in plans and here != offer.plan:
        return answers.ask(_plan_question(here, offer, composer))
    return here if here in plans else offer.plan


def _plan_question(here: str, offer: LinkOffer, composer: Composer) -> Question:
    phrases, plans = composer.phrases, composer.library.plans
    names = {"here": plans[here].name, "there": plans[offer.plan].name}
    return Question(
        "plan",
        phrases.link_plan.format(**names, channel=_names((offer.channel,), composer)),
        tuple(Option(plans[one].name, one) for one in (here, offer.plan)),
        partial(_read_plan, here=here, there=offer.plan, composer=composer),
        phrases.link_plan_example.format(**names),
    )


def _read_plan(said: str, here: str, there: str, composer: Composer) -> str:
    word = squeeze(clean(said))
    if word in (*_HERE, *_THERE):
        return here if word in _HERE else there
    named = [one for one in read(said, composer.library).plans if one in (here, there)]
    if len(named) != 1:
        raise NotUnderstood
    return named[0]


def _linked(turn: Turn, plan: str, code: str, channels: Iterable[str], composer: Composer) -> Outcome:
    tier = turn.person.tier if plan == turn.person.plan else ""
    person, names = replace(turn.person, plan=plan, tier=tier), _names(channels, composer)
    if known := composer.library.plans.get(plan):
        reply = composer.plain(composer.phrases.linked_plan.format(channels=names, plan=known.name))
    else:
        reply = composer.plain(composer.phrases.linked.format(channels=names), *composer.counties())
    return Outcome(person, (reply,), changes=(UseLink(code),))


async def _unlink(turn: Turn, answers: Answers, composer: Composer) -> Outcome:
    phrases = composer.phrases
    channels = await turn.ports.links.channels(turn.incoming.person)
    if len(channels) < 2:
        return Outcome(turn.person, (composer.plain(phrases.unlink_none),))
    here = _names((turn.incoming.channel,), composer)
    if not parts(answers, here, _names(channels, composer), composer):
        return Outcome(turn.person, (composer.plain(phrases.unlink_kept),))
    return Outcome(turn.person, (composer.plain(phrases.unlinked.format(here=here)),), changes=(Unlink(),))


def joins(answers: Answers, channel: str, composer: Composer) -> bool:
    """Whether the code of a link is really one's own: whoever gave it would share the conversation."""
    phrases = composer.phrases
    return _sure(answers, phrases.link_sure.format(channel=channel), phrases.link_yes, phrases.link_no, composer)


def parts(answers: Answers, here: str, channels: str, composer: Composer) -> bool:
    """Whether this channel shall go on by itself."""
    phrases = composer.phrases
    text = phrases.unlink_sure.format(here=here, channels=channels)
    return _sure(answers, text, phrases.unlink_yes, phrases.unlink_no, composer)


def _sure(answers: Answers, text: str, yes: str, no: str, composer: Composer) -> bool:
    choices = (Option(yes, "yes"), Option(no, "no"))
    return answers.ask(Question("sure", text, choices, _read_sure, composer.phrases.sure_example)) == "yes"


def _read_sure(said: str) -> str:
    word = squeeze(clean(said))
    if word not in (*_YES, *_NO):
        raise NotUnderstood
    return "yes" if word in _YES else "no"


def _names(channels: Iterable[str], composer: Composer) -> str:
    phrases = composer.phrases
    known: Mapping[str, str] = {
        "line": "LINE",
        "telegram": "Telegram",
        "web": phrases.channel_web,
        "terminal": phrases.channel_terminal,
    }
    return "、".join(dict.fromkeys(known.get(channel, channel) for channel in channels if channel))
