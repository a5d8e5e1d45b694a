"""What clinics say is put to the test by the model itself, and the page says what it found."""

import re
import runpy
from pathlib import Path

import pytest

from daybreak.lab.claims import Claim, answered, claims, course, predicted

ROOT = Path(__file__).resolve().parents[2]
VERDICTS = {"supported", "overstated", "wrong", "cannot be tested"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def test_the_page_is_what_the_model_says() -> None:
    # In words exactly, in figures to one: another processor rounds the last one otherwise.
    page = (ROOT / "docs" / "explanation" / "what-clinics-say.md").read_text(encoding="utf-8")
    made = runpy.run_path(str(ROOT / "tools" / "what_clinics_say.py"))["text"]()

    assert NUMBER.sub("#", page) == NUMBER.sub("#", made)
    pairs = zip(NUMBER.findall(page), NUMBER.findall(made), strict=True)
    assert [pair for pair in pairs if abs(float(pair[0]) - float(pair[1])) > 1] == []


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_each_claim_has_a_verdict_and_a_reason(claim: Claim) -> None:
    assert claim.verdict in VERDICTS
    assert claim.why.endswith(".")
    assert claim.found or claim.verdict == "cannot be tested"
    assert bool(answered(claim)) == bool(claim.test)


def test_what_cannot_be_tested_is_not_simulated() -> None:
    assert not any(each.test for each in claims() if each.verdict == "cannot be tested")


def test_a_supported_share_lies_inside_what_the_model_expects() -> None:
    asked = [each for each in claims() if each.verdict == "supported" and each.said_percent]

    assert len(asked) >= 3
    for claim in asked:
        _, first = predicted(claim)[0]
        assert first.lo90 is not None
        assert first.hi90 is not None
        assert claim.said_percent is not None
        assert first.lo90 <= claim.said_percent <= first.hi90


def test_an_overstated_share_lies_above_the_middle_of_what_the_model_expects() -> None:
    for claim in claims():
        if claim.verdict == "overstated" and claim.said_percent is not None:
            _, first = predicted(claim)[0]
            assert first.predicted is not None
            assert claim.said_percent > first.predicted


def test_more_sessions_keep_more_people_better() -> None:
    often, seldom = (
        course((0.0, 3.0, 7.0, *later), (80 * 24.0,)).responds.mean()
        for later in ((21.0, 35.0, 49.0, 63.0, 77.0), (42.0,))
    )

    assert often > seldom
