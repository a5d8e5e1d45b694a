"""Every preparation has a label of its own, and nothing is begun after the time on it."""

from uuid import uuid4

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, WrongRole
from daybreak.care.session.drug_label import label_rules
from daybreak.care.session.stages import Stage
from daybreak.records.models import GateAnswers, JournalLine
from visiting import Visiting, visiting

LABEL = "label-matches"


def labelled(somebody: Visiting) -> act.Labelled:
    assert somebody.seen.prepared is not None
    return act.label(**somebody.nurse(), preparation=somebody.seen.prepared.id)


def test_a_label_is_an_answer_before_the_start_and_a_line_of_the_journal(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.PREPARED)
    assert LABEL not in somebody.seen.answers

    labelled(somebody)

    assert somebody.seen.answers[LABEL] is True
    assert GateAnswers.objects.latest("recorded_at").before == "dosing"
    assert JournalLine.objects.filter(act="session-label").count() == 1


def test_what_is_prepared_anew_has_no_label_yet(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.PREPARED)
    labelled(somebody)

    somebody.prepare(lot="LOT8")

    assert somebody.seen.answers[LABEL] is False


def test_a_label_is_of_the_preparation_that_was_on_the_page(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.PREPARED)
    first = somebody.seen.prepared
    assert first is not None
    somebody.prepare(lot="LOT8")

    with pytest.raises(NotAllowed, match="prepared anew"):
        act.label(**somebody.nurse(), preparation=first.id)


def test_nothing_is_labelled_before_it_is_prepared(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.PRE_ASSESSED)

    with pytest.raises(NotAllowed, match="once the dose is drawn up"):
        act.label(**somebody.nurse(), preparation=uuid4())


def test_only_who_prepares_labels(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.PREPARED)
    assert somebody.seen.prepared is not None

    with pytest.raises(WrongRole):
        act.label(**somebody.prescriber(), preparation=somebody.seen.prepared.id)


@pytest.mark.parametrize(("over_s", "begins"), [(-30, True), (30, False)])
def test_nothing_is_begun_after_the_time_on_its_label(
    clinic: Clinic, over_s: int, *, begins: bool
) -> None:
    somebody = visiting(clinic).until(Stage.PREPARED)
    somebody.check()
    clinic.clock.forward(minutes=label_rules().begin_within_min, seconds=over_s)
    somebody.measure()

    if begins:
        somebody.start()
        assert somebody.stage is Stage.DOSING
        return
    with pytest.raises(NotAllowed, match="had to be begun by"):
        somebody.start()
    assert somebody.stage is Stage.PREPARED
