"""A record from elsewhere goes in whole or not at all, once, and what changes adds a version."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from clinic import Clinic
from daybreak.actions import intake
from daybreak.actions.intake import Details, FileImported, Tally
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.exchange.fhir_json import EntryNotUnderstood
from daybreak.records.models import (
    Allergy,
    CareRelation,
    Condition,
    JournalLine,
    Measurement,
    Medication,
    Patient,
    PatientDetails,
    PatientIdentifier,
    ScaleAnswer,
)
from daybreak.records.reads.versions import current
from daybreak.records.verify import verify
from fhir_bundles import (
    allergy,
    bundle,
    condition,
    medication,
    observation,
    patient,
    phq9,
    weight,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "fhir"
Import = Callable[..., FileImported]
EVERYTHING = (patient(), condition(), medication(), allergy(), weight(), phq9())


@pytest.fixture
def take(clinic: Clinic) -> Import:
    """Imports one file, at the clinic's site by the front desk unless told otherwise."""

    def run(*resources: dict[str, Any], **changes: Any) -> FileImported:
        sent = {
            "by": clinic.actors[Role.FRONT_DESK],
            "sent": uuid4(),
            "now": clinic.clock(),
            "content": bundle(*resources),
            "file": "wren.json",
            "site": clinic.site,
        }
        return intake.import_file(**{**sent, **changes})

    return run


def test_everything_a_small_record_says_is_stored_with_its_origin(
    clinic: Clinic, take: Import
) -> None:
    taken = take(*EVERYTHING)

    assert taken.patients == Tally(created=1)
    assert taken.resources == {
        "AllergyIntolerance": Tally(created=1),
        "Condition": Tally(created=1),
        "MedicationRequest": Tally(created=1),
        "Observation": Tally(created=2),
    }
    (somebody,) = taken.people
    details = PatientDetails.objects.get(patient=somebody)
    assert (details.given, details.family, details.phone) == ("Wren May", "Halloway", "555-0100")
    assert Condition.objects.get().display == "Depressive disorder"
    assert Medication.objects.get().display == "Lorazepam 1 mg tablet"
    assert Allergy.objects.get().display == "Penicillin"
    assert (Measurement.objects.get().kind, Measurement.objects.get().value) == (
        "weight-g",
        80_000,
    )
    assert (ScaleAnswer.objects.get().scale, ScaleAnswer.objects.get().total) == ("phq-9", 21)
    rows = (details, Condition.objects.get(), Measurement.objects.get(), ScaleAnswer.objects.get())
    assert {row.origin for row in rows} == {"imported"}
    assert CareRelation.objects.get().site_id == clinic.site
    assert JournalLine.objects.filter(act="intake-import-record").count() == 1
    assert verify().ok


def test_the_same_file_again_changes_nothing_and_adds_no_line(take: Import) -> None:
    take(*EVERYTHING)
    lines = JournalLine.objects.count()

    again = take(*EVERYTHING)

    assert again.patients == Tally(unchanged=1)
    assert again.resources["Observation"] == Tally(unchanged=2)
    assert JournalLine.objects.count() == lines


def test_the_same_file_sent_twice_by_one_press_is_answered_alike(take: Import) -> None:
    sent = uuid4()

    first = take(*EVERYTHING, sent=sent)
    second = take(*EVERYTHING, sent=sent)

    assert second == first
    assert Patient.objects.count() == 1


def test_what_changed_adds_a_version_and_the_rest_stays(take: Import) -> None:
    take(*EVERYTHING)

    over = condition(clinicalStatus={"coding": [{"code": "resolved"}]})
    again = take(patient(), over, medication(), allergy(), weight(), phq9())

    assert again.resources["Condition"] == Tally(updated=1)
    assert again.resources["Observation"] == Tally(unchanged=2)
    assert Condition.objects.count() == 2
    (row,) = current(Condition.objects.all())
    assert not row.active


def test_what_the_sender_calls_an_error_is_marked_as_removed_once(take: Import) -> None:
    take(*EVERYTHING)
    wrong: dict[str, Any] = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    told = (
        patient(),
        condition(**wrong),
        medication(status="cancelled"),
        allergy(),
        weight(status="entered-in-error"),
    )

    first, second = take(*told), take(*told)

    assert first.resources["Condition"] == Tally(updated=1)
    assert {(one.what, one.why) for one in first.left_out} == {
        ("Condition/c1", "entered-in-error"),
        ("MedicationRequest/m1", "cancelled"),
        ("Observation/w1", "entered-in-error"),
    }
    for table in (Condition, Medication, Measurement):
        assert current(table.objects.all()) == []
        assert table.objects.count() == 2
    assert "Condition" not in second.resources

    take(*EVERYTHING)  # it was right after all
    assert [row.display for row in current(Condition.objects.all())] == ["Depressive disorder"]


def test_an_error_on_one_server_does_not_touch_its_namesake_on_another(take: Import) -> None:
    def on(server: str, resource: dict[str, Any]) -> dict[str, Any]:
        address = f"https://{server}/{resource['resourceType']}/{resource['id']}"
        return {"fullUrl": address, "resource": resource}

    def content(*entries: dict[str, Any]) -> bytes:
        told = {"resourceType": "Bundle", "type": "searchset", "entry": list(entries)}
        return json.dumps(told).encode()

    take(content=content(on("a", patient()), on("a", condition())))
    take(content=content(on("b", patient()), on("b", condition())))
    wrong = condition(verificationStatus={"coding": [{"code": "entered-in-error"}]})

    take(content=content(on("b", patient()), on("b", wrong)))

    assert [row.source_key for row in current(Condition.objects.all())] == [
        "https://a/Condition/c1"
    ]


def test_a_pressure_that_lost_a_part_loses_it_here_too(take: Import) -> None:
    def part(code: str, value: int) -> dict[str, Any]:
        return {k: v for k, v in observation(code, value, "mm[Hg]").items() if k in _PART}

    panel = observation("85354-9", 0, "mm[Hg]", "bp")
    del panel["valueQuantity"]
    take(patient(), {**panel, "component": [part("8480-6", 120), part("8462-4", 80)]})

    again = take(patient(), {**panel, "component": [part("8480-6", 121)]})

    assert again.resources["Observation"] == Tally(updated=1)
    assert [(row.kind, row.value) for row in current(Measurement.objects.all())] == [
        ("systolic-mmhg", 121)
    ]


_PART = {"code", "valueQuantity"}


def test_somebody_is_recognised_by_a_number_never_by_their_name(take: Import) -> None:
    take(patient("A-1"))

    renamed = take(patient("A-1", name=[{"family": "Other", "given": ["Wren"]}]))
    namesake = take(patient("A-2"))

    assert renamed.patients == Tally(updated=1)
    assert namesake.patients == Tally(created=1)
    assert Patient.objects.count() == 2


def test_a_number_of_another_system_is_another_number(take: Import) -> None:
    take(patient("A-1"))

    other = patient(identifier=[{"system": "http://example.org/other", "value": "A-1"}])

    assert take(other).patients == Tally(created=1)


def test_another_organisations_people_are_not_recognised(
    take: Import, other_clinic: Clinic
) -> None:
    take(*EVERYTHING)

    there = take(*EVERYTHING, by=other_clinic.actors[Role.FRONT_DESK], site=other_clinic.site)

    assert there.patients == Tally(created=1)
    assert Patient.objects.count() == 2


def test_a_number_that_is_new_is_kept_and_recognises_them_next_time(take: Import) -> None:
    other = {"system": "http://example.org/other", "value": "B-7"}
    take(patient())
    take(patient(identifier=[*patient()["identifier"], other]))

    assert take(patient(identifier=[other], id="p9")).patients.created == 0
    assert PatientIdentifier.objects.count() == 2


def test_licences_and_passports_are_not_kept(take: Import) -> None:
    licence = {"type": {"coding": [{"code": "DL"}]}, "system": "urn:dl", "value": "D-1"}

    take(patient(identifier=[*patient()["identifier"], licence]))

    assert [row.value for row in PatientIdentifier.objects.all()] == ["A-1"]


def test_what_was_typed_here_stands_until_the_sender_says_something_new(
    clinic: Clinic, take: Import
) -> None:
    (somebody,) = take(patient()).people
    born = PatientDetails.objects.get().birth_date
    intake.correct_details(
        **clinic.desk,
        patient=somebody,
        details=Details("Wren", "Halloway", born, phone="555-0199"),
    )
    moved = patient(address=[{"line": ["1 Harbour Street"], "city": "Portside"}])

    take(moved)

    details = PatientDetails.objects.order_by("-recorded_at")[0]
    assert (details.phone, details.given) == ("555-0199", "Wren")
    assert details.address == "1 Harbour Street, Portside"

    take(patient(telecom=[{"system": "phone", "value": "555-0177"}]))
    assert PatientDetails.objects.order_by("-recorded_at")[0].phone == "555-0177"


def test_a_record_of_somebody_registered_here_only_fills_gaps(clinic: Clinic, take: Import) -> None:
    (somebody,) = take(patient()).people
    born = PatientDetails.objects.get().birth_date
    intake.correct_details(
        **clinic.desk, patient=somebody, details=Details("W.", "Halloway", born, phone="1")
    )

    take(patient(id="elsewhere", telecom=[{"system": "email", "value": "w@example.org"}]))

    details = PatientDetails.objects.order_by("-recorded_at")[0]
    assert (details.given, details.phone, details.email) == ("W.", "1", "w@example.org")


def test_that_somebody_has_died_is_never_taken_back_by_silence(take: Import) -> None:
    take(patient(deceasedBoolean=True))

    take(patient(telecom=[]))

    assert PatientDetails.objects.order_by("-recorded_at")[0].deceased


@pytest.mark.parametrize(
    ("somebody", "error", "words"),
    [
        (patient(birthDate="1985-02"), NotUnderstood, "no full date of birth"),
        (patient(birthDate="2031-01-01"), NotUnderstood, "in the future"),
        (patient(name=[]), NotUnderstood, "no name"),
        (patient(identifier=[]), NotUnderstood, "no identifier"),
        (patient(identifier=[{"value": "A-1"}]), NotUnderstood, "no identifier"),
        (patient(gender="f"), EntryNotUnderstood, "Entry 1"),
    ],
)
def test_somebody_who_cannot_get_a_chart_leaves_nothing(
    take: Import, somebody: dict[str, Any], error: type[Exception], words: str
) -> None:
    lines = JournalLine.objects.count()

    with pytest.raises(error, match=words) as refusal:
        take(somebody, condition())

    assert (Patient.objects.count(), JournalLine.objects.count()) == (0, lines)
    assert "Halloway" not in str(refusal.value)


def test_a_half_broken_bundle_gives_nothing_of_itself(take: Import) -> None:
    two = {**patient("A-2"), "id": "p2"}
    broken = condition(subject={"reference": "Patient/p2"}, onsetDateTime="yesterday", id="c9")

    with pytest.raises(EntryNotUnderstood, match=r"Entry 4 \(Condition/c9\)"):
        take(patient(), two, condition(), broken)

    assert not Patient.objects.exists()


def test_one_person_of_a_file_who_is_refused_takes_the_file_with_them(take: Import) -> None:
    two = {**patient("A-2", birthDate="1985"), "id": "p2"}

    with pytest.raises(NotUnderstood):
        take(patient(), condition(), two)

    assert not Patient.objects.exists()
    assert not Condition.objects.exists()


def test_numbers_of_two_charts_in_one_person_are_refused(take: Import) -> None:
    take(patient("A-1"))
    take(patient("A-2", id="p2"))
    both = [*patient("A-1")["identifier"], *patient("A-2")["identifier"]]

    with pytest.raises(NotAllowed, match="two charts"):
        take(patient(identifier=both))


def test_a_known_number_with_another_birth_date_from_another_source_is_refused(
    take: Import,
) -> None:
    take(patient())

    with pytest.raises(NotAllowed, match="another date of birth"):
        take(patient(id="elsewhere", birthDate="1958-02-14"))

    assert PatientDetails.objects.count() == 1


def test_the_items_of_one_moment_are_one_filled_in_scale(take: Import) -> None:
    codes = [
        "44250-9",
        "44255-8",
        "44259-0",
        "44254-1",
        "44251-7",
        "44258-2",
        "44252-5",
        "44253-3",
        "44260-8",
    ]
    items = [observation(code, 2, "{score}", f"i{n}") for n, code in enumerate(codes)]
    told = (patient(), *items, phq9(18, effectiveDateTime="2026-11-01T10:00:00Z"))

    taken = take(*told)

    assert taken.resources == {"Observation": Tally(created=10)}
    answer = ScaleAnswer.objects.get()
    assert (answer.total, answer.answered) == (18, 9)
    assert take(*told).resources == {"Observation": Tally(unchanged=10)}


def test_a_total_beside_a_few_items_is_kept_beside_them(take: Import) -> None:
    item = observation("44260-8", 1, "{score}", "i9")

    take(patient(), item, phq9(18, effectiveDateTime="2026-11-01T10:00:00Z"))

    assert sorted(row.total or 0 for row in ScaleAnswer.objects.all()) == [0, 18]


def test_a_referral_with_a_filled_in_form_goes_in_once(take: Import) -> None:
    told = json.loads((VECTORS / "referral.json").read_bytes())
    told["entry"][0]["resource"]["birthDate"] = "1985-04-12"
    content = json.dumps(told).encode()

    taken = take(content=content)
    again = take(content=content)

    assert taken.resources["QuestionnaireResponse"] == Tally(created=1)
    assert again.patients == Tally(unchanged=1)
    assert all(tally.created + tally.updated == 0 for tally in again.resources.values())


@pytest.mark.parametrize("name", ["synthea-eboni-brekke.json", "synthea-liz-conn.json"])
def test_a_synthetic_record_goes_in_and_again_changes_nothing(take: Import, name: str) -> None:
    content = (VECTORS / name).read_bytes()

    first, again = take(content=content), take(content=content)

    assert first.patients == Tally(created=1)
    assert again.patients == Tally(unchanged=1)
    assert {kind: tally.created for kind, tally in first.resources.items()} == {
        kind: tally.unchanged for kind, tally in again.resources.items()
    }
    assert verify().ok


def test_a_second_site_that_imports_gets_its_own_relation(
    clinic: Clinic, take: Import, second_site: UUID
) -> None:
    take(*EVERYTHING)
    nurse = clinic.actors[Role.NURSE]
    there = Actor(nurse.id, nurse.name, nurse.organisation, nurse.roles, frozenset({second_site}))

    again = take(*EVERYTHING, by=there, site=second_site)

    assert again.patients == Tally(unchanged=1)
    assert CareRelation.objects.count() == 2


@pytest.fixture
def second_site(clinic: Clinic) -> UUID:
    from daybreak.actions import team

    return team.add_site(
        **clinic.administrator, name="Hillside", time_zone="America/Los_Angeles"
    ).site


def test_whoever_may_not_import_is_refused_even_when_nothing_is_new(
    clinic: Clinic, take: Import
) -> None:
    take(*EVERYTHING)

    with pytest.raises(WrongRole):
        take(*EVERYTHING, by=clinic.actors[Role.AUDITOR])


def test_nothing_is_imported_at_another_organisations_site(
    take: Import, other_clinic: Clinic
) -> None:
    with pytest.raises(NotFound):
        take(*EVERYTHING, site=other_clinic.site)


def test_names_with_signs_no_database_takes_are_stored_without_them(take: Import) -> None:
    take(
        patient(name=[{"family": "Hallo\x00way", "given": ["Wr\x00en"]}]), condition("a\x00b" * 200)
    )

    assert PatientDetails.objects.get().family == "Halloway"
    assert len(Condition.objects.get().display) == 300
