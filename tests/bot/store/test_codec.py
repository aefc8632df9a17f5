"""Conversations and replies as JSON."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.store import codec
from handlers.messages import Choice, Reply, Source
from handlers.topic import Form, Given, Person, Told

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
choices = st.lists(st.builds(Choice, words, words), max_size=3).map(tuple)
told = st.builds(
    Told, st.integers(0, 99), words, words, words, st.lists(words, max_size=2).map(tuple), st.frozensets(words)
)
forms = st.builds(
    Form, words, st.lists(st.builds(Given, words, words, words, moments), max_size=2).map(tuple), st.integers(0, 3)
)
persons = st.builds(
    Person,
    waiting=words,
    told=st.lists(told, max_size=3).map(tuple),
    buttons=choices,
    noticed=st.frozensets(words, max_size=3),
    heard=words,
    heard_at=st.none() | moments,
    turns=st.integers(0, 999),
)
replies = st.builds(
    Reply,
    words,
    choices,
    st.lists(st.builds(Source, words, words, words), max_size=2).map(tuple),
    st.sampled_from(["answered", "clarify", "abstained"]),
    st.none() | st.sampled_from(["allowed", "not_stated"]),
    step=st.booleans(),
    late=words,
)


@given(persons, st.lists(forms, max_size=2), words, words)
def test_a_conversation_comes_back_as_it_was(person: Person, open_forms: list[Form], plan: str, tier: str) -> None:
    back = codec.person(plan, tier, codec.talk(person), open_forms)
    assert (back.plan, back.tier, back.forms) == (plan, tier, tuple(open_forms))
    assert codec.person("", "", codec.talk(person), ()) == person


@given(replies, st.lists(forms, max_size=1))
def test_replies_and_answers_come_back_as_they_were(reply: Reply, open_forms: list[Form]) -> None:
    assert codec.reply(codec.body(reply)) == reply
    assert all(codec.answers(codec.given(form.given)) == form.given for form in open_forms)


def test_what_a_newer_or_older_program_wrote_is_read_as_far_as_it_can_be() -> None:
    stored = '{"turns": 3, "mood": "good", "heard_at": "yesterday", "told": [{"number": 1}], "heard": "好"}'
    assert codec.person("keelung-113", "", stored, ()) == Person(plan="keelung-113", turns=3, heard="好")
    assert codec.reply('{"text": "好", "verdict": "perhaps"}') == Reply("好")


def test_half_a_character_does_not_keep_a_conversation_from_being_stored() -> None:
    heard_at = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=1)
    back = codec.person("", "", codec.talk(Person(heard="好\ud800", heard_at=heard_at)), ())
    assert back == Person(heard="好?", heard_at=heard_at)
