"""The chat page while the server cannot be reached: nothing is lost, nothing is asked twice, nobody has to tap."""

from itertools import pairwise

from playwright.async_api import Page, Route, expect

from tests.bot.browser.doing import LUNCH, VERDICT, Program, choose_keelung, marks, newest, texts, type_and_send

pytestmark = marks()

TROUBLE = "正在重新連線"


async def test_what_was_typed_while_the_server_was_gone_is_answered_without_a_tap(page: Page, program: Program) -> None:
    await choose_keelung(page)
    await program.stop()
    await type_and_send(page, LUNCH)
    await type_and_send(page, "那100呢")
    await expect(page.locator("#reconnecting")).to_be_visible()
    await expect(page.get_by_role("status")).to_have_text(TROUBLE)
    await expect(newest(page)).to_contain_text("那100呢")
    await expect(newest(page)).to_be_in_viewport(ratio=1)
    await program.start()
    await expect(newest(page)).to_contain_text("✅ 可以")
    await expect(page.locator("#reconnecting")).to_be_hidden()
    await expect(page.get_by_role("status")).to_have_text("")
    await expect(page.locator(".unsent")).to_have_count(0)
    assert [text.split("：")[0] for text in (await texts(page))[-4:]] == [LUNCH, VERDICT, "那100呢", "✅ 可以"]


async def test_after_a_restart_everything_is_there(page: Page, program: Program) -> None:
    await choose_keelung(page)
    await type_and_send(page, LUNCH)
    await expect(newest(page)).to_contain_text(VERDICT)
    before = await texts(page)
    await program.stop()
    await program.start()
    await page.reload()
    assert await texts(page) == before
    await type_and_send(page, "那100呢")
    await expect(newest(page)).to_contain_text("✅ 可以")


async def test_a_reload_sends_what_is_unsent(page: Page, program: Program) -> None:
    await page.context.set_offline(True)
    await type_and_send(page, LUNCH)
    await expect(page.locator("#reconnecting")).to_be_visible()
    await page.context.set_offline(False)
    await page.goto("about:blank")
    await page.goto(program.url)
    await expect(newest(page)).to_contain_text("先選您的計畫，選好")
    await expect(page.locator("#log .mine")).to_have_count(1)


async def test_the_pauses_between_tries_grow(page: Page) -> None:
    pauses = [1, 2, 4, 8, 16, 30, 30]
    await page.add_init_script(
        "window.tries = []; window.fetch = async () => { tries.push(Date.now()); throw Error(); }"
    )
    await page.clock.install()
    await page.reload()
    await type_and_send(page, LUNCH)
    await page.clock.run_for((sum(pauses) + 5) * 1000)
    tries = await page.evaluate("tries")
    waited = [round((after - before) / 1000) for before, after in pairwise(tries)]
    assert waited == pauses


async def test_when_the_network_is_back_nobody_waits_for_the_next_try(page: Page) -> None:
    await page.clock.install()
    await page.reload()
    await page.clock.pause_at("2099-01-01")
    await page.context.set_offline(True)
    await type_and_send(page, LUNCH)
    await expect(page.locator("#reconnecting")).to_be_visible()
    await page.context.set_offline(False)
    await expect(newest(page)).to_contain_text("先選您的計畫，選好")


async def test_the_button_tries_at_once(page: Page, program: Program) -> None:
    await page.clock.install()
    await page.reload()
    await page.clock.pause_at("2099-01-01")
    await program.stop()
    await type_and_send(page, LUNCH)
    await expect(page.locator("#reconnecting")).to_be_visible()
    await program.start()
    await page.get_by_role("button", name="再試一次").tap()
    await expect(newest(page)).to_contain_text("先選您的計畫，選好")


async def test_an_answer_lost_on_its_way_is_fetched_again_and_not_asked_again(page: Page) -> None:
    lost: list[bool] = []

    async def lose_the_first(route: Route) -> None:
        response = await route.fetch()
        if lost:
            await route.fulfill(response=response)
        else:
            lost.append(True)
            await route.abort()

    await page.route("**/say", lose_the_first)
    await type_and_send(page, LUNCH)
    await expect(newest(page)).to_contain_text("先選您的計畫，選好")
    await page.reload()
    await expect(page.locator("#log .mine")).to_have_count(1)


async def test_what_the_server_stored_and_did_not_answer_is_asked_for_again(page: Page) -> None:
    answers: list[str] = []

    async def no_answer_at_first(route: Route) -> None:
        answers.append("null")
        await (route.fulfill(body="null") if len(answers) == 1 else route.continue_())

    await page.route("**/say", no_answer_at_first)
    await type_and_send(page, LUNCH)
    await expect(newest(page)).to_contain_text("先選您的計畫，選好")
    await expect(page.locator("#log .mine")).to_have_count(1)
    assert len(answers) == 2


async def test_a_new_reply_enters_the_log_once_also_after_trouble(page: Page, program: Program) -> None:
    """The log is what a screen reader reads out."""
    await page.evaluate(
        """() => {
            window.entered = [];
            new MutationObserver((changes) => {
                for (const { addedNodes } of changes)
                    for (const node of addedNodes) if (node.matches?.(".bubble")) window.entered.push(node.className);
            }).observe(document.getElementById("log"), { childList: true });
        }"""
    )
    await program.stop()
    await type_and_send(page, LUNCH)
    await expect(page.locator("#reconnecting")).to_be_visible()
    await program.start()
    await expect(newest(page)).to_contain_text("先選您的計畫，選好")
    assert await page.evaluate("window.entered.map((name) => name.split(' ')[1])") == ["mine", "bot"]
