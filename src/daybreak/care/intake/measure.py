"""What can be measured on a person, each in one small whole unit that its name carries."""

from enum import StrEnum


class Measure(StrEnum):
    """What a figure is of. The ids are stored, and permanent."""

    WEIGHT_G = "weight-g"
    HEIGHT_MM = "height-mm"
    SYSTOLIC_MMHG = "systolic-mmhg"
    DIASTOLIC_MMHG = "diastolic-mmhg"
    MEAN_MMHG = "mean-mmhg"
    HEART_RATE_PER_MIN = "heart-rate-per-min"
    SPO2_PERCENT = "spo2-percent"
    RESPIRATORY_RATE_PER_MIN = "respiratory-rate-per-min"
    ETCO2_MMHG = "etco2-mmhg"
    TEMPERATURE_DC = "temperature-dc"  # tenths of a degree Celsius
    PAIN_NRS = "pain-nrs"  # 0 to 10, as the person says
    SCALE_TOTAL = "scale-total"
    SCALE_ITEM = "scale-item"

    @property
    def column(self) -> str:
        """The name as a field: `systolic_mmhg`, like that of `care.session.vitals.Vitals`."""
        return self.value.replace("-", "_")
