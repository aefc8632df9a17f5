"""Every sentence the bot says that is not an answer. A phrase that is missing or that nobody says is a problem."""

from pathlib import Path

from content.files import read_yaml
from content.phrases_budget import BudgetPhrases
from content.phrases_budget_talk import BudgetTalkPhrases
from content.phrases_calendar import CalendarPhrases
from content.phrases_communities import CommunityPhrases
from content.phrases_evidence import EvidencePhrases
from content.phrases_forms import FormsPhrases
from content.phrases_ledger import LedgerPhrases
from content.phrases_reminders import ReminderPhrases
from content.problems import Problem
from content.reading import shaped
from content.shapes import Shape


class ChatPhrases(Shape):
    """phrases.yaml, `chat:`. Words in braces are filled by the handlers."""

    hello: str
    welcome_back: str
    example: str
    help: str
    help_stranger: str
    change_plan: str
    ask_what: str
    nothing_open: str
    pick_plan: str
    pick_year: str
    plan_set: str
    plan_same: str
    plan_ask: str
    past: str
    elsewhere: str
    other_county: str
    other_year: str
    other_plan: str
    other_tier: str
    empty: str
    media_picture: str
    media_sticker: str
    media_voice: str
    media_video: str
    media_file: str
    media_place: str
    media_other: str
    too_long: str
    greeting: str
    thanks: str
    refuse: str
    offtopic: str
    unclear: str
    unclear_none: str
    silent: str
    refused: str
    refused_none: str
    none_of_these: str
    nothing_to_refuse: str
    background: str
    background_source: str
    understood: str
    conflict_ask: str
    conflict_ask_again: str
    trouble: str
    button_not_this: str
    button_none: str
    button_other_county: str
    button_background: str
    button_change: str
    button_help: str
    group_hello: str
    group_known: str
    group_sources: str
    group_more: str
    group_past: str
    group_private: str
    group_bye: str
    form_unclear: str
    form_example: str
    form_stuck: str
    form_must: str
    form_first: str
    form_cancelled: str
    form_parked: str
    form_gone: str
    button_skip: str
    button_later: str
    button_leave: str
    button_back: str
    link_code: str
    link_nowhere: str
    link_wrong: str
    link_plan: str
    link_plan_example: str
    link_sure: str
    link_yes: str
    link_no: str
    link_kept: str
    linked: str
    linked_plan: str
    unlink_sure: str
    unlink_yes: str
    unlink_no: str
    sure_example: str
    unlink_kept: str
    unlinked: str
    unlink_none: str
    channel_web: str
    channel_terminal: str


class PrivacyPhrases(Shape):
    """phrases.yaml, `privacy:`."""

    told: str
    exported: str
    exported_cut: str
    key_channels: str
    key_since: str
    key_plan: str
    key_tier: str
    key_communities: str
    key_name: str
    key_year: str
    key_school: str
    key_role: str
    key_dates: str
    key_feed: str
    key_calendar: str
    key_budgets: str
    key_ledger: str
    key_reminders: str
    key_items: str
    key_questions: str
    key_forms: str
    key_messages: str
    key_at: str
    key_text: str
    hand_over: str
    forget_sure: str
    forget_stays: str
    forget_ends: str
    forget_yes: str
    forgotten: str
    button_export: str
    button_forget: str
    button_over: str
    button_anyway: str


class Phrases(Shape):
    """phrases.yaml as a whole."""

    chat: ChatPhrases
    communities: CommunityPhrases
    calendar: CalendarPhrases
    privacy: PrivacyPhrases
    reminders: ReminderPhrases
    budget: BudgetPhrases
    budget_talk: BudgetTalkPhrases
    forms: FormsPhrases
    ledger: LedgerPhrases
    evidence: EvidencePhrases
    expense: dict[str, str] = {}


def read_phrases(path: Path, problems: list[Problem]) -> Phrases | None:
    """The phrases, or None with a problem for each that is missing or unknown."""
    return shaped(Phrases, read_yaml(path, path.name, problems), path.name, "-", problems)
