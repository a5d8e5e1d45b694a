"""A file is taken whole or not at all, and what was left out of it says why."""

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.errors import NotUnderstood
from daybreak.care.intake.record import ImportedRecord, Measure, Precision, WhyLeftOut
from daybreak.exchange.fhir_bundle import READERS, read_bundle
from daybreak.exchange.fhir_json import EntryNotUnderstood
from daybreak.exchange.fhir_resource import WORDS

Json = dict[str, Any]
FileOf = Callable[..., bytes]
Vector = Callable[[str], bytes]

UUID = "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"
SYNTHEA = ["synthea-liz-conn.json", "synthea-eboni-brekke.json"]


def _condition(**more: Any) -> Json:
    return {
        "resourceType": "Condition",
        "id": "c1",
        "code": {"text": "migraine"},
        "subject": {"reference": "Patient/p1"},
    } | more


def _bundle(*entries: Any, type_: str = "collection") -> str:
    return json.dumps({"resourceType": "Bundle", "type": type_, "entry": list(entries)})


def _whys(records: Iterable[ImportedRecord]) -> list[WhyLeftOut]:
    return [one.why for record in records for one in record.left_out]


def test_a_referral_arrives_as_it_was_written(vector: Vector) -> None:
    (record,) = read_bundle(vector("fhir/referral.json"))

    assert [(one.text, one.active, str(one.onset)) for one in record.conditions] == [
        ("Major depressive disorder", True, "2019"),
        ("Hypertensive disorder", False, "2015-03-02"),
    ]
    assert record.conditions[0].codes[0].system == "http://snomed.info/sct"
    assert str(record.conditions[1].abated) == "2017-06"
    assert [(one.text, one.active, one.dosage) for one in record.medications] == [
        ("diazepam", True, "5 mg at night"),
        ("lamotrigine", False, None),
    ]
    assert record.medications[0].ingredients[0].code == "3322"
    assert [(one.text, one.criticality) for one in record.allergies] == [("ketamine", "high")]
    assert [(one.measure, one.value, one.precision) for one in record.measurements] == [
        (Measure.SYSTOLIC_MMHG, 129, Precision.SECOND),
        (Measure.DIASTOLIC_MMHG, 84, Precision.SECOND),
        (Measure.WEIGHT_G, 69_989, Precision.DAY),
        (Measure.SCALE_TOTAL, 17, Precision.SECOND),
    ]
    assert record.measurements[0].on == datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    assert dict(record.scale_answers[0].answers) == {"1": 3, "2": 2, "3": 1, "9": 0}
    assert {(one.what, one.why) for one in record.left_out} == {
        ("Condition/c3", WhyLeftOut.REFUTED),
        ("Condition/c4", WhyLeftOut.ENTERED_IN_ERROR),
        ("MedicationStatement/m3", WhyLeftOut.NOT_TAKEN),
        ("AllergyIntolerance/a2", WhyLeftOut.SAYS_NONE),
        ("Observation/o3", WhyLeftOut.UNIT_UNKNOWN),
        ("Organization/org", WhyLeftOut.KIND_NOT_KEPT),
    }


@pytest.mark.parametrize("name", SYNTHEA)
def test_every_entry_of_a_whole_record_is_taken_or_listed(vector: Vector, name: str) -> None:
    content = vector(f"fhir/{name}")
    (record,) = read_bundle(content)
    entries = json.loads(content)["entry"]

    kept = {"Patient", *READERS}
    for kind in {entry["resource"]["resourceType"] for entry in entries} - kept:
        told = sum(entry["resource"]["resourceType"] == kind for entry in entries)
        assert told == sum(one.what.startswith(f"{kind}/") for one in record.left_out)
    whole = {one.key.split("#")[0] for one in record.measurements}
    left = [one for one in record.left_out if one.what.startswith("Observation/")]
    told = sum(entry["resource"]["resourceType"] == "Observation" for entry in entries)
    assert len(whole) + len(left) == told


@pytest.mark.parametrize("name", SYNTHEA)
def test_a_file_read_twice_says_the_same(vector: Vector, name: str) -> None:
    assert read_bundle(vector(f"fhir/{name}")) == read_bundle(vector(f"fhir/{name}"))


def test_the_digest_changes_with_the_content_and_with_nothing_else(file_of: FileOf) -> None:
    (plain,) = read_bundle(file_of(_condition()))
    turned = dict(reversed(list(_condition().items())))
    (same,) = read_bundle(file_of(turned))
    (other,) = read_bundle(file_of(_condition(recordedDate="2020")))

    assert plain.conditions[0].digest == same.conditions[0].digest
    assert plain.conditions[0].digest != other.conditions[0].digest
    assert plain.conditions[0].key == other.conditions[0].key == "Condition/c1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "fhir-json"),
        (b"<Bundle/>", "fhir-json"),
        (b"\xff\xfe", "fhir-json"),
        (b'{"a": 1e}', "fhir-json"),
        (b"[" * 100_000, "fhir-json"),
        (b"[]", "fhir-bundle"),
        (b'{"resourceType": "Patient"}', "fhir-bundle"),
        (b'{"resourceType": "Bundle"}', "fhir-bundle-type"),
        (b'{"resourceType": "Bundle", "type": "history", "entry": []}', "fhir-bundle-type"),
        (b'{"resourceType": "Bundle", "type": ["batch"], "entry": []}', "fhir-bundle-type"),
        (b'{"resourceType": "Bundle", "type": "batch", "entry": []}', "fhir-empty"),
        (b'{"resourceType": "Bundle", "type": "batch", "entry": {}}', "fhir-empty"),
        (_bundle({"resource": {"resourceType": "Basic"}}), "fhir-no-patient"),
    ],
)
def test_what_is_no_bundle_is_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read_bundle(content)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "broken",
    [
        {"onsetDateTime": "last spring"},
        {"onsetDateTime": "2020-01-01T10:00:00"},  # no zone: not to be guessed
        {"onsetDateTime": 2020},
        {"clinicalStatus": "active"},  # as the version before R4 wrote it
        {"clinicalStatus": {"coding": [{"code": "nonsense"}]}},
        {"code": "migraine"},
        {"code": {"coding": {"code": "1"}}},
        {"code": {"coding": ["1"]}},
        {"code": {"text": 7}},
        {"subject": None},
        {"subject": "Patient/p1"},
        {"id": "not an id!"},
    ],
)
def test_a_half_broken_file_gives_nothing_and_names_the_entry(
    file_of: FileOf, broken: Json
) -> None:
    with pytest.raises(EntryNotUnderstood) as refused:
        read_bundle(file_of(_condition(id="c0"), _condition(**broken)))

    assert refused.value.entry == 3
    assert "Entry 3 (Condition" in refused.value.message


@pytest.mark.parametrize(
    "entry",
    [None, [], "x", {}, {"resource": None}, {"resource": {}}, {"resource": {"resourceType": 7}}],
)
def test_what_is_no_entry_is_named(entry: Any) -> None:
    patient = {"resource": {"resourceType": "Patient", "id": "p1"}}

    with pytest.raises(EntryNotUnderstood) as refused:
        read_bundle(_bundle(patient, entry))

    assert refused.value.entry == 2


def test_no_refusal_says_who_it_is_about(file_of: FileOf) -> None:
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "name": [{"family": "Testpatient", "given": "Avery"}],
        "birthDate": "1985-04-12",
    }

    with pytest.raises(EntryNotUnderstood) as refused:
        read_bundle(file_of(patient=patient))

    for told in ("Testpatient", "Avery", "1985"):
        assert told not in refused.value.message


def test_two_people_in_a_file_are_two_records() -> None:
    second = _condition(id="c2", subject={"reference": "Patient/p2"})
    records = read_bundle(
        _bundle(
            {"resource": {"resourceType": "Patient", "id": "p1"}},
            {"resource": {"resourceType": "Patient", "id": "p2"}},
            {"resource": second},
            {"resource": _condition()},
        )
    )

    assert [(r.person.key, [c.key for c in r.conditions]) for r in records] == [
        ("Patient/p1", ["Condition/c1"]),
        ("Patient/p2", ["Condition/c2"]),
    ]


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p9"},
        {"reference": "Group/p1"},
        {"reference": "urn:uuid:00000000-0000-0000-0000-000000000000"},
        {"reference": "https://other.example/fhir/Patient/p1"},
        {"display": "the patient"},
        {"identifier": {"system": "urn:oid:1.2", "value": "other"}},
        {"reference": "Patient?identifier=urn:oid:1.2|other"},
        {"reference": "#p1"},
    ],
)
def test_what_is_about_somebody_else_is_left_out(file_of: FileOf, subject: Json) -> None:
    (record,) = read_bundle(file_of(_condition(subject=subject)))

    assert record.conditions == ()
    assert _whys([record]) == [WhyLeftOut.ANOTHER_PERSON]


@pytest.mark.parametrize(
    ("full_url", "reference"),
    [
        (
            UUID,
            UUID,
        ),
        ("https://ehr.example/fhir/Patient/p1", "https://ehr.example/fhir/Patient/p1"),
        ("https://ehr.example/fhir/Patient/p1/_history/3", "https://ehr.example/fhir/Patient/p1"),
        ("https://ehr.example/fhir/Patient/p1", "Patient/p1"),
        (UUID, "Patient/p1"),
        (UUID, "Patient/p1/_history/2"),
        (None, "Patient/p1"),
        (None, "urn:uuid:p1"),
        (None, "Patient?identifier=urn:oid:1.2|A-17"),
    ],
)
def test_a_patient_is_found_by_every_kind_of_reference(
    full_url: str | None, reference: str
) -> None:
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"system": "urn:oid:1.2", "value": "A-17"}],
    }
    entry = {"resource": patient} | ({"fullUrl": full_url} if full_url else {})
    (record,) = read_bundle(
        _bundle(entry, {"resource": _condition(subject={"reference": reference})})
    )

    assert [one.key for one in record.conditions] == ["Condition/c1"]


def test_a_relative_reference_never_reaches_another_servers_namesake() -> None:
    """Patient/1 of one server and Patient/1 of another are two people."""
    (record,) = read_bundle(
        _bundle(
            {
                "fullUrl": "https://a.example/fhir/Patient/1",
                "resource": {"resourceType": "Patient", "id": "1"},
            },
            {
                "fullUrl": "https://b.example/fhir/Condition/7",
                "resource": _condition(id="7", subject={"reference": "Patient/1"}),
            },
        )
    )

    assert record.conditions == ()
    assert _whys([record]) == [WhyLeftOut.ANOTHER_PERSON]


def test_a_reference_that_fits_two_patients_fits_none() -> None:
    a, b = (
        {
            "fullUrl": f"https://{server}.example/fhir/Patient/1",
            "resource": {"resourceType": "Patient", "id": "1"},
        }
        for server in "ab"
    )
    records = read_bundle(
        _bundle(a, b, {"resource": _condition(subject={"reference": "Patient/1"})})
    )

    assert [record.conditions for record in records] == [(), ()]


def test_the_same_thing_sent_twice_is_taken_once(file_of: FileOf) -> None:
    (record,) = read_bundle(file_of(_condition(), _condition()))

    assert len(record.conditions) == 1
    assert _whys([record]) == [WhyLeftOut.REPEATED]


def test_one_patient_sent_twice_is_one_person_with_all_that_is_theirs() -> None:
    patient = {"resource": {"resourceType": "Patient", "id": "p1"}}
    (record,) = read_bundle(_bundle(patient, {"resource": _condition()}, copy.deepcopy(patient)))

    assert len(record.conditions) == 1


def test_one_thing_with_two_contents_is_refused(file_of: FileOf) -> None:
    with pytest.raises(EntryNotUnderstood) as refused:
        read_bundle(file_of(_condition(), _condition(recordedDate="2020")))

    assert refused.value.entry == 3


@pytest.mark.parametrize("method", ["DELETE", "GET", "PATCH", "HEAD"])
def test_an_import_only_adds(method: str) -> None:
    patient = {"resource": {"resourceType": "Patient", "id": "p1"}}
    asks = {"request": {"method": method, "url": "Condition/c1"}}
    both = (asks, asks | {"resource": _condition()})
    (record,) = read_bundle(_bundle(patient, *both, type_="batch"))

    assert record.conditions == ()
    assert _whys([record]) == [WhyLeftOut.ASKS_TO_CHANGE] * 2


def test_what_carries_an_unknown_modifier_is_not_used(file_of: FileOf) -> None:
    """FHIR: whoever does not know a modifier extension may not process what carries it."""
    modified = _condition(modifierExtension=[{"url": "urn:x", "valueBoolean": True}])
    (record,) = read_bundle(file_of(modified))

    assert record.conditions == ()
    assert _whys([record]) == [WhyLeftOut.MODIFIED]


def test_every_reason_has_words_that_end_in_a_full_stop() -> None:
    assert set(WORDS) == set(WhyLeftOut)
    assert all(words.endswith(".") for words in WORDS.values())


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every key and index of a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in items:
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from _places(each, (*path, key))


REFERRAL = json.loads((Path(__file__).parents[1] / "vectors/fhir/referral.json").read_text())
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text()
JUNK = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    bundle = copy.deepcopy(REFERRAL)
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(list(_places(bundle))))
        holder = bundle
        for step in way:
            holder = holder[step]
        holder[last] = data.draw(JUNK)
    records, said = _read_or_refused(json.dumps(bundle))

    assert records or said
    assert "Avery" not in said


def _read_or_refused(content: str) -> tuple[tuple[ImportedRecord, ...], str]:
    try:
        records = read_bundle(content)
    except NotUnderstood as refused:
        return (), refused.message
    return records, " ".join(one.because for record in records for one in record.left_out)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_bring_anything_but_a_refusal(content: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read_bundle(content)
