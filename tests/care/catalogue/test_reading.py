"""A catalogue file is read exactly, or refused with the line that is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.reading import (
    CatalogueError,
    Misfit,
    content_hash,
    every,
    files,
    find,
    newest,
    read,
    shelf,
    version,
)
from daybreak.care.errors import NotFound
from daybreak.care.findings import Mark, Source

HEAD = """\
id = "tea"
version = 1
name = "Tea"
"""
SOURCE = """
[source]
citation = "A book of tea"
mark = "our choice"
"""
STEPS = """
[[step]]
what = "boil"
minutes = 3

[[step]]
what = "wait"
minutes = 5
"""


@dataclass(frozen=True, slots=True)
class Step:
    what: str
    minutes: int

    def __post_init__(self) -> None:
        if self.minutes < 1:
            raise ValueError("a step takes at least a minute")
        if self.minutes > 60:
            raise Misfit("minutes", "a step takes an hour at most")


@dataclass(frozen=True, slots=True)
class Tea:
    id: str
    version: int
    name: str
    source: Source
    step: tuple[Step, ...] = ()
    grams: Decimal | None = None
    words: Mapping[str, str] | None = None
    since: date | None = None


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(toml: str, name: str = "teas/tea.toml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(toml, encoding="utf-8")
        return path

    return write


def test_a_good_file_becomes_its_value(write: Write) -> None:
    toml = HEAD + 'grams = 2.5\nsince = 2026-01-02\nwords = { hot = "caliente" }' + SOURCE + STEPS

    tea = read(write(toml), Tea)

    assert tea == Tea(
        id="tea",
        version=1,
        name="Tea",
        source=Source("A book of tea", Mark.OURS),
        step=(Step("boil", 3), Step("wait", 5)),
        grams=Decimal("2.5"),
        words={"hot": "caliente"},
        since=date(2026, 1, 2),
    )


def test_figures_are_exact_decimals(write: Write) -> None:
    grams = read(write(HEAD + "grams = 0.1" + SOURCE), Tea).grams

    assert isinstance(grams, Decimal)
    assert str(grams) == "0.1"


@pytest.mark.parametrize(
    ("toml", "line", "key", "why"),
    [
        (HEAD + SOURCE + STEPS.replace("5", '"5"'), 15, "step[1].minutes", "Expected `int`"),
        (HEAD + SOURCE + STEPS.replace("5", "0"), 13, "step[1]", "at least a minute"),
        (HEAD + SOURCE + STEPS.replace("5", "99"), 15, "step[1].minutes", "an hour at most"),
        (HEAD + SOURCE + STEPS.replace("5", "true"), 15, "step[1].minutes", "got `bool`"),
        (HEAD + SOURCE + STEPS + "colour = 1\n", 16, "step[1].colour", "there is no key 'colour'"),
        (HEAD + "colour = 1\n" + SOURCE, 4, "colour", "there is no key 'colour'"),
        (HEAD + SOURCE.replace("our choice", "hearsay"), 7, "source.mark", "hearsay"),
        (HEAD + SOURCE + 'extra = "x"\n', 8, "source.extra", "there is no key"),
        (HEAD.replace("1", "0") + SOURCE, 2, "version", "from 1"),
        (HEAD.replace("1", "true") + SOURCE, 2, "version", "from 1"),
        (HEAD.replace('"tea"', '"Tea time"') + SOURCE, 1, "id", "small letters"),
        (HEAD, None, "source", "needs a source"),
        (HEAD + SOURCE.replace("A book of tea", " "), 5, "source", "needs a source"),
        (HEAD + 'grams = "many"' + SOURCE, 4, "grams", "Invalid decimal"),
        (HEAD + "words = { hot = 1 }" + SOURCE, 4, "words", "Expected `str`"),
    ],
)
def test_a_mistake_is_answered_with_its_file_line_key_and_reason(
    write: Write, toml: str, line: int | None, key: str, why: str
) -> None:
    with pytest.raises(CatalogueError) as refusal:
        read(write(toml), Tea)

    where = f"tea.toml, line {line}, {key}: " if line else f"tea.toml, {key}: "
    assert refusal.value.message.startswith(where)
    assert why in refusal.value.message


def test_a_line_after_a_long_text_is_still_found(write: Write) -> None:
    long = 'name = """\n[step]\nminutes = "not a key"\n"""\n'
    toml = HEAD.replace('name = "Tea"\n', long) + "grams = true\n" + SOURCE

    with pytest.raises(CatalogueError, match=r"tea\.toml, line 7, grams"):
        read(write(toml), Tea)


@pytest.mark.parametrize("figure", ["nan", "inf", "-inf"])
def test_a_figure_that_is_none_is_refused(write: Write, figure: str) -> None:
    with pytest.raises(CatalogueError, match="is no figure"):
        read(write(HEAD + f"grams = {figure}" + SOURCE), Tea)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such file"):
        read(tmp_path / "none.toml", Tea)


def test_a_file_that_is_not_text_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "tea.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(CatalogueError, match="UTF-8"):
        read(path, Tea)


def test_a_changed_file_is_read_again(write: Write) -> None:
    assert read(write(HEAD + SOURCE), Tea).name == "Tea"
    assert read(write(HEAD.replace('"Tea"', '"Green tea"') + SOURCE), Tea).name == "Green tea"


def test_a_hash_changes_with_any_byte(write: Write) -> None:
    before = content_hash(write(HEAD + SOURCE))
    after = content_hash(write(HEAD + SOURCE + "\n"))

    assert before != after
    assert len(before) == 64


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(text=st.text() | st.text(alphabet="[]{}=\".\n#'abc1-_ ,", max_size=60))
def test_whatever_is_in_a_file_only_a_catalogue_error_comes_out(write: Write, text: str) -> None:
    path = write(text, name=f"fuzz/{abs(hash(text))}.toml")

    with pytest.raises(CatalogueError):
        read(path, Tea)


# a shelf, and a clinic's own folder over it


def tea(number: int, name: str = "tea") -> str:
    return HEAD.replace("version = 1", f"version = {number}").replace('"tea"', f'"{name}"') + SOURCE


def test_a_clinics_own_files_are_laid_over_ours(write: Write, tmp_path: Path) -> None:
    write(tea(1))
    write(tea(2), name="teas/tea-2.toml")
    write(tea(10), name="teas/tea-10.toml")

    assert newest("teas", Tea, "tea", overlay=tmp_path).version == 10
    assert version("teas", Tea, "tea", 2, overlay=tmp_path).version == 2
    assert [found.version for found in every("teas", Tea, overlay=tmp_path)] == [1, 2, 10]
    assert find("teas", Tea, "tea", overlay=tmp_path)[0].name == "tea-10.toml"


def test_the_same_id_and_version_twice_is_refused(write: Write, tmp_path: Path) -> None:
    write(tea(1))
    write(tea(1), name="teas/tea-again.toml")

    with pytest.raises(CatalogueError, match="tea version 1 is already in tea-again"):
        every("teas", Tea, overlay=tmp_path)


def test_what_is_not_on_the_shelf_is_not_found(write: Write, tmp_path: Path) -> None:
    write(tea(1))

    with pytest.raises(NotFound, match="no coffee among the teas"):
        newest("teas", Tea, "coffee", overlay=tmp_path)
    with pytest.raises(NotFound, match="no tea version 9"):
        version("teas", Tea, "tea", 9, overlay=tmp_path)


def test_a_clinic_without_a_folder_has_ours_alone(tmp_path: Path) -> None:
    assert files("scales", overlay=tmp_path) == files("scales")


@pytest.mark.parametrize("room", ["../care", "/etc", "Scales", "", "scales/../.."])
def test_a_shelf_is_inside_the_catalogue(room: str) -> None:
    with pytest.raises(ValueError, match="plain folder name"):
        shelf(room)
