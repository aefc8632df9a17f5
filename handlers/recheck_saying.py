"""How somebody is told that other rules judge their budgets otherwise than before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.budget import Finding, Standing
from handlers import budget_saying as saying
from handlers.budget_desk import Desk
from handlers.compose import Composer
from handlers.messages import Choice, Reply
from handlers.recheck_records import Judged, Shift

DRAFTS = 3  # that are told one by one, each with a button
FOUND = 3  # findings that went, and that came


@dataclass(frozen=True, slots=True)
class News:
    """A draft, what was said of it when the person was here before, and what became of that last."""

    desk: Desk
    before: Judged
    last: Shift


def told(news: Sequence[News], composer: Composer) -> tuple[Reply, ...]:
    """One message about all of them; none where there is nothing to tell."""
    if not news:
        return ()
    phrases = composer.library.phrases.evidence
    lines = [phrases.changed, *(line for one in news[:DRAFTS] for line in _lines(one))]
    if len(news) > DRAFTS:
        lines.append(phrases.changed_more.format(n=len(news) - DRAFTS))
    return (composer.plain("\n".join(lines), *(_opening(one.desk) for one in news[:DRAFTS])),)


def _opening(desk: Desk) -> Choice:
    label = desk.composer.library.phrases.evidence.button_open.format(name=desk.draft.name)
    return Choice(label[: saying.LABEL], desk.token("open"))


def _lines(news: News) -> list[str]:
    """Which draft, how it stood and stands, what is not said of it any more, and what is now."""
    desk, before, after = news.desk, news.before, news.last.after
    phrases, standing = desk.composer.library.phrases.evidence, {True: "same_standing", False: "standing"}
    how: str = getattr(phrases, standing[before.standing == after.standing])
    names = {"before": _named(before.standing, desk), "after": _named(after.standing, desk)}
    gone, new = before.without(after), after.without(before)
    lines = [phrases.changed_draft.format(what=saying.described(desk.draft, desk)), how.format(**names)]
    lines += [*_found(gone, phrases.was, desk), *_found(new, phrases.now, desk)]
    more = len(gone[FOUND:]) + len(new[FOUND:])
    lines += [phrases.more.format(n=more)] if more else []
    if desk.draft.version != news.last.version and desk.draft.judged:
        lines.append(phrases.edited.format(after=_named(desk.draft.judged.standing, desk)))
    return lines


def _found(findings: Iterable[Finding], phrase: str, desk: Desk) -> list[str]:
    return [
        phrase.format(
            about=desk.phrases.about.format(no=one.item) if one.item else "", text=one.text, section=one.section
        )
        for one in [*findings][:FOUND]
    ]


def _named(standing: Standing, desk: Desk) -> str:
    phrases = desk.composer.library.phrases.evidence
    names: dict[Standing, str] = {
        "pass": phrases.passes,
        "pass_with_warnings": phrases.passes_warned,
        "needs_confirmation": phrases.asks_first,
        "fail": phrases.fails,
    }
    return names[standing]
