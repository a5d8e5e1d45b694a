"""A question that nobody has answered keeps its gate shut."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.findings import Status
from daybreak.care.session.gates import Gate, session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role

GATES = session_gates()


@pytest.mark.parametrize("gate", GATES.gate, ids=lambda gate: gate.id)
def test_a_gate_opens_with_yes_and_with_nothing_else(gate: Gate) -> None:
    route = gate.only_routes[0] if gate.only_routes else "iv"
    yes = {each.id: True for each in GATES.gate}

    def shut(answer: bool | None) -> list[str]:
        return [each.rule for each in GATES.shut(gate.before, route, yes | {gate.id: answer})]

    assert shut(True) == []
    assert shut(False) == shut(None) == [gate.id]


@pytest.mark.parametrize("gate", GATES.gate, ids=lambda gate: gate.id)
def test_whoever_opens_a_gate_is_someone_at_the_chair(gate: Gate) -> None:
    assert set(gate.opened_by) <= {Role.NURSE, Role.PRESCRIBER, Role.THERAPIST}
    assert gate.question.endswith("?")


def test_a_no_and_a_silence_say_different_things() -> None:
    (no,) = GATES.shut(Stage.LEFT_AMA, "iv", _all_but("capacity-judged", answer=False))
    (silence,) = GATES.shut(Stage.LEFT_AMA, "iv", _all_but("capacity-judged", answer=None))

    assert no.level is silence.level is Status.HOLD
    assert no.unknown == ()
    assert silence.unknown == ("capacity-judged",)
    assert silence.because.startswith("Not answered yet:")


def test_a_cannula_is_asked_about_only_where_there_is_one() -> None:
    iv = {gate.id for gate in GATES.asked(Stage.DOSING, "iv")}
    im = {gate.id for gate in GATES.asked(Stage.DOSING, "im")}

    assert iv - im == {"cannula-patent"}


def test_every_gate_says_who_opens_it() -> None:
    for rule in (*GATES.words, *(gate.id for gate in GATES.gate)):
        assert GATES.opened_by(rule)
    assert GATES.opened_by("X01") == ()


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([g.id for g in GATES.gate]), st.none() | st.booleans()))
def test_another_yes_never_shuts_a_gate(answers: dict[str, bool | None]) -> None:
    for before in Stage:
        shut = {each.rule for each in GATES.shut(before, "iv", answers)}
        for gate in GATES.gate:
            after = {each.rule for each in GATES.shut(before, "iv", answers | {gate.id: True})}
            assert after <= shut


def _all_but(gate: str, *, answer: bool | None) -> dict[str, bool | None]:
    return {each.id: True for each in GATES.gate} | {gate: answer}


def test_a_gate_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="walks-unaided stands twice"):
        replace(GATES, gate=(*GATES.gate, next(g for g in GATES.gate if g.id == "walks-unaided")))
