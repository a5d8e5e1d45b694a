"""Rules X: who should not have this treatment, or not now."""

from collections.abc import Iterator

from daybreak.care.screening.look import Hit, Look


def only_fact(look: Look) -> Iterator[Hit]:
    """A rule that weighs nothing: its one question is answered with yes."""
    if look.yes(look.rule.reads[0]):
        yield Hit("yes")


def only_fact_missing(look: Look) -> Iterator[Hit]:
    """A gate: its one question is answered with no."""
    if look.yes(look.rule.reads[0]) is False:
        yield Hit("no")


def too_young(look: Look) -> Iterator[Hit]:
    age = look.number("age-years")
    if age is not None and age < look.rule.limit("age_min_years"):
        yield Hit("esketamine" if look.is_esketamine else "racemic")


def pregnant(look: Look) -> Iterator[Hit]:
    """A known pregnancy counts even where none was thought possible."""
    known = look.known("pregnancy")
    if known is not None and known.value in {"pregnant", "trying"}:
        yield Hit(str(known.value))
    elif look.yes("child-bearing-potential") is not False:
        look.needed("pregnancy")


def psychotic(look: Look) -> Iterator[Hit]:
    if look.any_yes("psychosis", "psychosis-current"):
        yield Hit("esketamine" if look.is_esketamine else "racemic")


def manic(look: Look) -> Iterator[Hit]:
    ymrs = look.number_if_known("ymrs-total")
    asrm = look.number_if_known("asrm-total")
    if look.yes("mania-current"):
        yield Hit("current")
    elif ymrs is not None and ymrs >= look.rule.limit("ymrs_min"):
        yield Hit("ymrs")
    elif asrm is not None and asrm >= look.rule.limit("asrm_min"):
        yield Hit("asrm")
