"""What the intake room asks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from daybreak.actions.intake import Details
from daybreak.care.intake.person import Sex
from daybreak.records.reads.intake import KnownDetails
from daybreak.records.reads.team import SiteLine
from daybreak.ui.forms import ActForm, DayField
from daybreak.web.intake.words import LANGUAGES, SEXES, language

MOST_FILES = 50
MOST_BYTES = 25 * 1024 * 1024  # our choice; a longer record goes in by the command


class AtSite(ActForm):
    """A form that asks at which of the actor's sites; with one site it does not ask."""

    site = forms.ChoiceField(label="Site")

    def __init__(
        self, *args: Any, sites: Sequence[SiteLine], here: UUID | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(str(site.id), site.name) for site in sites]
        field.initial = str(here) if here else None
        if len(sites) == 1:
            field.widget = forms.HiddenInput()
            field.initial = str(sites[0].id)

    def site_id(self) -> UUID:
        return UUID(self.cleaned_data["site"])


class DetailsForm(ActForm):
    """Who somebody is."""

    given = forms.CharField(label="Given names", max_length=120, required=False)
    family = forms.CharField(
        label="Family name", max_length=120, help_text="Somebody with one name has it here."
    )
    preferred = forms.CharField(label="Goes by", max_length=120, required=False)
    birth_date = DayField(label="Date of birth")
    sex = forms.ChoiceField(
        label="Sex on the record", choices=[(sex.value, SEXES[sex.value]) for sex in Sex]
    )
    pronouns = forms.CharField(label="Pronouns", max_length=40, required=False)
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    email = forms.EmailField(label="Email", max_length=254, required=False)
    language = forms.ChoiceField(label="Speaks")
    address = forms.CharField(label="Address", max_length=300, required=False)

    def __init__(self, *args: Any, known: KnownDetails | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sex"].initial = Sex.UNKNOWN.value
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.initial = "en"
        choices = sorted(LANGUAGES.items(), key=lambda each: (each[0] != "en", each[1]))
        if known is not None:
            for name in self.fields.keys() & set(KnownDetails.__dataclass_fields__):
                self.fields[name].initial = getattr(known, name)
            if known.language not in LANGUAGES:
                choices.append((known.language, f"{language(known.language)} ({known.language})"))
        field.choices = choices

    def details(self, *, deceased: bool = False) -> Details:
        """What was typed, as the act takes it."""
        typed = self.cleaned_data
        texts = (
            "given",
            "family",
            "preferred",
            "pronouns",
            "phone",
            "email",
            "language",
            "address",
        )
        return Details(
            birth_date=typed["birth_date"],
            sex=Sex(typed["sex"]),
            deceased=deceased,
            **{name: typed[name] for name in texts},
        )


class RegisterForm(DetailsForm, AtSite):
    """Somebody new. `even_so` is asked only when somebody like them has a chart."""

    even_so = forms.BooleanField(
        label="This is another person",
        required=False,
        help_text="I have compared both, and they are two people.",
    )
    field_order = (*DetailsForm.base_fields, "site", "even_so")


class CorrectForm(DetailsForm):
    """Who somebody is, said anew."""

    deceased = forms.BooleanField(label="Has died", required=False)

    def corrected(self) -> Details:
        return self.details(deceased=self.cleaned_data["deceased"])


class FindForm(AtSite):
    """Somebody who has a chart at another site."""

    number = forms.CharField(
        label="Number", max_length=20, help_text="It is on their papers: DB-0001."
    )
    birth_date = DayField(label="Date of birth")
    reason = forms.CharField(
        label="Why this site needs the chart",
        max_length=200,
        help_text="The journal keeps it, with your name.",
    )
    field_order = ("number", "birth_date", "reason", "site")


class InviteForm(ActForm):
    """An account of somebody's own."""

    email = forms.EmailField(label="Email", help_text="They sign in with it.")


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once, each neither empty nor too long."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput({"accept": ".json,application/fhir+json"}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if not sent:
            raise forms.ValidationError("Choose at least one file.", code="required")
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(
                f"Send up to {MOST_FILES} files at a time.", code="too-many"
            )
        for file in sent:
            if file.size > MOST_BYTES:
                raise forms.ValidationError(
                    f"A file may have up to {MOST_BYTES // 1024**2} MB. Longer ones go in with "
                    "the command import-fhir.",
                    code="too-long",
                )
        return [super(ManyFilesField, self).clean(file, initial) for file in sent]


class ImportForm(AtSite):
    """Records from elsewhere."""

    bundles = ManyFilesField(
        label="FHIR R4 bundles",
        help_text="One file a person, or several people in one. JSON.",
        allow_empty_file=True,
    )
    field_order = ("bundles", "site")
