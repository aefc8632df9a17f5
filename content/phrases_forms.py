"""The names of the sentences about files and forms; the sentences themselves are in phrases.yaml."""

from content.shapes import Shape


class FormsPhrases(Shape):
    """phrases.yaml, `forms:`. Words in braces are filled by content/forms and bot/export/forms."""

    name: str
    settle_name: str
    place: str
    no_school: str
    community: str
    check: str
    check_notice: str
    check_name: str
    check_rate: str
    check_used: str
    check_cap: str
    check_tolerated: str
    check_left: str
    settle_notice: str
    settle_item: str
    settle_planned: str
    settle_spent: str
    settle_left: str
    settle_sum: str
    settle_granted: str
    settle_balance: str
    receipts: str
    receipt_no: str
    receipt_day: str
    receipt_line: str
    receipt_amount: str
    receipt_note: str
    refused_empty: str
    refused_big: str
    refused_type: str
    refused_old: str
    refused_document: str
    refused_encrypted: str
    refused_macros: str
    refused_unsafe: str
    refused_broken: str
    refused_long: str
    refused_encoding: str
    refused_no_table: str
    row: str
    row_said: str
    slip_missing: str
    slip_not_number: str
    slip_not_whole: str
    slip_range: str
    slip_formula: str
    slip_no_item: str
    slip_no_figures: str
    slip_long: str
    slip_shifted: str
    gone: str
