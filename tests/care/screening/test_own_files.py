"""Rules, questions and classes are read in the version a record was made with, or the newest."""

from collections.abc import Callable
from pathlib import Path

import pytest

import daybreak.catalogue
from daybreak.care.catalogue.reading import CatalogueError
from daybreak.care.errors import NotFound, NotUnderstood
from daybreak.care.screening.fields import fields
from daybreak.care.screening.interactions import interactions
from daybreak.care.screening.ruleset import ruleset

OURS = Path(daybreak.catalogue.__path__[0])
EACH = pytest.mark.parametrize(
    ("file", "read"),
    [
        ("rules/screening-1.toml", ruleset),
        ("rules/facts-1.toml", fields),
        ("interactions/interactions-1.toml", interactions),
    ],
    ids=["rules", "questions", "classes"],
)


@EACH
def test_a_clinics_own_newer_version_is_found_beside_ours(
    tmp_path: Path, file: str, read: Callable[..., object]
) -> None:
    ours = (OURS / file).read_text(encoding="utf-8")
    own = tmp_path / file.replace("-1", "-7")
    own.parent.mkdir(parents=True)
    own.write_text(ours.replace("version = 1", "version = 7", 1), encoding="utf-8")

    def version(of: object) -> int:
        found = getattr(of, "version", 0)
        assert isinstance(found, int)
        return found

    assert version(read()) == 1
    assert version(read(overlay=tmp_path)) == 7
    assert version(read(7, overlay=tmp_path)) == 7
    assert version(read(1, overlay=tmp_path)) == 1


def test_a_version_that_is_not_here_is_refused_by_its_code() -> None:
    for read, kind, code, message in (
        (ruleset, NotFound, "ruleset", "There are no screening rules of that version here."),
        (fields, NotUnderstood, "facts-version", "The questions of that version are not here."),
    ):
        with pytest.raises(kind) as refusal:
            read(99)
        assert (refusal.value.code, refusal.value.message) == (code, message)
    with pytest.raises(NotFound):
        interactions(99)


def test_the_questions_that_rules_name_are_read_with_them(tmp_path: Path) -> None:
    """Screening rules say which version of the questions they weigh; a newer one waits."""
    (tmp_path / "rules").mkdir()
    questions = (OURS / "rules/facts-1.toml").read_text(encoding="utf-8")
    (tmp_path / "rules/facts-2.toml").write_text(
        questions.replace("version = 1", "version = 2", 1), encoding="utf-8"
    )
    assert ruleset(overlay=tmp_path).fields.version == 1

    rules = (OURS / "rules/screening-1.toml").read_text(encoding="utf-8")
    (tmp_path / "rules/screening-2.toml").write_text(
        rules.replace("version = 1", "version = 2", 1).replace(
            "facts_version = 1", "facts_version = 2", 1
        ),
        encoding="utf-8",
    )
    assert ruleset(overlay=tmp_path).fields.version == 2
    assert ruleset(1, overlay=tmp_path).fields.version == 1


def test_a_file_that_was_mended_under_its_name_is_read_again(tmp_path: Path) -> None:
    """A clinic tries its own rules before it adopts them; the verdict is of what stands there."""
    (tmp_path / "rules").mkdir()
    ours = (OURS / "rules/screening-1.toml").read_text(encoding="utf-8")
    own = tmp_path / "rules/screening-2.toml"
    names = set()
    for days in (30, 20):
        text = ours.replace("version = 1", "version = 2", 1)
        text = text.replace("override_days_max = 30", f"override_days_max = {days}", 1)
        own.write_text(text, encoding="utf-8")
        found = ruleset(overlay=tmp_path)
        assert found.override_days_max == days
        names.add(found.name)

    assert len(names) == 2


def test_a_question_that_is_asked_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    ours = (OURS / "rules/facts-1.toml").read_text(encoding="utf-8")
    start = ours.index("[[field]]")
    first = ours[start : ours.index("[[field]]", start + 1)]
    own = ours.replace("version = 1", "version = 9", 1) + "\n" + first
    (tmp_path / "rules/facts-9.toml").write_text(own, encoding="utf-8")

    with pytest.raises(CatalogueError, match="age-years is asked twice"):
        fields(overlay=tmp_path)
