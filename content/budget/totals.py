"""The budget as a whole: its sum, the cap of its tier, what an organiser has planned, people and remarks."""

from collections.abc import Iterator
from dataclasses import replace

from content.budget.model import Finding, Fix, Room
from content.budget.rules import money, number
from content.budget.sheet import Sheet
from content.budget_model import Cross, People, Severity, Totals
from content.expense.totals import granted
from content.expense.wording import dollars
from content.model import Fact
from content.values import Count

ARITHMETIC = "SUM-TOTAL"


def summed(sheet: Sheet) -> Iterator[Finding]:
    """The total that the form says."""
    said = sheet.draft.requested
    if said is None:
        return
    section, total = sheet.rules.budget.place, sheet.total
    if said == total:
        yield Finding(ARITHMETIC, "ok", sheet.rules.phrases.total_even.format(total=dollars(total)), section)
        return
    text = sheet.rules.phrases.total_sum.format(total=dollars(total), written=dollars(said))
    yield Finding(ARITHMETIC, "violation", text, section, None, said, total, said - total, Fix("requested", total))


def capped(sheet: Sheet) -> Iterator[tuple[Room | None, Finding]]:
    """The cap of the tier, or of an organiser's own budget, with what is left under it."""
    totals, rules = sheet.rules.budget.totals, sheet.rules.budget.rules
    if totals is None:
        return
    if totals.planned and "planned" in rules:
        yield _planned(sheet, totals.planned, rules["planned"])
    elif totals.cross and sheet.draft.tier == totals.cross.tier and "cross" in rules:
        yield _crossing(sheet, totals.cross, rules["cross"])
    elif "tier" in rules:
        fact = totals.tiers.get(sheet.draft.tier)
        yield _of_tier(sheet, fact, rules["tier"]) if fact else (None, _of_any(sheet, totals, rules["tier"]))


def _of_tier(sheet: Sheet, fact: Fact, rule: str) -> tuple[Room, Finding]:
    most, total = money(fact) or 0, sheet.total
    tier = sheet.rules.plan.tiers[sheet.draft.tier].name
    room = Room(rule, tier, total, most, most, fact.section, period=sheet.period)
    return room, _against(sheet, Finding(rule, "ok", "", fact.section, None, total, most), tier)


def _against(sheet: Sheet, found: Finding, name: str) -> Finding:
    """Over, exactly at, or within a cap."""
    total, most = found.figure or 0, found.cap or 0
    said = {"tier": name, "max": dollars(most), "total": dollars(total), "more": dollars(total - most)}
    if total > most:
        text = sheet.rules.say("total_over", **said)
        return replace(found, severity="violation", text=text, over=total - most)
    return replace(found, text=sheet.rules.say("total_exact" if total == most else "total_within", **said))


def _of_any(sheet: Sheet, totals: Totals, rule: str) -> Finding:
    """The tier is not known: too much for all of them, or it depends."""
    tiers, plan = totals.tiers, sheet.rules.plan
    highest = max(tiers, key=lambda tier: money(tiers[tier]) or 0)
    most = money(tiers[highest]) or 0
    found = Finding(rule, "info", "", totals.section, None, sheet.total, most)
    if sheet.total > most and not totals.cross:
        return _against(sheet, found, plan.tiers[highest].name)
    caps = "、".join(f"{plan.tiers[tier].name} {fact.value}" for tier, fact in tiers.items())
    return replace(found, text=sheet.rules.phrases.tier_unknown.format(caps=caps))


def _crossing(sheet: Sheet, cross: Cross, rule: str) -> tuple[Room, Finding]:
    """So much for the first schools and a step for each more. The formula stays below the highest amount of the plan:
    what lies between the two is asked. Without the number of schools anything up to that amount may be right."""
    schools, total, highest = sheet.draft.schools, sheet.total, money(cross.most) or 0
    most, counts_all = granted(cross, schools or 0), schools is None or schools >= number(cross.limit)
    tolerated, name = highest if counts_all else most, sheet.rules.plan.tiers[cross.tier].name
    tier = sheet.rules.say("cross_tier", n=str(schools), tier=name) if schools else name
    room = Room(rule, tier, total, most, tolerated, cross.first.section, period=sheet.period)
    found = Finding(rule, "ok", "", cross.first.section, None, total, most)
    if not most < total <= tolerated:
        return room, _against(sheet, replace(found, cap=most if total <= most else tolerated), tier)
    phrases = sheet.rules.phrases
    phrase = phrases.schools_unknown if schools is None else phrases.cross_between
    text = phrase.format(max=dollars(most), total=dollars(total), most=dollars(highest))
    return room, replace(found, severity="warning", text=text, over=total - most, ask=True)


def _planned(sheet: Sheet, fact: Fact, rule: str) -> tuple[Room, Finding]:
    """An organiser's own total: more of it needs to be approved anew."""
    most, total, budget = money(fact) or 0, sheet.total, sheet.rules.budget
    room = Room(rule, fact.label, total, most, most, fact.section, period=sheet.period)
    told = budget.transfer or budget.over_plan
    found = Finding(rule, "ok", "", told.section if told else fact.section, None, total, most)
    said = {"max": dollars(most), "total": dollars(total), "more": dollars(total - most)}
    if total <= most:
        return room, replace(found, text=sheet.rules.say("total_planned", **said))
    text = sheet.rules.phrases.planned_over.format(say=budget.over_plan.say if budget.over_plan else "", **said)
    return room, replace(found, severity="warning", text=text, over=total - most, ask=True)


def people(sheet: Sheet) -> Iterator[Finding]:
    """How many people and schools the community needs at least, as far as they are told."""
    for rule in sheet.rules.budget.people:
        if not rule.tiers or sheet.draft.tier in rule.tiers:
            yield from _enough(sheet, rule, sheet.draft.members, rule.members)
            if rule.schools:
                yield from _enough(sheet, rule, sheet.draft.schools, rule.schools)


def _enough(sheet: Sheet, rule: People, told: int | None, least: Fact) -> Iterator[Finding]:
    if told is None or not isinstance(least.value, Count):
        return
    phrases = sheet.rules.phrases
    few = phrases.schools_few if least is rule.schools else phrases.people_few
    found: tuple[Severity, str] = ("violation", few) if told < number(least) else ("ok", phrases.people_enough)
    text = found[1].format(least=least.value, n=Count(told, least.value.unit))
    yield Finding(rule.rule, found[0], text, least.section, None, told, number(least))


def remarks(sheet: Sheet) -> Iterator[Finding]:
    """What holds for every budget of the tier."""
    for one in sheet.rules.budget.remarks:
        if sheet.draft.tier in one.tiers:
            yield Finding(one.rule, one.severity, one.say, one.section, ask=one.severity == "warning")
