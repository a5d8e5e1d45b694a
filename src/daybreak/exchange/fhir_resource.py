"""A resource on its way in: what it is, what it points at, and why it may be left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daybreak.care.intake.record import Code, WhyLeftOut
from daybreak.exchange.code_maps import code_systems
from daybreak.exchange.fhir_json import Part

# One sentence for whoever looks over an import. None of them holds anything of the record.
WORDS: Mapping[WhyLeftOut, str] = {
    WhyLeftOut.KIND_NOT_KEPT: "Daybreak keeps nothing of this kind.",
    WhyLeftOut.ANOTHER_PERSON: "It is about somebody or something that is no patient of this file.",
    WhyLeftOut.ENTERED_IN_ERROR: "The sender marked it as entered in error.",
    WhyLeftOut.REFUTED: "The sender marked it as refuted.",
    WhyLeftOut.CANCELLED: "It was cancelled or withdrawn.",
    WhyLeftOut.NOT_FINAL: "It is not final.",
    WhyLeftOut.NOT_ORDERED: "It is a draft, a proposal or an option, not an order.",
    WhyLeftOut.NOT_TAKEN: "It says that the medicine is not taken, or not to be given.",
    WhyLeftOut.SAYS_NONE: "It says that nothing is known. Only a person may say no: ask.",
    WhyLeftOut.NO_NAME: "It does not say what it is: no code and no text that can be read.",
    WhyLeftOut.NO_VALUE: "It has no value that can be read.",
    WhyLeftOut.NO_TIME: "It does not say when it was.",
    WhyLeftOut.NOT_EXACT: "Its value is a bound or a fraction, not one exact figure.",
    WhyLeftOut.UNIT_UNKNOWN: "Its unit is missing, is not UCUM, or does not fit what it measures.",
    WhyLeftOut.OUT_OF_RANGE: "Its value is outside of any possible range.",
    WhyLeftOut.CONTRADICTS_ITSELF: "What it says cannot all be so.",
    WhyLeftOut.SCALE_UNKNOWN: "It answers no questionnaire that Daybreak knows by its codes.",
    WhyLeftOut.ANSWER_UNKNOWN: "An answer in it cannot be read, so none of it was taken.",
    WhyLeftOut.MODIFIED: "It carries a modifier that Daybreak does not know and may not ignore.",
    WhyLeftOut.ASKS_TO_CHANGE: "It asks to read, change or delete; an import only adds.",
    WhyLeftOut.REPEATED: "It is in this file more than once; it was taken once.",
}


@dataclass(frozen=True, slots=True)
class Skipped:
    """Not taken, and why."""

    why: WhyLeftOut

    @property
    def because(self) -> str:
        return WORDS[self.why]


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource. `find` follows a reference of it within the file, or answers None."""

    kind: str
    key: str
    digest: str
    part: Part
    find: Callable[[Part], Part | None]


def named(codes: tuple[Code, ...], text: str | None) -> Skipped | None:
    """Why a coded thing cannot be taken for what it is called, if it cannot."""
    if any(code_systems().is_none(code) for code in codes):
        return Skipped(WhyLeftOut.SAYS_NONE)
    if not codes and not text:
        return Skipped(WhyLeftOut.NO_NAME)
    return None
