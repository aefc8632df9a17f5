"""In memory what otherwise messengers and the web server do with files: they are sent, offered and had back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.export.forms import file_name, opened, write
from bot.export.forms.model import Head, Kind
from content.forms import Refused, Sheets, by_plan, form_of
from content.library import Library
from handlers.budget_desk import as_draft
from handlers.messages import Attached, Document
from handlers.records import BudgetDraft, Community
from tests.handlers.drafts import Drafts
from tests.tools.sheets import content

LABELS: dict[Kind, str] = {"xlsx": "Excel", "docx": "Word"}


@dataclass
class Papers:
    """Fulfils handlers.ports.Files and Exports; `offered`: what was given last."""

    library: Library
    drafts: Drafts
    sent: dict[str, bytes] = field(default_factory=dict)
    offered: dict[Kind, Document] = field(default_factory=dict)

    def sends(self, step: Mapping[str, Any], channel: str) -> Attached | None:
        """The file that a turn of a conversation sends."""
        if "sends_back" in step:
            return self.send(*self.back(step["sends_back"]), channel)
        sent = step.get("sends_file")
        return self.send(sent["name"], content(sent), channel) if sent else None

    def send(self, name: str, data: bytes, channel: str) -> Attached:
        """A file that somebody sends there."""
        attached = Attached(channel, str(len(self.sent)), name, len(data))
        self.sent[attached.id] = data
        return attached

    def back(self, kind: Kind) -> tuple[str, bytes]:
        """The file of a kind that was offered last: its name, and its bytes as they would be made now."""
        document = self.offered[kind]
        draft, _ = self.drafts.kept[document.secret]
        plan = self.library.plans[draft.plan]
        return document.name, write([as_draft(draft)], plan, self.library, kind)

    async def sheets(self, attached: Attached) -> Sheets | Refused:
        return by_plan(opened(self.sent[attached.id], attached.name), self.library)

    async def offer(self, draft: BudgetDraft, channel: str) -> tuple[Document, ...]:
        plan, pages = self.library.plans[draft.plan], form_of(self.library, self.library.plans[draft.plan])
        if not pages or not draft.rows or all(page.instalment != draft.instalment for page in pages.pages):
            return ()
        for kind, label in LABELS.items():
            name = file_name(draft.instalment, plan, self.library, kind, Head())
            address = f"https://bot.example.org/files/{draft.id}/{name}"
            self.offered[kind] = Document(label, address, name, draft.id, 7)
        return tuple(self.offered.values())

    async def settlement(self, community: Community, instalment: str, channel: str) -> tuple[Document, ...]:
        plan = self.library.plans[community.plan]
        pages = form_of(self.library, plan)
        if not pages or all(page.instalment != instalment for page in pages.pages):
            return ()
        names = [file_name(instalment, plan, self.library, kind, Head(), settled=True) for kind in LABELS]
        where = f"https://bot.example.org/files/{community.id}"
        return tuple(Document(LABELS[kind], f"{where}/{name}", name) for kind, name in zip(LABELS, names, strict=True))
