"""A measure carries its unit in its name, and the same name as a field of the vitals."""

from dataclasses import fields

from daybreak.care.intake.measure import Measure
from daybreak.care.session.vitals import Vitals

NOT_VITALS = {Measure.WEIGHT_G, Measure.HEIGHT_MM, Measure.SCALE_TOTAL, Measure.SCALE_ITEM}


def test_every_vital_sign_is_called_as_the_vitals_call_it() -> None:
    known = {field.name for field in fields(Vitals)}

    assert {each.column for each in Measure if each not in NOT_VITALS} <= known
