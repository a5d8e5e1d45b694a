"""The outcome rules are whole, each with its source, and a slip in the file is refused."""

from pathlib import Path

import pytest

from daybreak.care.catalogue.reading import CatalogueError, shelf
from daybreak.care.errors import NotFound
from daybreak.care.outcome.rules import REASONS, OutcomeRules, outcome_rules, ruleset
from daybreak.care.scales.library import scales

OURS = shelf("rules") / "outcome.toml"


@pytest.fixture
def rules() -> OutcomeRules:
    return outcome_rules()


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    return tmp_path


def load(clinic: Path, old: str, new: str) -> None:
    """A clinic's own second version, with one change."""
    toml = OURS.read_text(encoding="utf-8").replace("version = 1", "version = 2", 1)
    assert old in toml
    (clinic / "rules/outcome-2.toml").write_text(toml.replace(old, new, 1), encoding="utf-8")


def test_every_reason_the_code_gives_has_its_words(rules: OutcomeRules) -> None:
    assert {reason.id for reason in rules.reason} == set(REASONS)
    for reason in rules.reason:
        figures = dict.fromkeys(REASONS[reason.id] - set(reason.figures or {}), 1)
        finding = reason.found(**figures)
        assert "{" not in finding.because + finding.to_do


def test_every_questionnaire_asked_for_is_a_scale(rules: OutcomeRules) -> None:
    known = {scale.id for scale in scales()}
    asked = {name for ask in rules.ask for name in ask.scales}
    asked |= {name for battery in rules.battery for name in battery.scales}
    asked |= {threshold.scale for threshold in rules.relapse}

    assert asked <= known


def test_a_clinic_lays_its_own_version_over_ours(clinic: Path) -> None:
    load(clinic, "at_least = 10", "at_least = 8")

    assert outcome_rules(overlay=clinic).relapse[0].at_least == 8
    assert outcome_rules(1, overlay=clinic).relapse[0].at_least == 10
    assert ruleset(overlay=clinic) != ruleset()
    assert ruleset(overlay=clinic).startswith("outcome-2+")
    with pytest.raises(NotFound):
        outcome_rules(3, overlay=clinic)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('options = ["continue"]', 'options = ["carry-on"]', r"review\[0\].options: there is no"),
        ('id = "stop-wish"', 'id = "stop-wishing"', "there is no row for stop-wish"),
        ("{points} points worse than before", "{score} worse than before", r"no figure \{score\}"),
        ("figures = { months = 6 }", "figures = { weeks = 6 }", "needs the figures months"),
        ('id = "ask-cognition"', 'id = "ask-review"', "'ask-review' stands twice"),
        ("again_after_days = 7", "again_after_days = 0", r"relapse\[0\].again_after_days"),
        ("again_within_days = 14", "again_within_days = 6", r"relapse\[0\].again_after_days"),
        ("percent_under = 20", "percent_less = 20", "there is no key 'percent_less'"),
        ('when = "baseline"', 'when = "sometime"', "Invalid enum value 'sometime'"),
    ],
)
def test_a_slip_in_the_file_is_refused(clinic: Path, old: str, new: str, why: str) -> None:
    load(clinic, old, new)

    with pytest.raises(CatalogueError, match=why):
        outcome_rules(overlay=clinic)


def test_a_clinic_does_not_replace_a_version_of_ours(clinic: Path) -> None:
    """Reviews point at it."""
    (clinic / "rules/outcome-mine.toml").write_text(OURS.read_text(encoding="utf-8"))

    with pytest.raises(CatalogueError, match=r"version 1 is already in outcome\.toml"):
        outcome_rules(overlay=clinic)
