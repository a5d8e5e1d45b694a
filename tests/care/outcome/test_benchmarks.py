"""What others found is shown only to whom it can be compared, and with how many they were."""

import pytest

from daybreak.care.catalogue.reading import Misfit
from daybreak.care.findings import Mark, Source
from daybreak.care.outcome.benchmarks import Benchmark, benchmarks

SOURCE = Source("a paper", Mark.SEEN)


def found(**asked: object) -> set[str]:
    usual = {"indication": "trd", "route": "iv", "after_sessions": 6}
    return {each.id for each in benchmarks().of(**{**usual, **asked})}  # type: ignore[arg-type]


def test_six_infusions_for_depression_are_held_against_all_that_measured_it() -> None:
    assert found() == {
        "mcinnes-2022",
        "oliver-2022-six-weeks",
        "oliver-2022-ten",
        "elekt-d-2023",
        "bio-k-2023",
    }


@pytest.mark.parametrize(
    "asked", [{"indication": "crps"}, {"route": "oral"}, {"after_sessions": 2}]
)
def test_nothing_is_shown_of_other_people(asked: dict[str, object]) -> None:
    assert found(**asked) == set()


def test_after_three_only_what_was_measured_after_three() -> None:
    assert found(after_sessions=3) == {"bio-k-2023"}


def test_every_benefit_has_its_people_and_stands_beside_a_harm() -> None:
    file = benchmarks()

    assert all(each.people > 0 and each.source.citation for each in file.benchmark)
    assert file.harm.words
    assert file.harm.source.citation


@pytest.mark.parametrize(
    "wrong",
    [{"people": 0}, {"response_percent": None}, {"response_percent": 101}],
)
def test_a_result_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    usual: dict[str, object] = {
        "id": "x",
        "study": "X",
        "people": 10,
        "regimen": "six",
        "indications": ("trd",),
        "routes": ("iv",),
        "sessions_from": 6,
        "source": SOURCE,
        "response_percent": 50,
    }

    with pytest.raises(Misfit):
        Benchmark(**{**usual, **wrong})  # type: ignore[arg-type]
