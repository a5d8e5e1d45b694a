"""A clinic's own files are laid over ours, and whatever would not be read is refused at start."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.reading import CatalogueError, lay_over, newest, shelf
from daybreak.care.errors import DaybreakError, NotAllowed
from daybreak.care.scales.library import scale, wording, wordings
from daybreak.config import own_catalogue

SCREENER = "c-ssrs-screener"


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder with an empty catalogue of the clinic's own."""
    (tmp_path / "catalogue").mkdir()
    own_catalogue.lay(tmp_path)
    yield tmp_path
    lay_over(None)


def put(data: Path, name: str, text: str) -> Path:
    place = data / "catalogue" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def ours(name: str) -> str:
    return (shelf(name.rpartition("/")[0]) / name.rpartition("/")[2]).read_text(encoding="utf-8")


def licensed_words(confirmed: str = "Ada Minster, 2026-11-01") -> str:
    items = "".join(
        f'[[item]]\nid = "{item.id}"\ntext = "Made-up words of item {item.id}?"\n'
        for item in scale(SCREENER).item
    )
    return (
        f'id = "{SCREENER}-en-us"\nversion = 1\nscale = "{SCREENER}"\nlanguage = "en-US"\n'
        f'title = "Made up"\nlicence_confirmed = "{confirmed}"\n'
        'option = [{ value = 0, label = "No" }, { value = 1, label = "Yes" }]\n'
        f'{items}[source]\ncitation = "A test"\nmark = "our choice"\n'
    )


def test_without_a_folder_nothing_is_laid_over(tmp_path: Path) -> None:
    own_catalogue.lay(tmp_path)

    assert own_catalogue.check(tmp_path) == 0


def test_licensed_words_are_found_once_the_clinic_lays_them_over(data: Path) -> None:
    with pytest.raises(NotAllowed, match="not ours to give out"):
        wording(scale(SCREENER), "en-US")

    put(data, "scales/wording/c-ssrs-screener-en-us.toml", licensed_words())

    assert own_catalogue.check(data) == 1
    (found,) = wordings(scale(SCREENER))
    assert found.item[0].text.startswith("Made-up words")


def test_a_clinics_own_protocol_stands_beside_ours(data: Path) -> None:
    text = ours("protocols/iv-racemic-six-1.toml").replace(
        'id = "iv-racemic-six"', 'id = "harbour-six"', 1
    )
    put(data, "protocols/harbour-six-1.toml", text)

    assert own_catalogue.check(data) == 1
    assert protocol("harbour-six").profile == protocol("iv-racemic-six").profile


def test_a_later_version_of_one_of_ours_becomes_the_newest(data: Path) -> None:
    text = ours("profiles/iv-racemic-1.toml").replace("version = 1", "version = 2", 1)
    put(data, "profiles/iv-racemic-2.toml", text)

    assert own_catalogue.check(data) == 1
    assert newest("profiles", Profile, "iv-racemic").version == 2


@pytest.mark.parametrize("room", sorted(own_catalogue.SHELVES))
def test_what_ships_already_is_not_said_again_under_its_own_number(data: Path, room: str) -> None:
    for of in own_catalogue.SHELVES[room]:
        name = min(path.name for path in shelf(room).glob(f"{of.begins}*.toml"))
        place = data / "catalogue" / room / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shelf(room) / name, place)

        with pytest.raises(CatalogueError, match="give this file version") as refusal:
            own_catalogue.check(data)

        assert name in refusal.value.message
        assert "line" in refusal.value.message
        place.unlink()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("protocols/mine.toml", "id = ", "this is not TOML"),
        ("protocols/mine.toml", 'id = "x"\nversion = 1\n', "source"),
        ("protocol/mine.toml", "", "stands where nothing reads it"),
        ("mine.toml", "", "stands where nothing reads it"),
        ("rules/dose-2.toml", "", "a name that nothing reads"),
        ("exchange/units.toml", "", "stands where nothing reads it"),
        ("scales/wording/mine.toml", licensed_words().replace(SCREENER, "no-such"), "no scale"),
        ("scales/wording/mine.toml", licensed_words(confirmed=""), "licence_confirmed"),
        (
            "protocols/mine.toml",
            ours("protocols/iv-racemic-six-1.toml")
            .replace('id = "iv-racemic-six"', 'id = "mine"', 1)
            .replace('profile = "iv-racemic"', 'profile = "iv-racemik"', 1),
            "there is no 'iv-racemik'",
        ),
        (
            "profiles/gates/mine.toml",
            ours("profiles/gates/gates-1.toml").replace('"session-gates"', '"my-gates"', 1),
            "the id of such a file is 'session-gates'",
        ),
    ],
)
def test_what_is_wrong_is_named_with_file_and_reason(
    data: Path, name: str, text: str, says: str
) -> None:
    put(data, name, text)

    with pytest.raises(DaybreakError, match=says) as refusal:
        own_catalogue.check(data)

    assert name.rpartition("/")[2] in refusal.value.message


def test_what_is_not_toml_by_its_name_is_left_alone(data: Path) -> None:
    put(data, "README.txt", "ours")
    put(data, "protocols/old.toml~", "nonsense")

    assert own_catalogue.check(data) == 0


def test_every_shelf_is_one_of_ours() -> None:
    assert all(shelf(room).is_dir() for room in own_catalogue.SHELVES)
