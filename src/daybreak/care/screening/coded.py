"""An entry of another record: its codes and its text, and what they match."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

SYSTEMS = {
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10",
    "http://hl7.org/fhir/sid/icd-10": "icd10",
    "urn:oid:2.16.840.1.113883.6.90": "icd10",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
}


@dataclass(frozen=True, slots=True)
class CodedThing:
    """A condition, medicine or allergy of an imported record.

    `on` is when it began or was written down; `ended` when it was over, if it says so.
    An entry with several codes is given once for each.
    """

    system: str
    code: str
    display: str
    on: date | None
    ended: date | None = None

    @property
    def kind_of_code(self) -> str:
        """`snomed`, `icd10`, `rxnorm`, or nothing for a system we do not know."""
        return SYSTEMS.get(self.system.strip().rstrip("/").lower(), "")


def has_code(thing: CodedThing, *, snomed: Iterable[str], rxnorm: Iterable[str]) -> bool:
    """Whether the entry carries exactly one of these codes."""
    match thing.kind_of_code:
        case "snomed":
            return thing.code.strip() in snomed
        case "rxnorm":
            return thing.code.strip() in rxnorm
        case _:
            return False


def has_icd10(thing: CodedThing, beginnings: Iterable[str]) -> bool:
    """Whether the entry carries an ICD-10 code that begins with one of these."""
    code = thing.code.strip().upper().replace(".", "")
    return thing.kind_of_code == "icd10" and any(code.startswith(each) for each in beginnings)


def says(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text as whole words."""
    folded = " ".join(text.casefold().split())
    return any(_phrase(each).search(folded) for each in phrases)


@lru_cache(maxsize=4096)
def _phrase(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words.casefold())}(?!\w)")
