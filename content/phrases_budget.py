"""Sentences of the check of a whole budget, beside those on single expenses (section `expense`)."""

from content.shapes import Shape


class BudgetPhrases(Shape):
    """phrases.yaml, `budget:`. Words in braces are filled by content/budget."""

    line_sum: str
    total_sum: str
    total_even: str
    all_year: str
    tier_unknown: str
    cross_between: str
    schools_unknown: str
    planned_over: str
    people_few: str
    people_enough: str
    schools_few: str
    unit_unknown: str
    side_unknown: str
    summed: str
    halved: str
    crowd_unknown: str
    crowd_within: str
    share_over: str
    share_between: str
    share_moved: str
    share_within: str
    share_shown: str
    reading: str
    reading_example: str
    reading_others: str
    reading_whole: str
    reading_grant: str
    reading_loose: str
    foreign: str
    outside_period: str
    settled_late: str
    settle_soon: str
    instalment_all: str
    instalment_most: str
