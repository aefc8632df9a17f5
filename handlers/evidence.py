"""「給主計看」 under an answer or a finding: it is told once more as one message that can be passed on."""

import re
from collections.abc import Iterable
from dataclasses import replace

from content.text.normalise import clean, squeeze
from handlers import evidence_card as card
from handlers import groups
from handlers.budget_desk import Desk, desk_for
from handlers.compose import Composer
from handlers.messages import Choice, Reply
from handlers.topic import Outcome, Told, Turn

LONGEST = 30  # characters of words that ask for it
BUTTONS = 4
EDITS = 50  # of a draft that are kept
_OURS = "ev:"  # begins the tokens of the button
_FIGURE = re.compile(r"\d")
_WORDS = re.compile(
    "(?:請|麻煩|幫我|我要|我想|想要?|可以|把?(?:這個|這則|這一?題|答案|結果|依據|出處)|整理|轉)*"
    "(?:給|傳給|轉給|拿給|印給)(?:我們|學校)*的?(?:主計|會計|出納|總務|主任|校長|承辦人?)(?:室|處)?(?:主任|人員|小姐|先生)?"
    "(?:看|參考|用)?(?:的版本|的?依據|嗎)?"
)
_ASIDE = ("see:", "background:")  # what is left out where there are too many buttons


def offered(outcome: Outcome, turn: Turn, composer: Composer) -> Outcome:
    """With the button under what was said on an expense, or with a figure. Each answer is kept as it was said."""
    told = outcome.person.last
    if told is None or told.number != outcome.person.turns or told.said:
        return outcome
    kept, replies = replace(told, asked=_asked(told, turn)), outcome.replies
    at = next((at for at, reply in enumerate(replies) if _answers(reply, told)), None)
    if at is not None:
        reply = replies[at]
        sections = tuple(source.section for source in reply.sources)
        kept = replace(kept, said=reply.text, sections=sections, at=turn.now)
        if reply.verdict or _FIGURE.search(reply.text):
            button = Choice(composer.library.phrases.evidence.button, f"{_OURS}told:{told.number}")
            shown = replace(reply, choices=_with(button, reply.choices))
            replies = (*replies[:at], shown, *replies[at + 1 :])
    person = replace(outcome.person, told=(*outcome.person.told[:-1], kept))
    return replace(outcome, person=person, replies=replies)


def _answers(reply: Reply, told: Told) -> bool:
    """Whether it says what the plan says, or that it says nothing on an expense."""
    judges = told.key.startswith("expense") and reply.verdict is not None
    return judges or (bool(reply.sources) and reply.result == "answered")


def _with(button: Choice, choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Behind what is done next, before other questions and 「不是這個」; of other questions as many as fit."""
    others = [one for one in choices if one.token.startswith((*_ASIDE, "not:", "none:"))]
    first = [one for one in choices if one not in others]
    spare = [one for one in others if one.token.startswith(_ASIDE)]
    too_many = max(0, len(first) + 1 + len(others) - BUTTONS)
    left_out = spare[:too_many]
    return (*first, button, *(one for one in others if one not in left_out))


def _asked(told: Told, turn: Turn) -> str:
    """The person's own words of which the question was read, also some time ago; "" where they are the same."""
    said = (turn.incoming.text, turn.person.waiting, *(one.asked for one in turn.person.told[::-1]))
    words = next((one for one in said if one and squeeze(clean(one)) == squeeze(clean(told.question))), told.question)
    return "" if words == told.question else words


async def heard(turn: Turn, composer: Composer) -> Outcome | None:
    """A tap on the button, or words that mean it: then the newest one that was shown; None for everything else."""
    token, said = turn.incoming.token, turn.incoming.text
    if token is None:
        if len(said) > LONGEST or not _WORDS.fullmatch(squeeze(clean(said))):
            return None
        if turn.incoming.group:
            return groups.private(turn, composer)
        token = await _newest(turn, composer)
    elif not token.startswith(_OURS):
        return None
    return Outcome(turn.person, (composer.plain(await _told(turn, token.removeprefix(_OURS), composer)),))


async def _newest(turn: Turn, composer: Composer) -> str:
    """The answer just before, or the newest button; where a budget was told of since, that budget as it stands."""
    last = turn.person.last
    if last and last.said and last.number == turn.person.turns - 1:
        return f"{_OURS}told:{last.number}"
    shown = [one.token for one in turn.person.buttons]
    own = next((token for token in shown if token.startswith(_OURS)), "")
    name = next((name for token in shown[: shown.index(own) if own else None] if (name := _draft(token))), "")
    desk = await desk_for(turn, composer, name)
    if desk is None or own.startswith(tuple(f"{_OURS}{kind}:{_version(desk)}" for kind in ("draft", "found"))):
        return own
    return f"{_OURS}draft:{_version(desk)}"


def _draft(token: str) -> str:
    """The draft that a button is about; "" for all others."""
    kind, verb, *rest = [*token.split(":"), "", ""][:3]
    return rest[0] if kind == "bud" and verb not in ("ask", "new") else ""


def _version(desk: Desk) -> str:
    return f"{desk.draft.id}:{desk.draft.version}"


async def _told(turn: Turn, rest: str, composer: Composer) -> str:
    """The card of a token."""
    phrases = composer.library.phrases.evidence
    kind, _, what = rest.partition(":")
    match kind:
        case "told":
            told = turn.person.answer(what)
            plan = composer.library.plans.get(told.plan) if told and told.said else None
            return card.answer(told, plan, turn.now, composer) if told and plan else phrases.gone
        case "draft" | "found":
            return await _of_draft(turn, what, composer)
    return phrases.nothing.format(example=composer.phrases.example)


async def _of_draft(turn: Turn, what: str, composer: Composer) -> str:
    """`<draft>:<version>`, and `:<item>:<rule>` for one finding: of the draft as it was when the button was shown."""
    name, version, item, rule = [*what.split(":", 3), "", "", ""][:4]
    phrases = composer.library.phrases
    desk = await desk_for(turn, composer, name)
    if desk is None or desk.draft.state == "deleted":
        return phrases.budget_talk.gone
    edits = await turn.ports.budgets.draft_edits(name, EDITS)
    drafts = {edit.version - 1: edit.before for edit in edits} | {desk.draft.version: desk.draft}
    draft = drafts.get(int(version)) if version.isdigit() else None
    if draft is None:
        return phrases.evidence.gone_draft
    desk = replace(desk, draft=draft)
    at = next((edit.at for edit in edits if edit.version == draft.version), None)
    if not rule:
        return card.whole(desk, at)
    found = next((one for one in desk.checked.findings if (str(one.item or 0), one.rule) == (item, rule)), None)
    return card.finding(found, desk, at) if found else phrases.evidence.gone_finding
