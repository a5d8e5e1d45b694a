"""Why something happened at the chair, in words that stand by themselves."""

import pytest

from daybreak.care.session.stages import Stage
from daybreak.web.session import words


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
