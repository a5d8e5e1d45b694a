"""Why something happened at the chair, in words that stand by themselves."""

import pytest

from daybreak.care.session.stages import Stage
from daybreak.web.session import seats, words


@pytest.mark.parametrize(
    ("stage", "reason", "said"),
    [
        (Stage.PAUSED, "Wants the blanket", "Paused: Wants the blanket"),
        (Stage.RECOVERY, "completed", "The dose ended: it has run in"),
        (Stage.RECOVERY, "adverse-event: itching", "The dose ended: something adverse: itching"),
        (Stage.ABORTED, "No escort came", "Ended before a dose: No escort came"),
    ],
)
def test_a_reason_says_of_what_it_is_the_reason(stage: Stage, reason: str, said: str) -> None:
    assert words.why(stage, reason) == said


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        ([], ""),
        (["PHQ-9"], "PHQ-9"),
        (["PHQ-9", "GAD-7", "WSAS"], "PHQ-9, GAD-7 and WSAS"),
        (["PHQ-9", "GAD-7", "WSAS", "Today", "PCL-5"], "PHQ-9, GAD-7, WSAS and 2 more"),
    ],
)
def test_a_few_owed_forms_are_named_and_the_rest_counted(forms: list[str], said: str) -> None:
    assert seats.owed(forms) == said
