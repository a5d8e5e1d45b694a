"""The protocol workbench: change a protocol, try it on virtual people, see what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from daybreak.actions.insight import workbench as act
from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.screening.ruleset import ruleset
from daybreak.ui.charts import Chart
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import AmountField, NumberField
from daybreak.ui.request import ClinicRequest
from daybreak.web.insight import workbench_words as words
from daybreak.web.insight.workbench_chart import Followed, scores_chart

FIRST = "iv-racemic-six"
SIZES = (
    (500, "500, for a first look"),
    (2000, "2,000"),
    (5000, "5,000, to tell small differences"),
)
SPANS = ((12, "12 weeks"), (26, "26 weeks"), (52, "52 weeks"))


class WorkbenchForm(forms.Form):
    """What is changed of a protocol, and on how many people it is tried."""

    error_css_class = "has-error"

    base = forms.ChoiceField(label="Begin with")
    dose = AmountField(
        label="First dose", unit="mg/kg", least="0.05", most="1.5", noun="a dose to try",
        help_text="Titration goes on from there, by the rules.",
    )  # fmt: skip
    minutes = NumberField(
        label="Infusion runs", unit="min", least=2, most=240, noun="a time to try", required=False
    )
    sessions = NumberField(
        label="Sessions in the series", unit="", least=1, most=12, noun="a number to try"
    )
    gap_days = NumberField(label="Days between them", unit="days", least=1, most=7, noun="a gap")
    upkeep = forms.ChoiceField(label="After the series", choices=words.UPKEEP)
    people = forms.TypedChoiceField(label="Virtual people", choices=SIZES, coerce=int)
    weeks = forms.TypedChoiceField(label="Followed for", choices=SPANS, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base = self.fields["base"]
        if isinstance(base, forms.ChoiceField):  # it is; the type of a form's fields is not known
            base.choices = [(each.id, each.name) for each in act.triable()]
        for name, (least, most, step) in _SLIDES.items():
            self.fields[name].widget.attrs |= {
                "data-slide": "", "data-least": least, "data-most": most, "data-step": step,
            }  # fmt: skip

    def wanted(self) -> act.Wanted:
        """What was asked, once the form is valid."""
        data = self.cleaned_data
        protocol = _protocol(data["base"])
        draft = act.Draft(
            base=data["base"],
            start_mg_per_kg=data["dose"],
            minutes=(data["minutes"] or act.usual(protocol).minutes) if protocol.minutes else None,
            sessions=data["sessions"],
            gap_days=data["gap_days"],
            upkeep=act.Upkeep(data["upkeep"]),
        )
        return act.Wanted(draft, data["people"], data["weeks"])


_SLIDES = {
    "dose": ("0.1", "1.0", "0.05"),
    "minutes": ("20", "120", "5"),
    "sessions": ("1", "12", "1"),
    "gap_days": ("1", "7", "1"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of both, and what the change makes of it."""

    name: str
    unit: str
    before: str
    after: str
    change: str
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a trial found, as it is shown."""

    rows: Sequence[tuple[str, Sequence[Row]]]
    chart: Chart
    hangs: Sequence[tuple[str, str, str]]
    refused: Sequence[tuple[str, int]]
    outside: Sequence[str]
    people: int
    weeks: int
    worlds: int


@require_http_methods(["GET", "POST"])
@door(act.WHAT)
def workbench(request: ClinicRequest) -> HttpResponse:
    """The form; posted, it begins a trial."""
    if request.method != "POST":
        return _page(request, _form_of(request.GET.get("base", FIRST)))
    form = WorkbenchForm(request.POST)
    if form.is_valid():
        run = attempt(form, lambda: act.begin(by=request.actor, wanted=form.wanted()))
        if run is not None:
            return redirect("workbench-run", run)
    return _page(request, form)


@require_GET
@door(act.WHAT)
def trial(request: ClinicRequest, run: UUID) -> HttpResponse:
    """A trial: how far it is, then what it found. htmx asks for the part that changes."""
    look = act.look(by=request.actor, run=run)
    context = {
        "run": run,
        "look": look,
        "percent": 100 * look.done // max(1, look.whole),
        "found": _found(look.answer) if look.answer else None,
    }
    if request.htmx:
        return render(request, "web/insight/_workbench_run.html", context)
    return _page(request, _form_again(look.wanted), context)


def _page(
    request: ClinicRequest, form: WorkbenchForm, more: Mapping[str, object] | None = None
) -> HttpResponse:
    context = {"form": form, **(more or {})}
    return render(request, "web/insight/workbench.html", context, status=status_of(form))


def _protocol(name: str) -> Protocol:
    known = act.triable()
    return next((each for each in known if each.id == name), known[0])


def _form_of(name: str) -> WorkbenchForm:
    draft = act.usual(_protocol(name))
    return _form_again(
        {
            "base": draft.base, "dose": draft.start_mg_per_kg, "minutes": draft.minutes,
            "sessions": draft.sessions, "gap_days": draft.gap_days,
            "upkeep": draft.upkeep.value, "people": 2000, "weeks": 26,
        }
    )  # fmt: skip


def _form_again(wanted: Mapping[str, Any]) -> WorkbenchForm:
    dose = Decimal(str(wanted["dose"]))
    return WorkbenchForm(initial={**wanted, "dose": dose})


def _found(answer: Mapping[str, Any]) -> Found:
    before, after = answer["protocols"]
    change = answer["compared"][0]["figures"]
    rows = [
        (title, [_row(each, answer["figures"][each]["unit"], before, after, change)
                 for each in names])
        for title, names in words.GROUPS
    ]  # fmt: skip
    lines = [
        Followed(name, each["scores"])
        for name, each in ((words.AS_WRITTEN, before), (words.CHANGED, after))
    ]
    return Found(
        rows=rows,
        chart=scores_chart(lines, key="workbench-scores"),
        hangs=words.hangs_on(after["hangs_on"]),
        refused=_turned_away(after["refused"]),
        outside=after["outside_evidence"],
        people=answer["people"],
        weeks=answer["weeks"],
        worlds=answer["worlds"],
    )


def _turned_away(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many each rule turned away, by its title, the most first."""
    titles = {rule.id: rule.title for rule in ruleset().rules}
    most_first = sorted(counts.items(), key=lambda each: -each[1])
    return [(f"{titles.get(name, name)} ({name})", count) for name, count in most_first]


def _row(
    name: str, unit: str, before: Mapping[str, Any], after: Mapping[str, Any],
    change: Mapping[str, Any],
) -> Row:  # fmt: skip
    moved = change.get(name)
    is_clear = bool(
        moved and moved["lo90"] is not None and (moved["lo90"] > 0 or moved["hi90"] < 0)
    )
    return Row(
        words.FIGURES[name],
        unit,
        words.told(before["figures"][name]),
        words.told(after["figures"][name]),
        words.moved(moved) if moved else "",
        is_clear,
    )
