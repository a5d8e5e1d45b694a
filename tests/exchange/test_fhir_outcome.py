"""A refusal in FHIR has the same code and the same words as everywhere else."""

from collections.abc import Callable

import pytest

from daybreak.care.errors import DaybreakError, NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.exchange.fhir_bundle import read_bundle
from daybreak.exchange.fhir_json import EntryNotUnderstood
from daybreak.exchange.fhir_outcome import imported, refusal

FileOf = Callable[..., bytes]
Vector = Callable[[str], bytes]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WrongRole("role", "Ask a prescriber."), "forbidden"),
        (NotAllowed("step", "The session is over."), "business-rule"),
        (NotFound("none", "There is no such chart."), "not-found"),
        (NotUnderstood("unit", "The unit is missing."), "invalid"),
    ],
)
def test_a_refusal_says_what_and_why(error: DaybreakError, code: str) -> None:
    (issue,) = refusal(error)["issue"]

    assert (issue["severity"], issue["code"]) == ("error", code)
    assert issue["details"]["coding"][0]["code"] == error.code
    assert issue["details"]["text"] == error.message


def test_a_refused_bundle_names_the_entry_as_fhirpath_counts_it() -> None:
    (issue,) = refusal(EntryNotUnderstood(3, "Condition/c1", "code is missing"))["issue"]

    assert issue["expression"] == ["Bundle.entry[2]"]


def test_an_import_lists_what_it_left_out_in_the_order_of_the_file(vector: Vector) -> None:
    outcome = imported(read_bundle(vector("fhir/referral.json")))

    places = [issue["expression"] for issue in outcome["issue"]]
    assert places == [[f"Bundle.entry[{index}]"] for index in (3, 4, 7, 9, 12, 15)]
    assert {issue["severity"] for issue in outcome["issue"]} == {"information"}


def test_an_import_that_took_all_says_so(file_of: FileOf) -> None:
    (issue,) = imported(read_bundle(file_of()))["issue"]

    assert issue["details"]["coding"][0]["code"] == "all-taken"
