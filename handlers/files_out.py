"""A draft as its plan's form: which page it goes on, and the files that there are."""

from dataclasses import replace

from content.forms import Form, form_of, why_none
from content.model import Plan
from handlers import budget_saying as saying
from handlers.budget_desk import Desk, saved
from handlers.compose import Composer
from handlers.messages import Choice, Document
from handlers.topic import Outcome


async def offered(desk: Desk) -> tuple[Choice, ...]:
    """「匯出」, where there is something to be had."""
    form = form_of(desk.composer.library, desk.plan)
    if form is None or (not asks(desk, form) and not await _documents(desk)):
        return ()
    return (Choice(desk.phrases.button_export, desk.token("export")),)


async def exported(desk: Desk) -> Outcome:
    """The files that there are; which page is meant, where a form has one per instalment; why there are none."""
    form, phrases = form_of(desk.composer.library, desk.plan), desk.composer.library.phrases.forms
    if form is None:
        return desk.say("\n".join([no_form(desk.plan, desk.composer), phrases.no_form_copy]), saying.seeing(desk))
    if not desk.draft.rows:
        return desk.say(desk.phrases.empty)
    if asks(desk, form):
        return _which(desk, form)
    documents = await _documents(desk)
    if not documents:
        return desk.say(phrases.no_export, saying.seeing(desk))
    said = desk.say(phrases.ready.format(what=saying.described(desk.draft, desk)))
    return replace(said, replies=(replace(said.replies[0], documents=documents),))


async def placed(desk: Desk, instalment: str) -> Outcome:
    """All of it belongs to an instalment, whose page is filled in."""
    after = desk.becomes(replace(desk.draft, instalment=instalment))
    return saved(after, "tell", await exported(after))


def asks(desk: Desk, form: Form) -> bool:
    """Whether a draft is of the whole year, and its form is not."""
    return all(page.instalment != desk.draft.instalment for page in form.pages)


def no_form(plan: Plan, composer: Composer) -> str:
    """That a plan has no form, and why."""
    return composer.library.phrases.forms.no_form.format(plan=plan.name, why=why_none(plan))


def _which(desk: Desk, form: Form) -> Outcome:
    phrases = desk.composer.library.phrases.forms
    pages = (
        Choice(phrases.button_page.format(name=page.name), desk.token("page", page.instalment)) for page in form.pages
    )
    split = Choice(phrases.button_split.format(n=len(form.pages)), desk.token("split"))
    return desk.ask(phrases.which_page.format(plan=desk.plan.name), *pages, split)


async def _documents(desk: Desk) -> tuple[Document, ...]:
    return await desk.turn.ports.exports.offer(desk.draft, desk.turn.incoming.channel)
