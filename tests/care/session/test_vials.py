"""A code stands for one strength or for none; nothing is guessed."""

import msgspec
import pytest

from daybreak.care.quantities import Strength
from daybreak.care.session.vials import Vials, vials


def listed(*codes: str) -> dict[str, object]:
    return {
        "id": "vials",
        "version": 1,
        "name": "Vials",
        "source": {"citation": "Our cabinet", "mark": "our choice"},
        "vial": [{"ndc": code, "product": "Ketamine", "mg_per_ml": 50} for code in codes],
    }


def test_a_listed_vial_is_known_by_its_code_whatever_the_package() -> None:
    found = vials().of("6745710810")

    assert found is not None
    assert found.strength == Strength.mg_per_ml(100)
    assert "100 mg/mL" in found.product


@pytest.mark.parametrize("code", ["6745700110", "", None])
def test_a_vial_that_nobody_listed_is_not_known(code: str | None) -> None:
    assert vials().of(code) is None


@pytest.mark.parametrize("codes", [("12345678", "12345678"), ("12345678", "1234567890")])
def test_a_code_stands_for_one_vial(codes: tuple[str, ...]) -> None:
    with pytest.raises(msgspec.ValidationError, match="code"):
        msgspec.convert(listed(*codes), Vials)


@pytest.mark.parametrize("code", ["67457-108", "1234567", "12345678901"])
def test_a_code_is_eight_to_ten_digits(code: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="8 to 10 digits"):
        msgspec.convert(listed(code), Vials)
