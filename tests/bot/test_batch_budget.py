"""`batch budget`: budgets as JSON lines, as contracts promise."""

import asyncio
import io
import json
import sys
from typing import Any

import pytest

from bot.__main__ import main
from bot.batch import BadLine
from bot.batch_budget import BudgetLine, Budgets
from content.library import Library

PRINT = {"category": "印刷費", "unit": "人次", "unit_price": 50, "qty": 12}


@pytest.fixture(scope="module")
def budgets(library: Library) -> Budgets:
    """The command over the plans."""
    return Budgets(library)


def checked(budgets: Budgets, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    request = {"id": "1", "scheme": "taoyuan-103", "tier": "初階社群", "lines": list(rows)} | more
    return asyncio.run(budgets.budget(BudgetLine.model_validate_json(json.dumps(request))))


def severities(answer: dict[str, Any]) -> dict[str, str]:
    return {found["rule"]: found["severity"] for found in answer["findings"]}


def test_an_answer_has_a_verdict_a_recomputed_total_and_findings_with_their_lines(budgets: Budgets) -> None:
    answer = checked(budgets, PRINT | {"no": 7, "amount": 700}, requested_total=700)
    assert (answer["id"], answer["verdict"], answer["total"]) == ("1", "fail", 600)
    found = {one["rule"]: one for one in answer["findings"]}
    assert found["SUM-LINE"].items() >= {"severity": "violation", "line": 7}.items()
    assert found["SUM-TOTAL"]["severity"] == "violation"
    assert "line" not in found["SUM-TOTAL"]
    assert all(one["text"] and one["section"] for one in answer["findings"])


def test_a_row_without_a_price_is_one_of_its_amount(budgets: Budgets) -> None:
    assert checked(budgets, {"category": "雜支", "amount": 120, "qty": 3})["total"] == 120


def test_half_periods_are_no_slip(budgets: Budgets) -> None:
    answer = checked(budgets, {"category": "外聘講座鐘點費", "unit_price": 1600, "qty": 2.5, "amount": 4000})
    assert answer["total"] == 4000
    assert "SUM-LINE" not in severities(answer)


@pytest.mark.parametrize("tier", ["初階社群", "初階"])
def test_a_tier_is_known_with_and_without_its_suffix(budgets: Budgets, tier: str) -> None:
    assert severities(checked(budgets, PRINT | {"qty": 101}, tier=tier))["CAP"] == "violation"


@pytest.mark.parametrize(("name", "severity"), [("第一期(103年8-12月)", "violation"), ("第二期(104年1-6月)", None)])
def test_an_instalment_is_known_by_its_name(budgets: Budgets, name: str, severity: str | None) -> None:
    answer = checked(budgets, PRINT | {"expense_date": "2015-02-03"}, instalment=name)
    assert severities(answer).get("INSTALMENT") == severity


@pytest.mark.parametrize(
    ("row", "context", "rule", "severity"),
    [
        ({"book_listed": False}, {}, "BOOKLIST", "violation"),
        ({"book_list_attached": False}, {}, "BOOKLIST", "violation"),
        ({}, {"book_listed": False}, "BOOKLIST", "violation"),
        ({"book_listed": True}, {"book_list_attached": False}, "BOOKLIST", None),
        ({}, {"member_count": 5}, "MIN-MEMBERS", "violation"),
        ({}, {"members": 6}, "MIN-MEMBERS", "ok"),
    ],
)
def test_flags_of_rows_and_of_the_whole_are_read(
    budgets: Budgets, row: dict[str, Any], context: dict[str, Any], rule: str, severity: str | None
) -> None:
    book = {"category": "教材教具費", "item": "書籍", "unit": "冊", "unit_price": 200, "qty": 2}
    assert severities(checked(budgets, book | row, context=context)).get(rule) == severity


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"scheme": "atlantis-1"}, "no plan atlantis-1"),
        ({"tier": "大師"}, "no tier 大師"),
        ({"lines": [{"category": "雜支"}]}, "row 1 has neither unit_price nor amount"),
        ({"lines": [PRINT | {"no": 1}, PRINT | {"no": 1}]}, "same number"),
    ],
)
def test_what_is_not_known_is_told_with_the_id(budgets: Budgets, more: dict[str, Any], told: str) -> None:
    with pytest.raises(BadLine, match=f"1: .*{told}"):
        checked(budgets, **more)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ('{"id": "2"}', "line 2"),
        ("no json", "line 2"),
        ('{"id": "2", "scheme": "keelung-113", "lines": [{"category": "雜支", "unit_price": -1}]}', "unit_price"),
        ('{"id": "2", "scheme": "keelung-113", "lines": [{"category": "雜支", "unit_price": 10.5}]}', "unit_price"),
        ('{"id": "2", "scheme": "keelung-113", "tier": "大師", "lines": []}', "大師"),
    ],
)
def test_a_bad_line_ends_the_run_with_2_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bad: str, told: str
) -> None:
    good = '{"id": "1", "scheme": "keelung-113", "lines": []}\n'
    monkeypatch.setattr(sys, "stdin", io.StringIO(good + bad + "\n"))
    assert main(["batch", "budget"]) == 2
    shown = capsys.readouterr()
    assert json.loads(shown.out).items() >= {"id": "1", "verdict": "pass", "total": 0}.items()
    assert told in shown.err
