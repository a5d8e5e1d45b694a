"""A sheet that cannot be read is refused by a lasting code, in a sentence that says what to do."""

from collections.abc import Callable

import pytest

from daybreak.care.errors import DaybreakError, NotAllowed, NotFound, NotUnderstood
from daybreak.care.scales.answers import in_order, listed
from daybreak.care.scales.library import scale, wording
from daybreak.care.scales.scoring import score, total_only

PHQ_9, HAMD, OWN = scale("phq-9"), scale("hamd-17"), scale("madrs")
NOT_OURS = (
    f"The words of {OWN.short} are not ours to give out; only its scoring is here. "
    f"{OWN.licence.obtain}"
)
ITEMS = "1, 2, 3, 4, 5, 6, 7, 8, 9, function"


@pytest.mark.parametrize(
    ("asked", "kind", "code", "message"),
    [
        (
            lambda: score(PHQ_9, {"11": 1}),
            NotUnderstood,
            "scale-item",
            f"PHQ-9 has no such item. Its items are {ITEMS}.",
        ),
        (
            lambda: score(PHQ_9, {"3": 4}),
            NotUnderstood,
            "scale-answer",
            "Item 3 of PHQ-9 is answered from 0 to 3. Look at the sheet and enter it again.",
        ),
        (
            lambda: listed("1, two"),
            NotUnderstood,
            "call",
            "“two” is no answer. Write whole numbers with commas, - for none.",
        ),
        (
            lambda: in_order(PHQ_9, [1, 2]),
            NotUnderstood,
            "answers",
            f"PHQ-9 has 10 items ({ITEMS}); 2 answers came. Write - or null for a missing one.",
        ),
        (
            lambda: score(scale("kset"), {"1": 1}),
            NotUnderstood,
            "scale-item",
            "KSET has no such item. Its items are none: it is not scored here.",
        ),
        (
            lambda: total_only(PHQ_9, 28),
            NotUnderstood,
            "scale-total",
            "PHQ-9 has a total from 0 to 27. Look at where it came from.",
        ),
        (
            lambda: total_only(scale("c-ssrs-screener"), 1),
            NotUnderstood,
            "scale-total",
            f"{scale('c-ssrs-screener').short} has no total. Look at where it came from.",
        ),
        (
            lambda: score(HAMD, {"16a": 1, "16b": 1}),
            NotUnderstood,
            "scale-both",
            f"{HAMD.short} rates 16a or 16b, never both. Keep the one assessed.",
        ),
        (
            lambda: wording(OWN, "en-US"),
            NotAllowed,
            "scale-wording",
            NOT_OURS,
        ),
        (
            lambda: wording(PHQ_9, "de-DE"),
            NotFound,
            "scale-wording",
            "PHQ-9 is not here in that language. There is: en-US, es-US.",
        ),
    ],
)
def test_a_refusal_has_its_code_and_its_whole_sentence(
    asked: Callable[[], object], kind: type[DaybreakError], code: str, message: str
) -> None:
    with pytest.raises(kind) as refusal:
        asked()

    assert (refusal.value.code, refusal.value.message) == (code, message)


@pytest.mark.parametrize("language", ["es-us", "ES", "es"])
def test_a_language_is_found_however_it_is_written(language: str) -> None:
    assert wording(PHQ_9, language).language == "es-US"


def test_a_region_is_not_a_language() -> None:
    with pytest.raises(NotFound):
        wording(PHQ_9, "us")
