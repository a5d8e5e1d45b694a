"""A questionnaire filled in elsewhere: all its answers are sure, or none is taken."""

from collections.abc import Callable
from typing import Any

import pytest

from daybreak.care.intake.record import WhyLeftOut
from daybreak.exchange.fhir_bundle import read_bundle
from daybreak.exchange.fhir_json import EntryNotUnderstood

Json = dict[str, Any]
FileOf = Callable[..., bytes]

LOINC = "http://loinc.org"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def _item(code: str, **answer: Any) -> Json:
    return {"linkId": f"/44249-1/{code}", "answer": [answer]}


def _chosen(code: str, **more: Any) -> Json:
    return {"valueCoding": {"system": LOINC, "code": code} | more}


def _form(*items: Json, **more: Any) -> Json:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "q1",
        "status": "completed",
        "subject": {"reference": "Patient/p1"},
        "authored": "2026-11-20T09:30:00Z",
        "item": list(items),
    } | more


def _read(file_of: FileOf, form: Json) -> tuple[list[Any], list[WhyLeftOut]]:
    (record,) = read_bundle(file_of(form))
    given = [(one.scale, dict(one.answers), one.stated_total) for one in record.scale_answers]
    return given, [one.why for one in record.left_out]


def test_answers_are_read_by_code_by_number_and_by_the_senders_weight(file_of: FileOf) -> None:
    weighed = {"valueCoding": {"extension": [{"url": ORDINAL, "valueDecimal": 1}], "code": "b"}}
    form = _form(
        _item("44250-9", **_chosen("LA6571-9")),
        _item("44255-8", valueInteger=2),
        _item("44259-0", valueDecimal=1.0),
        _item("44260-8", **weighed),
        _item("44261-6", valueInteger=7),
    )

    assert _read(file_of, form) == ([("phq-9", {"1": 3, "2": 2, "3": 1, "9": 1}, 7)], [])


@pytest.mark.parametrize("link", ["44250-9", "/44250-9", "/44249-1/44250-9"])
def test_a_question_is_known_by_what_its_link_ends_in_however_deep(
    file_of: FileOf, link: str
) -> None:
    question = {"linkId": link, "answer": [{"valueInteger": 2}]}
    nested = {"linkId": "a", "item": [{"linkId": "b", "answer": [{"item": [question]}]}]}

    assert _read(file_of, _form(nested)) == ([("phq-9", {"1": 2}, None)], [])


def test_what_was_left_empty_is_missing_and_not_nought(file_of: FileOf) -> None:
    form = _form(_item("44250-9", valueInteger=2), {"linkId": "44260-8"})

    assert _read(file_of, form)[0] == [("phq-9", {"1": 2}, None)]


def test_two_scales_in_one_form_are_two(file_of: FileOf) -> None:
    form = _form(_item("44250-9", valueInteger=2), _item("69725-0", valueInteger=1))
    (record,) = read_bundle(file_of(form))

    assert [(one.key, dict(one.answers)) for one in record.scale_answers] == [
        ("QuestionnaireResponse/q1#phq-9", {"1": 2}),
        ("QuestionnaireResponse/q1#gad-7", {"1": 1}),
    ]


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (_form(_item("44250-9", valueInteger=2), status="in-progress"), WhyLeftOut.NOT_FINAL),
        (_form(_item("44250-9", valueInteger=2), status="stopped"), WhyLeftOut.NOT_FINAL),
        (
            _form(_item("44250-9", valueInteger=2), status="entered-in-error"),
            WhyLeftOut.ENTERED_IN_ERROR,
        ),
        (_form(_item("44250-9", valueInteger=2), authored=None), WhyLeftOut.NO_TIME),
        (_form(_item("44250-9", valueInteger=2), subject=None), WhyLeftOut.ANOTHER_PERSON),
        (_form(_item("12345-6", valueInteger=2)), WhyLeftOut.SCALE_UNKNOWN),
        (_form(_item("75626-2", valueInteger=2)), WhyLeftOut.SCALE_UNKNOWN),  # a total, no items
        (_form(), WhyLeftOut.SCALE_UNKNOWN),
        (_form({"linkId": "44250-9"}), WhyLeftOut.NO_VALUE),
        (_form(_item("44250-9", valueInteger=4)), WhyLeftOut.OUT_OF_RANGE),
        (_form(_item("44250-9", valueString="often")), WhyLeftOut.ANSWER_UNKNOWN),
        (_form(_item("44250-9", **_chosen("LA0-0"))), WhyLeftOut.ANSWER_UNKNOWN),
        (
            _form({"linkId": "44250-9", "answer": [{"valueInteger": 1}, {"valueInteger": 2}]}),
            WhyLeftOut.ANSWER_UNKNOWN,
        ),
        (
            _form(_item("44250-9", valueInteger=1), _item("44250-9", valueInteger=2)),
            WhyLeftOut.CONTRADICTS_ITSELF,
        ),
    ],
)
def test_a_form_that_is_not_sure_is_left_out_whole(file_of: FileOf, form: Json, why: Any) -> None:
    assert _read(file_of, form) == ([], [why])


def test_a_form_nested_without_end_is_refused(file_of: FileOf) -> None:
    item: Json = {"linkId": "x"}
    for _ in range(200):
        item = {"linkId": "x", "item": [item]}

    with pytest.raises(EntryNotUnderstood):
        read_bundle(file_of(_form(item)))
