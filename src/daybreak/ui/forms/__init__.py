"""Forms that end in one act, and their fields."""

from daybreak.ui.forms.act import ActForm
from daybreak.ui.forms.fields import AmountField, DayField, NumberField, WeightField
from daybreak.ui.forms.moments import MomentField
from daybreak.ui.forms.widgets import Cards, DayInput, ManyCards, TimeInput

__all__ = [
    "ActForm",
    "AmountField",
    "Cards",
    "DayField",
    "DayInput",
    "ManyCards",
    "MomentField",
    "NumberField",
    "TimeInput",
    "WeightField",
]
