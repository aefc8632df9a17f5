"""The names of the sentences for the accountant, and of what other rules lead to; they stand in phrases.yaml."""

from content.shapes import Shape


class EvidencePhrases(Shape):
    """phrases.yaml, `evidence:`. Words in braces are filled by the handlers."""

    button: str
    head: str
    head_draft: str
    head_finding: str
    when: str
    asked: str
    answered: str
    draft: str
    item: str
    result: str
    result_wrong: str
    result_doubtful: str
    result_right: str
    found: str
    items: str
    cut: str
    plan: str
    year: str
    number: str
    address: str
    section: str
    page: str
    aid: str
    nothing: str
    gone: str
    gone_draft: str
    gone_finding: str
    changed: str
    changed_draft: str
    changed_more: str
    standing: str
    same_standing: str
    was: str
    now: str
    more: str
    edited: str
    passes: str
    passes_warned: str
    asks_first: str
    fails: str
    button_open: str
