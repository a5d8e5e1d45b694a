"""The table of rules is complete, and a file that forgets or invents something is refused."""

from pathlib import Path

import pytest

from daybreak.care.catalogue.reading import CatalogueError, shelf
from daybreak.care.catalogue.route import Scope
from daybreak.care.catalogue.rule import Asked, Rule
from daybreak.care.errors import NotFound
from daybreak.care.findings import Status
from daybreak.care.screening.ruleset import ruleset

TEXT = (shelf("rules") / "screening-1.toml").read_text(encoding="utf-8")


def of_a_clinic(folder: Path, text: str) -> Path:
    """A clinic's own folder with its version 2 of the rules."""
    (folder / "rules").mkdir()
    (folder / "rules" / "screening-clinic.toml").write_text(
        text.replace("version = 1\n", "version = 2\n", 1), encoding="utf-8"
    )
    return folder


def test_every_rule_of_the_published_table_is_there() -> None:
    published = {
        *(f"X{n:02}" for n in range(1, 13)),
        *(f"C{n:02}" for n in range(1, 17)),
        *(f"H{n:02}" for n in range(1, 5)),
        *(f"U{n:02}" for n in range(1, 4)),
        *(f"P{n:02}" for n in range(1, 14)),
        *(f"L{n:02}" for n in range(1, 15)),
    }
    assert {rule.id for rule in ruleset().rules} == published


@pytest.mark.parametrize("rule", ruleset().rules, ids=lambda rule: rule.id)
def test_no_rule_clears_what_is_not_known(rule: Rule) -> None:
    for asked in Asked:
        assert rule.unknown_status(asked) > Status.CLEAR


def test_a_clinic_lays_its_own_version_over_ours(tmp_path: Path) -> None:
    overlay = of_a_clinic(tmp_path, TEXT.replace("systolic_min = 140", "systolic_min = 135"))

    theirs, ours = ruleset(overlay=overlay), ruleset(1, overlay=overlay)

    assert (theirs.version, ours.version) == (2, 1)
    assert theirs.name != ours.name
    assert next(r for r in theirs.rules if r.id == "C01").limit("systolic_min") == 135
    assert ours.name == ruleset().name


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ('id = "X05"', 'id = "X99"', "X05 are missing"),
        ('id = "X05"', 'id = "X06"', "X05 are missing"),
        ('reads = ["hx-aneurysm"]', 'reads = ["hx-anuerysm"]', "nobody asks"),
        ('if_unknown = "note"', 'if_unknown = "clear"', "may not clear"),
        ('override_by = ["director"]', 'override_by = ["boss"]', "no role"),
        ("An allergy to ketamine", "An {allergy to ketamine", "brace|plain names"),
        ("An allergy to ketamine", "{a.__class__}", "plain names"),
        ('scope = "E"', 'scope = "Z"', "scope"),
        ("override_days_max = 30", "override_days_min = 30", "override_days"),
    ],
)
def test_a_file_that_forgets_or_invents_something_is_refused(
    tmp_path: Path, was: str, becomes: str, why: str
) -> None:
    assert was in TEXT
    overlay = of_a_clinic(tmp_path, TEXT.replace(was, becomes, 1))

    with pytest.raises(CatalogueError, match=why):
        ruleset(overlay=overlay)


def test_a_version_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        ruleset(7)


def test_a_hard_rule_has_nobody_to_set_it_aside() -> None:
    for rule in ruleset().rules:
        for says in rule.says.values():
            for scope in rule.hard_for:
                assert rule.overridable_by(says, scope) == ()
    aneurysm = next(rule for rule in ruleset().rules if rule.id == "X02")
    assert aneurysm.overridable_by(aneurysm.says["yes"], Scope.RACEMIC) == ("director",)
