"""A question in a file is read whole, or refused in a sentence."""

from pathlib import Path

import pytest

from daybreak.care.errors import NotUnderstood
from daybreak.lab.forecast.asking import asked, ways_on
from daybreak.lab.forecast.limits import limits
from lab.forecast.somebody import left, somebody

QUESTION = """
indication = "trd"
scale = "MADRS"
age = 45
weight_kg = 80
drug = "ketamine_racemic"
route = "IV"
doses = [{ day = 0, mg = 40, minutes = 40 }, { day = 3, mg = 40, minutes = 40 }]
scores = [{ day = -1, points = 34 }, { day = 3, points = 24 }]
planned = [{ day = 7, mg = 40, minutes = 40 }]
today = 5
pregnant = false
medicines = []
"""


def written(folder: Path, text: str = QUESTION) -> Path:
    path = folder / "person.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_days_become_hours_and_what_is_not_said_stays_unknown(tmp_path: Path) -> None:
    text = QUESTION.replace("pregnant = false\n", "").replace("medicines = []\n", "")

    person = asked(written(tmp_path, text)).person

    assert [each.at_h for each in person.doses] == [0.0, 72.0]
    assert person.now_h == 120.0
    assert person.is_pregnant is None
    assert person.medicines is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("age = 45", "age = 45\nrace = 'any'"),
        ("age = 45", "age = 'forty'"),
        ("age = 45\n", ""),
        ("today = 5", "today ="),
        ('scale = "MADRS"', 'scale = "BDI"'),
    ],
)
def test_another_file_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(NotUnderstood, match=r"person\.toml"):
        asked(written(tmp_path, QUESTION.replace(old, new)))


def test_every_way_on_begins_after_now_and_ends_within_the_horizon() -> None:
    person = somebody(20, 18)
    plans = ways_on(person, left(person), (2.0, 3.0, 4.0))

    assert [plan.id for plan in plans] == [
        "planned", "every-2-weeks", "every-3-weeks", "every-4-weeks", "booster", "stop",
    ]  # fmt: skip
    horizon = person.now_h + limits().horizon_weeks * 7 * 24
    assert all(person.now_h < dose.at_h <= horizon for plan in plans for dose in plan.doses)
    assert [len(plan.doses) for plan in plans][-2:] == [4, 0]


def test_who_has_had_nothing_has_no_ways_on() -> None:
    assert ways_on(somebody(doses=()), [], (2.0,)) == ()
