"""make bench: what it costs to check a budget of 10, 100 and 1,000 items, and whether that is linear.

    .venv/bin/python -m tests.bench.budget   # some seconds

Times are medians of ROUNDS in milliseconds. "read before": the rows were read by an earlier check, as in a chat that
checks after each item; "read anew": every row is read for the first time. Nothing is asserted.
"""

import gc
import platform
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from statistics import median

from content.budget import Checked, Draft, Item, Rulebook, check
from content.library import Library, load

SIZES = (10, 100, 1000)
ROUNDS = 200
LIMIT = 0.2  # milliseconds for ten items
PLANS = {
    "taoyuan-103": ("beginner", ("外聘講座鐘點費", "內聘講座鐘點費", "印刷費", "教材教具費", "場地布置費", "雜支")),
    "keelung-113": ("refine", ("講師鐘點費", "助理講師鐘點費", "講義費", "膳食費", "場地佈置費", "雜支")),
}


def draft(size: int, tier: str, categories: tuple[str, ...], mark: str = "") -> Draft:
    """So many items of all categories; `mark` makes their notes different from those of other drafts."""
    chosen = islice(cycle(categories), size)
    items = (Item(no, one, 100, 2, "分組實作", "次", 200, f"外聘{mark}") for no, one in enumerate(chosen, 1))
    return Draft(tuple(items), tier, requested=200 * size, members=8, participants=31)


def timed(one: Callable[[], Checked], rounds: int = ROUNDS) -> float:
    """Median milliseconds."""
    spent = []
    for _ in range(rounds):
        started = time.perf_counter()
        one()
        spent.append((time.perf_counter() - started) * 1000)
    return median(spent)


def cold(size: int, plan: str, library: Library) -> float:
    """Median milliseconds of drafts whose rows nobody has read."""
    rules, (tier, categories) = library.rulebook(library.plans[plan]), PLANS[plan]
    drafts = iter([draft(size, tier, categories, f"第{number}案") for number in range(20)])
    return timed(lambda: check(next(drafts), Rulebook(rules.plan, rules.budget, rules.words, rules.phrases)), 20)


def main() -> None:
    """Prints the table."""
    library = load()
    print(f"Python {platform.python_version()}, {platform.machine()}; a budget, checked; ms (median)\n")
    print(f"| plan | {' | '.join(f'{size:,} items' for size in SIZES)} | 1,000 over 10 | 10 items read anew |")
    print("|---|" + "---|" * (len(SIZES) + 2))
    for plan, (tier, categories) in PLANS.items():
        rules = library.rulebook(library.plans[plan])
        gc.collect()
        found = [timed(partial(check, draft(size, tier, categories), rules)) for size in SIZES]
        figures = " | ".join(f"{one:.3f}" for one in found)
        print(f"| {plan} | {figures} | {found[-1] / found[0]:.0f} | {cold(SIZES[0], plan, library):.3f} |")
    print(f"\nThe bar for {SIZES[0]} items is {LIMIT} ms; linear is 100 times as much for 1,000.")


if __name__ == "__main__":
    main()
