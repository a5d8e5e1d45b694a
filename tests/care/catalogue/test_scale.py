"""A scale whose parts do not fit together is refused when it is read."""

from pathlib import Path

import pytest

from daybreak.care.catalogue.reading import CatalogueError, files, read
from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Ship
from daybreak.care.findings import Mark

GOOD = """\
id = "tea"
version = 1
name = "Tea scale"
short = "Tea"
rater = "patient"
better = "lower"
scorer = "sum"
least = 0
most = 6
recall = { words = "today", days = 0 }
source = { citation = "none", mark = "our choice" }

[licence]
ship = "ours"
owner = "us"
terms = "free"
source = { citation = "none", mark = "our choice" }

[missing]
allowed = 0
source = { citation = "none", mark = "our choice" }

[bands]
source = { citation = "none", mark = "our choice" }

[[bands.band]]
name = "low"
at_least = 0
at_most = 2

[[bands.band]]
name = "high"
at_least = 3
at_most = 6

[[item]]
id = "1"
least = 0
most = 3

[[item]]
id = "2"
least = 0
most = 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def of(folder: Path, toml: str) -> Scale:
    path = folder / "tea.toml"
    path.write_text(toml, encoding="utf-8")
    return read(path, Scale)


def test_a_good_scale_is_read(folder: Path) -> None:
    scale = of(folder, GOOD)

    assert [scale.band_of(total) for total in (0, 2, 3, 6, None)] == [
        "low",
        "low",
        "high",
        "high",
        None,
    ]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("at_least = 3\n", "at_least = 4\n", r"line 33, bands.band\[1\].at_least: there is a gap"),
        ("at_least = 3\n", "at_least = 2\n", r"line 33, bands.band\[1\].at_least: it overlaps"),
        ("at_most = 6\n", "at_most = 5\n", r"bands.band\[1\].at_most: the last band ends at 6"),
        ("at_most = 6\n", "at_most = 7\n", r"bands.band\[1\].at_most: the last band ends at 6"),
        ("at_least = 0\nat_most = 2", "at_least = 1\nat_most = 2", "there is a gap: no band has 0"),
        ("at_most = 2\n", "at_most = -1\n", "ends before it begins"),
        ("most = 6\nrecall", "most = 7\nrecall", "the items add up to 0 to 6"),
        ('id = "2"', 'id = "1"', "two items '1'"),
        ("least = 0\nmost = 3\n\n[[item]]", "least = 3\nmost = 3\n\n[[item]]", "most must be over"),
        ("days = 0", "days = -1", "recall.days: days must be 0 or more"),
        ('scorer = "sum"', 'scorer = "pcl-5"', "the scorer pcl-5 also needs"),
        ('scorer = "sum"', 'scorer = "guess"', "Invalid enum value 'guess'"),
        ('scorer = "sum"', 'scorer = "unscored"', "any other has none"),
        ('ship = "ours"', 'ship = "no"', "licence.obtain: say how a clinic comes by"),
        ("allowed = 0", 'allowed = 0\nnever_prorate = ["9"]', "there is no item '9'"),
    ],
)
def test_a_scale_that_does_not_fit_is_refused(folder: Path, old: str, new: str, where: str) -> None:
    assert old in GOOD
    with pytest.raises(CatalogueError, match=where):
        of(folder, GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("extra", "where"),
    [
        ('[[flag]]\nflag = "x"\nitem = "7"\nat_least = 1', r"flag\[0\].item: there is no item '7'"),
        ('[[flag]]\nflag = "x"', r"flag\[0\].flag: a flag looks at"),
        ('[[flag]]\nflag = "x"\nitem = "1"', r"flag\[0\].item: an item is compared"),
        ("[response]\npercent = 120", "response.percent: a percentage"),
        ("[response]\npercent = 30\npartial_percent = 30", "a partial response is less"),
        ("[response]\nbaseline_at_least = 3", "one of the two"),
        ('[[subscale]]\nid = "s"\nitems = ["3"]\nanswered_at_least = 1', "there is no item '3'"),
        ('[[domain]]\nid = "d"\ngroups = [["1"], ["4"]]', "there is no item '4'"),
    ],
)
def test_a_part_that_does_not_fit_is_refused(folder: Path, extra: str, where: str) -> None:
    source = '\nsource = { citation = "none", mark = "our choice" }\n'
    toml = GOOD + "\n" + extra + ("" if extra.startswith(("[[sub", "[[dom")) else source)

    with pytest.raises(CatalogueError, match=where):
        of(folder, toml)


def test_a_missing_rule_is_needed_for_a_total(folder: Path) -> None:
    without = GOOD.replace(
        '[missing]\nallowed = 0\nsource = { citation = "none", mark = "our choice" }\n', ""
    )

    with pytest.raises(CatalogueError, match="say what happens when an item has no answer"):
        of(folder, without)


# Ours


@pytest.mark.parametrize("path", files("scales"), ids=lambda path: path.stem)
def test_each_of_our_scales_is_whole(path: Path) -> None:
    scale = read(path, Scale)

    assert scale.id == path.stem
    assert len(scale.source.citation) > 10
    if scale.response and scale.remission and scale.response.baseline_at_least is not None:
        # Whoever is already in remission cannot be said to have responded.
        assert scale.response.baseline_at_least > scale.remission.at_most
    if scale.licence.ship is Ship.OURS:
        assert scale.source.mark in {Mark.OURS, Mark.GENERAL}


# The bands, thresholds and changes of care-pathway 7.1, written down a second time.
@pytest.mark.parametrize(
    ("name", "reach", "begins", "remission", "reliable"),
    [
        ("phq-9", (0, 27), (0, 5, 10, 15, 20), 4, 6),
        ("gad-7", (0, 21), (0, 5, 10, 15), 4, 4),
        ("qids-sr16", (0, 27), (0, 6, 11, 16, 21), 5, 5),
        ("madrs", (0, 60), (0, 7, 20, 35), 9, None),
        ("hamd-17", (0, 52), (0, 8, 14, 19, 23), 7, 5),
        ("pcl-5", (0, 80), (), 28, 15),
        ("cadss", (0, 92), (), None, None),
        ("cadss-6", (0, 24), (), None, None),
        ("moaa-s", (0, 5), (), None, None),
        ("nrs-pain-now", (0, 10), (0, 1, 4, 7), None, None),
        ("y-bocs", (0, 40), (0, 8, 16, 24, 32), 12, None),
        ("wsas", (0, 40), (0, 10, 21), None, 8),
        ("audit-c", (0, 12), (), None, None),
        ("dast-10", (0, 10), (0, 1, 3, 6, 9), None, None),
        ("asrm", (0, 20), (), None, None),
        ("ymrs", (0, 60), (0, 13, 20, 26, 38), None, None),
        ("bpic-ss", (0, 38), (), None, None),
        ("cgi-s", (1, 7), (), 2, None),
        ("today", (0, 10), (), None, None),
    ],
)
def test_the_published_figures_stand_in_the_files(
    name: str,
    reach: tuple[int, int],
    begins: tuple[int, ...],
    remission: int | None,
    reliable: int | None,
) -> None:
    (path,) = [path for path in files("scales") if path.stem == name]
    scale = read(path, Scale)

    assert (scale.least, scale.most) == reach
    assert tuple(band.at_least for band in (scale.bands.band if scale.bands else ())) == begins
    assert (scale.remission.at_most if scale.remission else None) == remission
    assert (scale.change.reliable if scale.change else None) == reliable


def test_madrs_names_the_remission_thresholds_of_other_sources() -> None:
    (path,) = [path for path in files("scales") if path.stem == "madrs"]
    remission = read(path, Scale).remission

    assert remission is not None
    assert [other.at_most for other in remission.others] == [10, 12]
