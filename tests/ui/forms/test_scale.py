"""A questionnaire is its owner's, word for word; around it we never lose or hold up an answer."""

import re
from uuid import uuid4

import pytest

from daybreak.care.scales.library import scale, wording
from daybreak.ui.forms.scale import ScaleForm

CALM = {f"item-{n}": "1" for n in range(1, 9)} | {"item-9": "0"}


def form(
    data: dict[str, str] | None = None, *, of: str = "phq-9", lang: str = "en-US"
) -> ScaleForm:
    known = scale(of)
    sent = None if data is None else {"act_id": str(uuid4()), **data}
    return ScaleForm(sent, scale=known, wording=wording(known, lang))


@pytest.mark.parametrize("lang", ["en-US", "es-US"])
def test_the_words_and_their_order_are_those_of_the_file(lang: str) -> None:
    words = wording(scale("phq-9"), lang)

    asked = list(form(lang=lang).questions())

    assert [one.field.label for one in asked] == [item.text for item in words.item]
    first = asked[0].field.field.choices  # type: ignore[attr-defined]  # a choice field
    assert [label for _, label in first] == [option.label for option in words.option]
    assert [one.number for one in asked] == [*"123456789", ""]


def test_a_number_line_has_every_number_and_a_word_at_each_end() -> None:
    mood = next(iter(form(of="today").questions()))

    assert mood.drawn == "line"
    assert [value for value, _ in mood.field.field.choices] == [str(n) for n in range(11)]  # type: ignore[attr-defined]  # a choice field
    assert mood.least_label
    assert mood.most_label


def test_a_count_is_typed_and_checked() -> None:
    asked = {one.field.name: one.drawn for one in form(of="bladder-screen").questions()}
    assert asked["item-day-voids"] == "count"

    for count in ("0", "7"):
        sent = form({"item-day-voids": count, "as_is": "on"}, of="bladder-screen")
        assert sent.is_valid()
        assert sent.answers()["day-voids"] == int(count)
    wrong = form({"item-day-voids": "700", "as_is": "on"}, of="bladder-screen")
    assert "from 0 to 60" in str(wrong.errors["item-day-voids"])


def test_everything_answered_is_read_as_answers() -> None:
    sent = form({**CALM, "item-function": "2"})

    assert sent.is_valid()
    assert sent.answers() == {**{str(n): 1 for n in range(1, 9)}, "9": 0, "function": 2}


def test_the_question_about_daily_life_may_stay_open() -> None:
    assert form(CALM).is_valid()


def test_an_open_question_is_asked_about_once_and_then_left_open() -> None:
    data = {key: value for key, value in CALM.items() if key != "item-3"}

    asked = form(data)
    assert not asked.is_valid()
    assert asked.asks_as_is
    assert asked.errors["item-3"] == ["This is still open."]
    assert set(asked.errors) == {"item-3", "__all__"}

    sent = form({**data, "as_is": "on"})
    assert sent.is_valid()
    assert sent.answers()["3"] is None


@pytest.mark.parametrize("nine", ["1", "2", "3"])
def test_who_thinks_of_death_is_asked_about_nothing_else_first(nine: str) -> None:
    sent = form({"item-9": nine})

    assert sent.is_urgent
    assert sent.is_valid()


def test_a_yes_to_the_safety_question_of_today_is_urgent() -> None:
    assert form({"item-safety": "1"}, of="today").is_valid()
    assert form({"item-safety": "1"}, of="today").is_urgent
    assert not form({"item-mood": "2", "item-safety": "0"}, of="today").is_urgent


def test_urgent_is_seen_even_when_something_else_cannot_be_read() -> None:
    sent = form({**CALM, "item-2": "nine", "item-9": "3"})

    assert not sent.is_valid()
    assert sent.is_urgent


@pytest.mark.parametrize("data", [{}, {"item-1": ""}, {"item-77": "1"}])
def test_nothing_answered_is_not_an_answer(data: dict[str, str]) -> None:
    sent = form(data)

    assert not sent.is_valid()
    assert "Nothing is answered yet" in str(sent.errors)
    assert not sent.is_urgent


@pytest.mark.parametrize("wrong", ["4", "-1", "one", "1.5", "٣", "9" * 400])
def test_an_answer_that_is_none_is_said_at_its_question(wrong: str) -> None:
    sent = form({**CALM, "item-2": wrong})

    assert not sent.is_valid()
    assert "could not read" in str(sent.errors["item-2"])


def test_what_was_chosen_is_still_chosen_when_the_form_comes_back() -> None:
    from django.template.loader import render_to_string

    data = {key: value for key, value in CALM.items() if key != "item-3"}

    page = render_to_string(
        "ui/_scale_form.html", {"form": form(data), "action": "/x", "send": "Send"}
    )

    assert len(re.findall(r"<input[^>]* checked", page)) == len(data)
    assert "Developed by Drs. Robert L. Spitzer" in page
    assert 'href="#id_item-3"' in page


def test_spanish_is_spanish_all_around() -> None:
    sent = form({"item-1": "1"}, lang="es-US")

    assert not sent.is_valid()
    assert "siguen sin respuesta" in str(sent.errors)
    assert sent.fields["as_is"].label == "Enviar así. Dejo sin contestar las preguntas que faltan."
