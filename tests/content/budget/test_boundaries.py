"""The budget rules, held against tables that were written by hand from the plans (tests/content/budget/boundaries).

A table names a plan and has groups, one per rule: `says` what the rule asks, and `cases`. A case is a budget, and all
that must be found in it: `expect` lists a severity (or those that can be defended) per rule, by default the group's
own, and per line where one is named; `may` names rules that may speak as well, `absent` ones that have nothing to say;
`verdict` and `total` where they do not follow. What is not given stands in the group or at the head of the table.

misc-readings.yaml says what each reading of the sundries allows, and what is said just below, at and above each.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parent / "boundaries"
READINGS = "misc-readings"
GRAVITY = ("ok", "info", "warning", "violation")  # the mildest first
GRAVE = ("warning", "violation")
VERDICTS = {
    "ok": {"pass"},
    "info": {"pass"},
    "warning": {"pass_with_warnings", "needs_confirmation"},
    "violation": {"fail"},
}
RULES = {
    "taoyuan-103": (
        "CAP MIN-MEMBERS MISC5 MAT20 BOOKLIST PRINT100 VENUE3000 ATTEND-RANGE ATTEND-MEMBER ATTEND-SIGNIN LECT-INFO "
        "LECT-MEMBER LECT-OUTLINE LECT-RATE TRANSPORT NHI ADVISORY-NOFEE INSTALMENT SETTLE-DATE NOTLISTED "
        "SUM-LINE SUM-TOTAL"
    ),
    "keelung-113": (
        "CAP CROSS-CAP MINPEOPLE LECT-RATE LECT-MEMBER LECT-OBSERVE TA30 TA-LECTURETYPE TA-RATE COLECT ATTEND2500 "
        "ATTEND-OWN ATTEND-ABSENT BOOK VENUE3000 VENUE-ADVICE VENUE-INTERNAL HANDOUT100 MEAL100 MISC6 CITYWIDE "
        "NOTLISTED SUM-LINE SUM-TOTAL"
    ),
    "taoyuan-112": "APPROVED RATE-LABEL MISC NOTLISTED SUM-LINE SUM-TOTAL",
    "hualien-113": "REALLOC MISC ONLINE-PRINT PERIODS NOTLISTED SUM-LINE SUM-TOTAL",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """One of `severities` is the worst that is said about a rule, and about a line where one is named."""

    rule: str
    severities: tuple[str, ...]
    line: int | None = None

    def about(self, finding: Mapping[str, Any]) -> bool:
        """Whether a finding is meant."""
        return finding["rule"] == self.rule and self.line in (None, finding.get("line"))


@dataclass(frozen=True, slots=True)
class Case:
    """A budget as `batch budget` takes it, and what must come of it."""

    name: str
    request: Mapping[str, Any]
    expect: tuple[Expected, ...]
    may: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    verdict: str | None = None
    total: int | None = None
    strictest: int | None = None  # what the strictest reading allows, in NT$, where it is not kept


def tables() -> dict[str, Any]:
    """The files by name."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}


def asked(plan: str, lines: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """The budget without its id; an amount that is not given is right."""
    numbered = [{"no": no, "amount": line["unit_price"] * line["qty"], **line} for no, line in enumerate(lines, 1)]
    return {"scheme": plan, "lines": numbered, **more}


def boundary_cases(table: Mapping[str, Any]) -> Iterator[Case]:
    """The cases of a plan's table."""
    for group in table["groups"]:
        for case in group["cases"]:
            yield boundary_case(table["plan"], group["rule"], {**table, **group, **case})


def boundary_case(plan: str, rule: str, case: Mapping[str, Any]) -> Case:
    """One case, with what its group and its table say for all."""
    expect = tuple(
        Expected(
            e.get("rule", rule),
            tuple([e["severity"]] if isinstance(e["severity"], str) else e["severity"]),
            e.get("line"),
        )
        for e in case["expect"]
    )
    wanted = case.get("requested_total")
    shared = {key: case[key] for key in ("tier", "instalment")} | {"context": case.get("context", {})}
    return Case(
        f"{plan} {rule}: {case['name']}",
        asked(plan, [*case["lines"], *case.get("beside", ())], requested_total=wanted, **shared),
        expect,
        tuple(case.get("may", ())),
        tuple(case.get("absent", ())),
        case.get("verdict"),
        case.get("total", wanted),
    )


def reading_cases(plans: list[Mapping[str, Any]]) -> Iterator[Case]:
    """Budgets of one line and sundries, that make each total together."""
    for plan in plans:
        for row in plan["totals"]:
            for severity in GRAVITY:
                yield from (reading_case(plan, row, misc, severity) for misc in row.get(severity, ()))


def reading_case(plan: Mapping[str, Any], row: Mapping[str, Any], misc: int, severity: str) -> Case:
    """So much of a total for sundries."""
    lines = [
        {**plan["filler"], "unit_price": row["total"] - misc, "qty": 1},
        {"category": "雜支", "item": "文具", "unit": "式", "unit_price": misc, "qty": 1},
    ]
    shared = {key: row.get(key, default) for key, default in (("instalment", plan["instalment"]), ("context", {}))}
    return Case(
        f"{plan['plan']} {plan['rule']}: {misc:,} of {row['total']:,}{row.get('name', '')}",
        asked(plan["plan"], lines[: 2 if misc else 1], requested_total=row["total"], tier=row["tier"], **shared),
        (Expected(plan["rule"], (severity,)),),
        may=tuple(row.get("may", ())),
        total=row["total"],
        strictest=min(row[reading] for reading in ("form", "example") if reading in row) if severity in GRAVE else None,
    )


TABLES = tables()
CASES = [
    case
    for name, table in TABLES.items()
    for case in (reading_cases(table) if name == READINGS else boundary_cases(table))
]


@pytest.fixture(scope="module")
def answers() -> dict[str, Mapping[str, Any]]:
    """What `batch budget` says to every budget of the tables, by the name of the case."""
    feed = "".join(json.dumps({"id": case.name, **case.request}, default=str) + "\n" for case in CASES)
    command = [sys.executable, "-m", "bot", "batch", "budget"]
    done = subprocess.run(command, input=feed, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


def worst(findings: list[Mapping[str, Any]]) -> str:
    """The gravest severity; "ok" where nothing is found."""
    return max((finding["severity"] for finding in findings), key=GRAVITY.index, default="ok")


def bears(severity: str, expected: Expected) -> bool:
    """Where all is well, something may be told that is no fault."""
    return severity in expected.severities or (severity == "info" and "ok" in expected.severities)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_budget_at_a_boundary_is_judged_as_the_plan_says(case: Case, answers: dict[str, Mapping[str, Any]]) -> None:
    answer = answers[case.name]
    findings = answer["findings"]
    for expected in case.expect:
        said = [finding for finding in findings if expected.about(finding)]
        assert bears(worst(said), expected), f"{expected}, but {said or findings}"
    unforeseen = [
        finding
        for finding in findings
        if finding["severity"] in GRAVE
        and finding["rule"] not in case.may
        and not any(expected.about(finding) for expected in case.expect)
    ]
    assert unforeseen == []
    assert [finding for finding in findings if finding["rule"] in case.absent and finding["severity"] != "ok"] == []
    assert answer["verdict"] in ({case.verdict} if case.verdict else VERDICTS[worst(findings)])
    assert case.total in (None, answer["total"])


@pytest.mark.parametrize("case", [case for case in CASES if case.strictest is not None], ids=lambda case: case.name)
def test_too_much_for_sundries_is_told_with_what_the_strictest_reading_allows(
    case: Case, answers: dict[str, Mapping[str, Any]]
) -> None:
    said = [finding["text"] for finding in answers[case.name]["findings"] if case.expect[0].about(finding)]
    assert any(f"{case.strictest:,}" in text for text in said), said


def test_every_rule_of_every_plan_has_its_table() -> None:
    tabled = {name: [group["rule"] for group in table["groups"]] for name, table in TABLES.items() if name != READINGS}
    assert {name: sorted(rules) for name, rules in tabled.items()} == {
        name: sorted(r.split()) for name, r in RULES.items()
    }


def test_no_two_cases_have_one_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
