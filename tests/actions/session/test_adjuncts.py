"""Nothing is given beside the dose without an order, but in an emergency on a signed word."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beside import ONDANSETRON, allergic, gives, on_a_word, ordered
from clinic import Clinic
from daybreak.actions import plan, team
from daybreak.actions import session as act
from daybreak.actions.session.adjuncts import findings_of
from daybreak.actions.session.open_matters import before_closing
from daybreak.care.errors import DaybreakError, NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.plan.adjuncts import AdjunctOrder, adjunct_rules
from daybreak.care.quantities import Mass, Volume
from daybreak.care.session.replay import Look, View
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import AdjunctDose, AdjunctSignature, AdjunctTakenBack
from daybreak.records.reads.beside import Beside, orders_of
from daybreak.records.reads.session import looked_at
from treated import treated
from visiting import Visiting, visiting


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    return visiting(clinic).until(Stage.DOSING)


@pytest.fixture
def hasteless(visit: Visiting) -> AdjunctOrder:
    """An order of at most 8 mg, with no time between two doses."""
    ordered(visit, replace(ONDANSETRON, least_minutes=0))
    return orders_of(visit.seen.course, visit.seen.zone)[0].order


def test_a_dose_by_an_order_is_what_was_ordered(visit: Visiting) -> None:
    order = ordered(visit)

    answer = gives(visit, order=order)

    (dose,) = visit.seen.beside.doses
    assert (dose.drug, dose.amount, dose.route) == ("Ondansetron", Mass.mg(4), "iv")
    assert (answer.waits, dose.waits, dose.order) == (False, False, order)
    assert dose.findings == ()
    assert "Asked at the chair" in dose.note


def test_nobody_is_given_anything_before_somebody_asked_about_allergies(visit: Visiting) -> None:
    order = ordered(visit)

    with pytest.raises(NotAllowed, match="Nobody has asked about allergies"):
        gives(visit, order=order, is_allergy_asked=False)

    assert not AdjunctDose.objects.exists()


def test_an_allergy_that_came_later_stops_what_was_ordered(visit: Visiting) -> None:
    order = ordered(visit)
    allergic(visit, "ondansetron")

    with pytest.raises(NotAllowed, match="allergy to Ondansetron is on record"):
        gives(visit, order=order)


def test_the_maximum_and_the_time_between_stand_whoever_gives(visit: Visiting) -> None:
    order = ordered(visit)
    gives(visit, order=order)
    with pytest.raises(NotAllowed, match="0 minutes ago; the order asks for 30"):
        gives(visit, order=order)

    visit.clinic.clock.forward(minutes=31)
    with pytest.raises(NotAllowed, match="more than the 4 mg"):
        gives(visit, order=order, amount=Mass.mg(5))
    gives(visit, order=order, amount=Mass.mg(3))
    visit.clinic.clock.forward(minutes=31)
    with pytest.raises(NotAllowed, match=r"7 mg were given .* would pass the 8 mg"):
        gives(visit, order=order)

    assert sum(each.amount_ug or 0 for each in AdjunctDose.objects.all()) == 7_000


def test_what_was_given_on_a_word_counts_toward_the_maximum(visit: Visiting) -> None:
    order = ordered(visit)
    gives(visit, word=on_a_word(visit, "ondansetron ODT", 8))
    visit.clinic.clock.forward(minutes=31)

    with pytest.raises(NotAllowed, match="would pass the 8 mg"):
        gives(visit, order=order)


def test_an_ended_order_and_one_of_another_course_give_nothing(
    visit: Visiting, clinic: Clinic
) -> None:
    order = ordered(visit)
    plan.end_adjunct(**clinic.prescriber, order=order, reason="not needed")
    with pytest.raises(NotAllowed, match="counted until"):
        gives(visit, order=order)

    elsewhere = plan.order_adjunct(
        **clinic.prescriber, course=treated(clinic).course, order=ONDANSETRON
    )
    with pytest.raises(NotFound):
        gives(visit, order=elsewhere.order)


def test_whoever_the_order_does_not_name_does_not_give_it(visit: Visiting) -> None:
    order = ordered(visit, replace(ONDANSETRON, may_give=(Role.PRESCRIBER,)))

    with pytest.raises(NotAllowed, match="Ask one of: prescriber"):
        gives(visit, order=order)
    act.give_adjunct(**visit.prescriber(), order=order, is_allergy_asked=True)


def test_a_word_awaits_the_signature_of_whoever_said_it_and_holds_the_closing(
    visit: Visiting, clinic: Clinic
) -> None:
    dose = gives(visit, word=on_a_word(visit)).dose
    assert [each.said_by for each in visit.seen.beside.unsigned] == ["Test prescriber"]
    act.transfer(**visit.nurse(), destination="County ED", reason="pressure")
    with pytest.raises(NotAllowed, match="Labetalol was given on a prescriber's word"):
        visit.close()

    with pytest.raises(WrongRole):
        act.sign_adjunct(**visit.nurse(), dose=dose)
    act.sign_adjunct(**visit.prescriber(), dose=dose)

    assert not visit.seen.beside.unsigned
    assert visit.seen.beside.doses[0].signed_by == "Test prescriber"
    with pytest.raises(NotAllowed, match="does not await"):
        act.sign_adjunct(**visit.prescriber(), dose=dose)
    visit.close()


def test_nobody_signs_for_what_another_said_while_that_one_is_here(
    visit: Visiting, clinic: Clinic
) -> None:
    dose = gives(visit, word=on_a_word(visit)).dose
    director = clinic.actors[Role.DIRECTOR]
    team.grant_role(
        **clinic.administrator, account=director.id, site=clinic.site, role=Role.PRESCRIBER
    )
    other = replace(director, roles=director.roles | {Role.PRESCRIBER})
    with pytest.raises(NotAllowed, match="Test prescriber said that it be given"):
        act.sign_adjunct(**{**visit.prescriber(), "by": other}, dose=dose)

    said_by = clinic.actors[Role.PRESCRIBER].id
    team.withdraw_role(
        **clinic.administrator, account=said_by, site=clinic.site, role=Role.PRESCRIBER
    )
    act.sign_adjunct(**{**visit.prescriber(), "by": other}, dose=dose)

    assert AdjunctSignature.objects.get().by_id == director.id


def test_only_a_prescriber_of_this_site_can_have_said_so(visit: Visiting, clinic: Clinic) -> None:
    nurse = clinic.actors[Role.NURSE].id

    for said_by in (nurse, uuid4()):
        with pytest.raises(NotAllowed, match="Only a prescriber of this site"):
            gives(visit, word=replace(on_a_word(visit), said_by=said_by))


def test_what_stands_against_a_word_is_said_once_and_kept_beside_the_dose(visit: Visiting) -> None:
    allergic(visit, "labetalol")
    with pytest.raises(NotAllowed, match="allergy to Labetalol"):
        gives(visit, word=on_a_word(visit))

    gives(visit, word=on_a_word(visit), despite=True, note="given before anybody looked")

    (dose,) = visit.seen.beside.doses
    assert "adjunct-allergy" in {each.rule for each in dose.findings}


def test_a_qtc_that_nobody_measured_is_a_warning_and_a_long_one_asks_for_a_prescriber(
    clinic: Clinic,
) -> None:
    visit = visiting(clinic, answers={"qtc-ms": None}).until(Stage.ARRIVED)
    order = ordered(visit)
    answer = gives(visit, order=order)
    assert [each.rule for each in answer.findings] == ["adjunct-qt-unknown"]

    long = visiting(clinic, answers={"qtc-ms": 510})
    clinic.clock.forward(minutes=1)
    long.until(Stage.ARRIVED)
    order = ordered(long)
    with pytest.raises(NotAllowed, match="QTc is 510 ms"):
        gives(long, order=order)
    told = {**long.prescriber(), "order": order, "is_allergy_asked": True}
    with pytest.raises(NotUnderstood, match="Say why"):
        act.give_adjunct(**told)
    act.give_adjunct(**told, note="the only one left; ECG runs")

    (dose,) = long.seen.beside.doses
    assert {each.rule for each in dose.findings} == {"adjunct-qt-long"}


def test_a_controlled_drug_says_that_it_has_a_ledger(visit: Visiting) -> None:
    answer = gives(visit, word=on_a_word(visit, "Midazolam", 2))

    assert "adjunct-ledger" in {each.rule for each in answer.findings}


def test_neither_or_both_of_order_and_word_is_nothing(visit: Visiting) -> None:
    order = ordered(visit)

    for told in ({}, {"order": order, "word": on_a_word(visit)}):
        with pytest.raises(NotUnderstood, match="Name the order"):
            gives(visit, **told)


def test_nothing_is_given_to_somebody_who_is_not_here(clinic: Clinic) -> None:
    booked = visiting(clinic)
    order = ordered(booked)

    with pytest.raises(NotAllowed, match="not arrived"):
        gives(booked, order=order)


def test_the_same_tap_twice_is_one_dose(visit: Visiting) -> None:
    order = ordered(visit)
    sent = {**visit.nurse(), "order": order, "is_allergy_asked": True}

    assert act.give_adjunct(**sent) == act.give_adjunct(**sent)
    assert AdjunctDose.objects.count() == 1


def test_another_organisations_nurse_and_dose_do_not_exist(
    visit: Visiting, other_clinic: Clinic
) -> None:
    dose = gives(visit, word=on_a_word(visit)).dose

    with pytest.raises(NotFound):
        act.give_adjunct(**other_clinic.nurse, session=visit.session, word=on_a_word(visit))
    with pytest.raises(NotFound):
        act.sign_adjunct(**other_clinic.prescriber, session=visit.session, dose=dose)


def takes_back(visit: Visiting, dose: UUID, reason: str = "Entered for the wrong chair") -> None:
    act.take_back_adjunct(**visit.nurse(), dose=dose, reason=reason)


def counted(visit: Visiting) -> list[Mass | Volume]:
    """The doses that count, as amounts."""
    return [each.amount for each in visit.seen.beside.given]


def test_an_entry_taken_back_stays_with_who_when_and_why_and_counts_for_nothing(
    visit: Visiting,
) -> None:
    order = ordered(visit)
    mistaken = gives(visit, order=order, amount=Mass.mg(4)).dose
    visit.clinic.clock.forward(minutes=3)

    takes_back(visit, mistaken, "  Entered for the \n wrong chair ")

    (dose,) = visit.seen.beside.doses
    assert dose.taken_back is not None
    assert (dose.taken_back.by, dose.taken_back.reason) == (
        "Test nurse",
        "Entered for the wrong chair",
    )
    assert dose.taken_back.at - dose.at >= timedelta(minutes=3)
    assert counted(visit) == []
    gives(visit, order=order)  # neither the maximum nor the 30 minutes count it
    visit.clinic.clock.forward(minutes=31)
    gives(visit, order=order)
    assert counted(visit) == [Mass.mg(4), Mass.mg(4)]


def test_a_word_that_was_never_given_awaits_no_signature_and_holds_no_closing(
    visit: Visiting,
) -> None:
    dose = gives(visit, word=on_a_word(visit)).dose
    act.transfer(**visit.nurse(), destination="County ED", reason="pressure")
    with pytest.raises(NotAllowed, match="Labetalol was given on a prescriber's word"):
        visit.close()

    takes_back(visit, dose)

    assert not visit.seen.beside.unsigned
    with pytest.raises(NotAllowed, match="nothing was given, nobody signs it"):
        act.sign_adjunct(**visit.prescriber(), dose=dose)
    visit.close()


def test_what_is_signed_for_can_be_taken_back_and_the_signature_stays(visit: Visiting) -> None:
    dose = gives(visit, word=on_a_word(visit)).dose
    act.sign_adjunct(**visit.prescriber(), dose=dose)

    takes_back(visit, dose)

    (seen,) = visit.seen.beside.doses
    assert (seen.signed_by, seen.taken_back is None) == ("Test prescriber", False)
    assert counted(visit) == []


def test_an_entry_is_taken_back_once_for_a_reason_and_before_the_closing(visit: Visiting) -> None:
    order = ordered(visit)
    first = gives(visit, order=order).dose
    for reason in ("", " \n "):
        with pytest.raises(NotUnderstood, match="Say why"):
            takes_back(visit, first, reason)
    with pytest.raises(NotUnderstood, match="At most 200 letters"):
        takes_back(visit, first, "x" * 201)
    assert not AdjunctTakenBack.objects.exists()

    takes_back(visit, first)
    with pytest.raises(NotAllowed, match=r"Test nurse took this entry back at .* nothing more"):
        takes_back(visit, first)

    second = gives(visit, order=order).dose
    act.transfer(**visit.nurse(), destination="County ED", reason="pressure")
    visit.close()
    with pytest.raises(NotAllowed, match=r"closed\. Write into a note"):
        takes_back(visit, second)
    assert AdjunctTakenBack.objects.count() == 1


def test_the_same_taking_back_sent_twice_is_one(visit: Visiting) -> None:
    dose = gives(visit, order=ordered(visit)).dose
    sent = {**visit.nurse(), "dose": dose, "reason": "Entered twice"}

    assert act.take_back_adjunct(**sent) == act.take_back_adjunct(**sent)
    assert AdjunctTakenBack.objects.count() == 1


def test_nobody_takes_back_what_is_not_of_their_session(
    visit: Visiting, other_clinic: Clinic
) -> None:
    dose = gives(visit, order=ordered(visit)).dose

    with pytest.raises(NotFound):
        act.take_back_adjunct(
            **other_clinic.nurse, session=visit.session, dose=dose, reason="Entered twice"
        )
    with pytest.raises(NotFound, match="no such dose"):
        takes_back(visit, uuid4())


def test_looked_at_again_it_was_known_as_given_and_never_was(visit: Visiting) -> None:
    dose = gives(visit, order=ordered(visit)).dose
    visit.clinic.clock.forward(minutes=1)
    between = visit.now
    visit.clinic.clock.forward(minutes=1)
    takes_back(visit, dose)

    def given_then(moment: datetime, view: View, *, nameless: bool = False) -> Beside:
        nurse = visit.clinic.actors[Role.NURSE]
        return looked_at(nurse, visit.session, Look(moment, view), nameless=nameless).beside

    assert len(given_then(between, View.KNOWN).given) == 1
    assert len(given_then(between, View.WAS).given) == 0
    assert len(given_then(visit.now, View.KNOWN).given) == 0
    (seen,) = given_then(visit.now, View.WAS, nameless=True).doses
    assert seen.taken_back is not None
    assert seen.taken_back.by.startswith("Colleague")


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=4))
def test_after_taking_back_everything_is_as_if_it_had_never_been(
    visit: Visiting, hasteless: AdjunctOrder, told: list[tuple[int, bool]]
) -> None:
    """Each entry is an amount in mg, and whether it is a mistake."""
    before = counted(visit)
    entered = [
        (gives(visit, word=on_a_word(visit, "ondansetron", mg)).dose, mg, is_wrong)
        for mg, is_wrong in told
    ]
    for dose, _, is_wrong in entered:
        if is_wrong:
            takes_back(visit, dose)

    stays = [Mass.mg(mg) for _, mg, is_wrong in entered if not is_wrong]
    beside = visit.seen.beside
    assert before == []
    assert counted(visit) == stays
    assert [each.amount for each in beside.unsigned] == stays
    assert [each.rule for each in before_closing(visit.seen)] == ["adjunct-unsigned"] * len(stays)
    found = findings_of(
        visit.seen,
        hasteless,
        Mass.mg(4),
        by=visit.clinic.actors[Role.NURSE],
        at=visit.now,
        now=visit.now,
        rules=adjunct_rules(),
    )
    passes = sum(each.micrograms for each in stays) + 4_000 > 8_000
    assert ("adjunct-over-maximum" in {each.rule for each in found}) == passes
    for dose, _, is_wrong in entered:
        if not is_wrong:
            takes_back(visit, dose)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    drug=st.text(max_size=130),
    route=st.sampled_from(["iv", "", "by drone"]),
    amount=st.one_of(
        st.builds(Mass, st.integers(-(10**20), 10**20)),
        st.builds(Volume, st.integers(-(10**20), 10**20)),
    ),
    note=st.text(max_size=400),
)
def test_whatever_is_told_on_a_word_is_stored_or_refused_in_a_sentence(
    visit: Visiting, drug: str, route: str, amount: Mass | Volume, note: str
) -> None:
    word = replace(on_a_word(visit), drug=drug, route=route, amount=amount)
    before = AdjunctDose.objects.count()
    refusal: DaybreakError | None = None
    try:
        gives(visit, word=word, note=note.replace("\x00", ""), despite=True)
    except DaybreakError as said:
        refusal = said

    assert (refusal is None) == (AdjunctDose.objects.count() == before + 1)
    assert refusal is None or refusal.message
