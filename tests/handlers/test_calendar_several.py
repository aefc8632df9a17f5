"""Who has several communities: what is typed is about the current one, whatever was offered in another."""

from handlers.changes import Invite
from handlers.dispatch import Dispatcher
from handlers.records import Deadline
from handlers.topic import Person
from tests.handlers.calendars import Talk, community, talk

NORTH, SOUTH = community(), community("南平讀書社群")


def titles(found: list[Deadline], name: str) -> set[str]:
    """What stands in one of the calendars."""
    return {one.title for one in found if one.community == name}


async def code(made: Talk, role: str = "共同召集人") -> str:
    """A code that 王老師 gives out."""
    (given,) = (await made.says(f"邀請{role}")).changes
    assert isinstance(given, Invite)
    return given.code


async def test_adopting_is_about_the_current_community_though_another_offered_it(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, SOUTH, NORTH)
    offered = await made.says("把寄邀請卡改回未完成")
    assert "採用計畫的期限" in [choice.label for choice in offered.replies[-1].choices]
    await made.says("切換到南平讀書社群")
    await made.says("採用計畫的期限")
    assert titles(made.dates(), SOUTH.id)
    assert not titles(made.dates(), NORTH.id)


async def test_undoing_is_about_the_current_community_though_another_was_changed_last(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, SOUTH, NORTH)
    await made.says("幫我記 2014/6/2 買粉筆")
    await made.says("切換到南平讀書社群")
    assert not (await made.says("復原")).changes
    assert titles(made.dates(), NORTH.id) == {"買粉筆"}


async def test_who_has_no_community_any_more_may_adopt_with_the_next_one(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, NORTH)
    await made.says("把寄邀請卡改回未完成")
    for text in ("結束社群", "是"):
        await made.says(text)
    assert "建立社群" in (await made.says("採用計畫的期限")).replies[-1].text
    await made.says("建立東門數學社群，桃園103，進階，103學年度，北昌國小")
    assert made.dates()


async def test_what_waited_for_a_community_is_not_done_in_a_later_one(dispatcher: Dispatcher) -> None:
    made = talk(dispatcher, NORTH)
    made.persons["林老師"] = Person(plan=NORTH.plan, tier=NORTH.tier)
    await made.says("幫我記 2014/6/2 買粉筆", "林老師")
    await made.says(f"加入 {await code(made)}", "林老師")
    for text in ("開新學年", "照舊"):
        await made.says(text, "林老師")
    assert not made.dates()
