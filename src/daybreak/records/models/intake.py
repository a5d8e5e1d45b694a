"""People, how they are recognised, who cares for them, and what arrived about them."""

from django.db import models

from daybreak.records.models.base import Row, SourcedRow


class Patient(Row):
    """Someone with a chart. Everything about them is in rows that point here."""

    organisation = models.ForeignKey(
        "records.Organisation", models.PROTECT, related_name="patients"
    )
    number = models.CharField(max_length=20)  # the clinic's own, shown to people

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "number"], name="one_patient_a_number"),
        )


class PatientDetails(SourcedRow):
    """Who someone is; the latest version counts."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="details")
    given = models.CharField(max_length=120)
    family = models.CharField(max_length=120)
    preferred = models.CharField(max_length=120, default="", blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=10)  # female, male, other, unknown: as on the record
    pronouns = models.CharField(max_length=40, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    language = models.CharField(max_length=20, default="en")
    address = models.CharField(max_length=300, default="", blank=True)
    deceased = models.BooleanField(default=False)


class PatientIdentifier(Row):
    """A name that another system gave this person. Recognition is by this, never by name."""

    organisation = models.ForeignKey("records.Organisation", models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="identifiers")
    system = models.CharField(max_length=200)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "system", "value"], name="one_patient_an_identifier"
            ),
        )


class CareRelation(Row):
    """Why a site knows of a patient; staff see a chart only through one of these."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="relations")
    site = models.ForeignKey("records.Site", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)


class Condition(SourcedRow):
    """A diagnosis or problem, with the codes it came with; the latest of a source key counts."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="conditions")
    display = models.CharField(max_length=300)
    codes = models.TextField()  # JSON: [[system, code, display], ...]
    active = models.BooleanField(default=True)
    removed = models.BooleanField(default=False)  # entered in error, said later
    onset = models.CharField(max_length=30, default="", blank=True)  # as precise as it was given
    abated = models.CharField(max_length=30, default="", blank=True)


class Medication(SourcedRow):
    """A medicine taken or ordered."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="medications")
    display = models.CharField(max_length=300)
    codes = models.TextField()
    active = models.BooleanField(default=True)
    removed = models.BooleanField(default=False)
    dosing = models.CharField(max_length=300, default="", blank=True)
    since = models.CharField(max_length=30, default="", blank=True)
    until = models.CharField(max_length=30, default="", blank=True)


class Allergy(SourcedRow):
    """What someone reacts to."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="allergies")
    display = models.CharField(max_length=300)
    codes = models.TextField()
    active = models.BooleanField(default=True)
    removed = models.BooleanField(default=False)
    reaction = models.CharField(max_length=300, default="", blank=True)
    severity = models.CharField(max_length=20, default="", blank=True)


class Measurement(SourcedRow):
    """A number about a person outside a session, in a small unit that its kind names."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="measurements")
    kind = models.CharField(max_length=40)  # weight-g, height-mm, systolic-mmhg, ...
    value = models.IntegerField()
    removed = models.BooleanField(default=False)  # entered in error, said later

    class Meta:
        indexes = (models.Index(fields=["patient", "kind", "at"]),)
