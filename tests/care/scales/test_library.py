"""A clinic reads the words it may read, with their notice, and nobody else's."""

import hashlib
from pathlib import Path

import pytest

import daybreak.catalogue
from daybreak.care.catalogue.reading import CatalogueError
from daybreak.care.catalogue.scale_parts import Ship
from daybreak.care.catalogue.wording import Wording
from daybreak.care.errors import NotAllowed, NotFound
from daybreak.care.scales.library import scale, scales, wording, wordings

OPEN = {Ship.YES, Ship.OURS}
IDS = sorted({known.id for known in scales()})


@pytest.mark.parametrize("name", IDS)
def test_only_wording_that_may_be_given_out_is_here(name: str) -> None:
    of = scale(name)

    assert bool(wordings(of)) == (of.licence.ship in OPEN)


@pytest.mark.parametrize("name", [name for name in IDS if scale(name).licence.ship not in OPEN])
def test_asking_for_licensed_words_says_how_to_come_by_them(name: str) -> None:
    with pytest.raises(NotAllowed, match="not ours to give out") as refusal:
        wording(scale(name), "en-US")

    assert refusal.value.message.endswith(scale(name).licence.obtain)


@pytest.mark.parametrize("name", [name for name in IDS if scale(name).licence.ship is Ship.YES])
def test_words_of_others_carry_their_notice(name: str) -> None:
    notices = [worded.notice for worded in wordings(scale(name)) if worded.scale != "moaa-s"]

    assert all(notices)


def test_the_lowest_answer_of_gad_7_is_not_at_all() -> None:
    """ "Not at all sure" is a known error of reproduction."""
    worded = wording(scale("gad-7"), "en-US")

    assert [option.label for option in worded.option] == [
        "Not at all",
        "Several days",
        "More than half the days",
        "Nearly every day",
    ]


def test_spanish_is_that_of_the_united_states() -> None:
    worded = wording(scale("phq-9"), "es")

    assert worded.language == "es-US"
    assert worded.option[0].label == "Ningún día"
    assert worded.notice.startswith("Elaborado por")


def test_the_spanish_gad_7_is_held_until_it_is_compared() -> None:
    with pytest.raises(NotFound, match="There is: en-US"):
        wording(scale("gad-7"), "es-US")


def test_another_spanish_is_not_given_in_its_place() -> None:
    with pytest.raises(NotFound, match="en-US, es-US"):
        wording(scale("phq-9"), "es-ES")


def spoken(worded: Wording) -> str:
    lines = [worded.stem]
    for asked in worded.item:
        lines.append(asked.text)
        lines += [f"{option.value} {option.label}" for option in worded.options_of(asked.id)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("name", "language", "fingerprint"),
    [
        ("phq-9", "en-US", "01f9534dd4c4aa79"),
        ("phq-9", "es-US", "f0a880d244f0d23a"),
        ("gad-7", "en-US", "a6695fbc14e0c8d4"),
        ("pcl-5", "en-US", "494f2dfc33fe96ea"),
        ("hamd-17", "en-US", "ed5526b94fcf430a"),
        ("cgi-s", "en-US", "c233de4f05204abc"),
        ("cgi-i", "en-US", "abe6950590098ddd"),
    ],
)
def test_the_words_of_others_do_not_change_unnoticed(
    name: str, language: str, fingerprint: str
) -> None:
    """A new wording is a new version, compared with the owner's file; then this changes."""
    assert spoken(wording(scale(name), language)) == fingerprint


CSSRS = """\
id = "c-ssrs-screener-en-us"
version = 1
scale = "c-ssrs-screener"
language = "en-US"
title = "Screener"
notice = "The notice of the owner"
licence_confirmed = "Director, 2026-11-20"
source = { citation = "the owner's file", mark = "seen" }
option = [{ value = 0, label = "No" }, { value = 1, label = "Yes" }]
""" + "\n".join(
    f'[[item]]\nid = "{key}"\ntext = "words the clinic has"'
    for key in ("q1", "q2", "q3", "q4", "q5", "q6", "q6b")
)


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    (tmp_path / "scales" / "wording").mkdir(parents=True)
    return tmp_path


def load(clinic: Path, toml: str) -> None:
    (clinic / "scales/wording/own.toml").write_text(toml, encoding="utf-8")


def test_a_clinic_loads_the_words_it_has_a_licence_for(clinic: Path) -> None:
    load(clinic, CSSRS)

    worded = wording(scale("c-ssrs-screener"), "en-US", overlay=clinic)

    assert worded.item[0].text == "words the clinic has"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Director, 2026-11-20", " ", "who confirmed the licence"),
        ('id = "q6b"', 'id = "q7"', "the items of c-ssrs-screener are, in this order"),
        ("value = 1,", "value = 2,", "its answers count from 0 to 1"),
        ("value = 1,", "value = 0,", "its answers count from 0 to 1"),
        ("words the clinic has", " ", "there are no words"),
    ],
)
def test_words_that_do_not_fit_or_are_not_confirmed_are_refused(
    clinic: Path, old: str, new: str, why: str
) -> None:
    assert old in CSSRS
    load(clinic, CSSRS.replace(old, new, 1))

    with pytest.raises(CatalogueError, match=why):
        wordings(scale("c-ssrs-screener"), overlay=clinic)


def test_a_scale_is_found_in_the_version_a_score_was_made_with() -> None:
    assert scale("phq-9", 1) == scale("phq-9")
    with pytest.raises(NotFound):
        scale("phq-9", 99)


def test_words_in_another_language_are_named_and_not_sold(clinic: Path) -> None:
    """Whoever has the words in one language is told which, and not how to come by them."""
    load(clinic, CSSRS)

    with pytest.raises(NotFound, match="There is: en-US"):
        wording(scale("c-ssrs-screener"), "es-US", overlay=clinic)


def test_a_file_of_words_that_is_refused_is_named(clinic: Path) -> None:
    (clinic / "scales/wording/another.toml").write_text(
        CSSRS.replace("-screener-en-us", "-other").replace("en-US", "en-CA"), encoding="utf-8"
    )
    load(clinic, CSSRS.replace("words the clinic has", " ", 1))

    with pytest.raises(CatalogueError, match=r"^own\.toml"):
        wordings(scale("c-ssrs-screener"), overlay=clinic)


def test_a_clinics_own_version_of_a_scale_is_found_beside_ours(clinic: Path) -> None:
    ours = (Path(daybreak.catalogue.__path__[0]) / "scales" / "wsas.toml").read_text("utf-8")
    own = ours.replace("version = 1", "version = 2", 1)
    (clinic / "scales" / "wsas.toml").write_text(own, encoding="utf-8")

    assert scale("wsas", overlay=clinic).version == 2
    assert scale("wsas", 2, overlay=clinic).version == 2
    assert scale("wsas", 1, overlay=clinic) == scale("wsas")
    assert {each.version for each in scales(overlay=clinic) if each.id == "wsas"} == {1, 2}
