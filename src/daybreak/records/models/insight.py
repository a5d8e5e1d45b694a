"""What was foretold of somebody, what came, and whether it may still be shown."""

from django.db import models

from daybreak.records.models.base import Row


class ForecastRow(Row):
    """A forecast as it was shown, frozen with all that it rests on."""

    patient = models.ForeignKey("records.Patient", models.PROTECT, related_name="forecasts")
    course = models.ForeignKey("records.Course", models.PROTECT, related_name="forecasts")
    group = models.CharField(max_length=120, db_index=True)  # whom it is judged together with
    scale = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    abstained = models.BooleanField()
    inputs = models.TextField()  # JSON: what was known of the person, and the plans
    told = models.TextField()  # JSON: levels, bands, chances

    class Meta:
        indexes = (models.Index(fields=["patient", "at"]),)


class ForecastScore(Row):
    """What came of a forecast, or that nothing came; each forecast has one at most."""

    forecast = models.OneToOneField(ForecastRow, models.PROTECT, related_name="score")
    answer = models.ForeignKey("records.ScaleAnswer", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10)  # came, missing
    followed = models.BooleanField()  # whether the plan that was foretold was followed
    figures = models.TextField()  # JSON: losses in thousandths of a point, and what was covered


class ForecastSwitch(Row):
    """Forecasts turned on or off: by the director for all, or by the rule for one group."""

    organisation = models.ForeignKey("records.Organisation", models.PROTECT, related_name="+")
    group = models.CharField(max_length=120, default="", blank=True)  # empty: all
    is_on = models.BooleanField()
    why = models.TextField()
