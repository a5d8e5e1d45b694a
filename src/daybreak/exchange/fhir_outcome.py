"""A refusal, or what an import left out, as a FHIR OperationOutcome."""

from typing import Any

from daybreak.care.errors import DaybreakError, NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.intake.record import ImportedRecord
from daybreak.exchange.code_maps import measures
from daybreak.exchange.fhir_json import EntryNotUnderstood

# The first that fits; a WrongRole is a NotAllowed too.
_ISSUES: tuple[tuple[type[DaybreakError], str], ...] = (
    (WrongRole, "forbidden"),
    (NotAllowed, "business-rule"),
    (NotFound, "not-found"),
    (NotUnderstood, "invalid"),
)


def refusal(error: DaybreakError) -> dict[str, Any]:
    """What the error says, with its code, and the entry of the bundle where there is one."""
    code = next((code for kind, code in _ISSUES if isinstance(error, kind)), "processing")
    issue = _issue("error", code, error.code, error.message)
    if isinstance(error, EntryNotUnderstood):
        issue["expression"] = [_expression(error.entry)]
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def imported(records: tuple[ImportedRecord, ...]) -> dict[str, Any]:
    """That a bundle was taken, and everything in it that was not, in the order of the file."""
    left_out = sorted((one for each in records for one in each.left_out), key=lambda o: o.entry)
    issues = [
        _issue("information", "informational", one.why.value, f"{one.what}: {one.because}")
        | {"expression": [_expression(one.entry)]}
        for one in left_out
    ]
    if not issues:
        issues = [_issue("information", "informational", "all-taken", "All of it was taken.")]
    return {"resourceType": "OperationOutcome", "issue": issues}


def _issue(severity: str, code: str, ours: str, words: str) -> dict[str, Any]:
    coding = {"system": measures().local.system, "code": ours}
    return {
        "severity": severity,
        "code": code,
        "details": {"coding": [coding], "text": words},
        "diagnostics": words,
    }


def _expression(entry: int) -> str:
    """FHIRPath counts from 0."""
    return f"Bundle.entry[{entry - 1}]"
