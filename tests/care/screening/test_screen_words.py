"""What a rule found is told with its figures, what to do, where it comes from and what is open."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from care.screening.test_screen import FIELDS, NOW, RULESET, SPOKEN, ask, asked
from care.screening.test_suicidality import AT, WAY
from daybreak.care.catalogue.reading import Misfit
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.findings import Finding, Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.screening.coded import CodedThing, has_code, has_icd10
from daybreak.care.screening.facts import Origin
from daybreak.care.screening.fields import Field, FieldKind, InRecord
from daybreak.care.screening.interactions import Medicine, interactions, prompts
from daybreak.care.screening.suicidality import respond, to_close

CLASSES = interactions()
ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"

# Each answer whose sentences hold figures, in full.
TOLD = [
    (
        "X01",
        "racemic",
        "Aged 17: use in psychiatry or for pain under 18 is not established.",
        "Refer to a service for young people. Only the medical director may set this aside.",
    ),
    (
        "X01",
        "esketamine",
        "Aged 17: esketamine is not for anyone under 18.",
        "Refer to a service for young people.",
    ),
    (
        "X09",
        "ymrs",
        "YMRS 20, at or over 20.",
        "Treat the mania first; a psychiatrist looks again.",
    ),
    (
        "X09",
        "asrm",
        "ASRM 6, at or over 6, though the clinician found no mania.",
        "A psychiatrist looks and signs.",
    ),
    (
        "C01",
        "yes",
        "Blood pressure 140/76 at rest, at or over 140/90.",
        "Weigh the short rise against the benefit, or wait until it is lower. Record the decision.",
    ),
    (
        "C02",
        "once",
        "Blood pressure 160/76, at or over 160/100, measured once.",
        "Let them rest 5 to 10 minutes and measure again.",
    ),
    (
        "C02",
        "confirmed",
        "Blood pressure 122/100, at or over 160/100, again after rest.",
        "No dose until it is lower, or the prescriber decides and says why.",
    ),
    (
        "C03",
        "high",
        "Blood pressure 180/76, at or over 180/110.",
        "No dose. A doctor sees them today.",
    ),
    (
        "C03",
        "low",
        "Systolic pressure 89 mmHg, under 90.",
        "No dose. A doctor sees them today.",
    ),
    (
        "C05",
        "recent",
        "Heart attack, stroke or TIA on 2026-05-23, less than 6 months ago.",
        "Not before 2026-11-23; then ask a cardiologist or neurologist.",
    ),
    (
        "C05",
        "past",
        "Heart attack, stroke or TIA in the past, on 2026-05-22.",
        "A cardiologist or neurologist agrees and the prescriber signs.",
    ),
    (
        "C06",
        "qtc-long",
        "QTc 500 ms, at or over 500.",
        "Look for the cause; ask a cardiologist; repeat the ECG.",
    ),
    (
        "C06",
        "qtc-raised",
        "QTc 470 ms is longer than usual.",
        "Look at the medicines; repeat the ECG.",
    ),
    (
        "C07",
        "unusual",
        "Pulse 49 a minute, outside 50 to 100.",
        "Look for the cause; the prescriber decides.",
    ),
    (
        "C07",
        "fast",
        "Pulse 121 a minute, over 120.",
        "No dose until the prescriber has seen them.",
    ),
    (
        "C08",
        "low",
        "Oxygen saturation 93 % on room air, under 94.",
        "Look for the cause; watch closely.",
    ),
    (
        "C08",
        "very-low",
        "Oxygen saturation 91 % on room air, under 92.",
        "No dose until the prescriber has seen them.",
    ),
    (
        "C09",
        "stop-bang",
        "STOP-BANG 5, at or over 5.",
        "Watch EtCO2 and SpO2 without a break; let them bring their own CPAP.",
    ),
    (
        "H03",
        "yes",
        "ALT is 301 % and AST 60 % of the upper limit; more than 300 % holds.",
        "Repeat them; look for the cause.",
    ),
    (
        "H04",
        "raised",
        "ALT is 60 % and AST 150 % of the upper limit.",
        "Repeat them within the series.",
    ),
    (
        "U01",
        "bpic",
        "BPIC-SS 19, at or over 19.",
        "Ask a urologist.",
    ),
    (
        "U02",
        "yes",
        "New trouble with the bladder: by day 5 times, by night 2.",
        "Urinalysis; ask again at each visit.",
    ),
    (
        "U03",
        "low",
        "eGFR 29, under 30.",
        "A kidney doctor or the family doctor agrees and the prescriber signs.",
    ),
    (
        "P03",
        "dast",
        "DAST-10 6, at or over 6.",
        "Addiction review first.",
    ),
    (
        "P03",
        "audit",
        "AUDIT-C 8, at or over 8, and the clinician confirms it.",
        "Addiction review first.",
    ),
    (
        "P04",
        "dast",
        "DAST-10 3.",
        "Agree how it is watched; query the prescription monitor each visit.",
    ),
    (
        "P04",
        "audit",
        "AUDIT-C 3, at or over the line for this person.",
        "Agree how it is watched; query the prescription monitor each visit.",
    ),
    (
        "P08",
        "settled",
        "The suicide screen is high; a clinician has signed today what happens next.",
        "Follow the signed plan. High at recovery asks for a second one before they leave.",
    ),
    (
        "P10",
        "mild",
        "PHQ-9 14, under 15.",
        "Weigh whether this treatment is called for.",
    ),
    (
        "P12",
        "missing",
        "A pregnancy is possible and there is no test from the last 7 days.",
        "Do a urine pregnancy test.",
    ),
    (
        "P13",
        "yes",
        "Aged 65: expect a larger rise of blood pressure; falls on getting up.",
        "Raise the dose slowly; stand by at the first standing.",
    ),
    (
        "L03",
        "solids-hold",
        "Food or milk less than 6 hours ago.",
        "Wait until then, or the prescriber decides.",
    ),
    (
        "L03",
        "solids-warn",
        "Food or milk less than 2 hours ago.",
        "Nausea is likelier; wait, or the prescriber decides.",
    ),
    (
        "L03",
        "clear-warn",
        "Something to drink less than 120 minutes ago.",
        "Wait until then, or the prescriber decides.",
    ),
    (
        "L06",
        "too-soon",
        "Days since the last dose: 1. At least 2 lie between two.",
        "Move this session. Days still to wait: 1.",
    ),
    (
        "L08",
        "yes",
        "Taking: opioid, maoi.",
        "Watch for it; it belongs in the REMS form of esketamine.",
    ),
    (
        "L11",
        "low",
        "Glucose 69 mg/dL, under 70.",
        "Treat it; the prescriber decides about today.",
    ),
    (
        "L14",
        "old",
        "The weight is 8 days old.",
        "Weigh them on the clinic scale, without shoes and coat.",
    ),
    (
        "L14",
        "changed",
        "The weight has changed by 5 % since the dose was worked out.",
        "The dose is worked out again; ask the prescriber.",
    ),
    (
        "L14",
        "implausible",
        "The weight has changed by 10 % since the dose was worked out.",
        "Weigh them again; look at lb and kg. Then ask the prescriber.",
    ),
]


@pytest.mark.parametrize("told", TOLD, ids=[f"{rule}-{says}" for rule, says, *_ in TOLD])
def test_an_answer_is_told_with_its_figures(told: tuple[str, str, str, str]) -> None:
    rule, says, because, to_do = told
    (case,) = [each for each in SPOKEN if each[:2] == (rule, says)]
    _, _, scope, stage, answers, status = case
    (finding,) = [
        each
        for each in ask(answers, scope=scope, stage=stage).findings
        if (each.rule, each.because) == (rule, because)
    ]

    words = next(each for each in RULESET.rules if each.id == rule)
    assert (finding.to_do, finding.level, finding.source) == (to_do, status, words.source)
    assert finding.unknown == ()


def test_a_high_pressure_is_asked_again_once_and_then_holds() -> None:
    def said(value: bool | None) -> str:
        found = ask({"systolic-mmhg": 165, "bp-confirmed": value}, stage=Asked.CHECK_IN)
        return next(each.to_do for each in found.findings if each.rule == "C02")

    assert said(value=None).startswith("Let them rest")
    assert said(value=False).startswith("Let them rest")
    assert said(value=True).startswith("No dose until")


def test_what_is_not_known_is_told_as_questions() -> None:
    found = ask({"systolic-mmhg": None, "diastolic-mmhg": None}, stage=Asked.CHECK_IN).findings
    finding = next(each for each in found if each.rule == "C03")
    first, second = (FIELDS.field(name) for name in ("systolic-mmhg", "diastolic-mmhg"))

    rule = next(each for each in RULESET.rules if each.id == "C03")
    assert finding == Finding(
        rule="C03",
        level=Status.HOLD,
        because=f"Not known, or too old: {first.name}; {second.name}.",
        to_do=f"Ask or look: {first.question.rstrip('.?')}? {second.question.rstrip('.?')}?",
        source=rule.source,
        unknown=("systolic-mmhg", "diastolic-mmhg"),
    )


def test_what_stands_in_an_imported_record_is_said_to() -> None:
    imported = asked(value=True, origin=Origin.IMPORTED)
    (finding,) = [each for each in ask({"hx-aneurysm": imported}).findings if each.rule == "X02"]

    assert finding.because.endswith(" It stands in an imported record.")


def test_a_figure_that_is_not_known_is_said_so() -> None:
    found = ask({"systolic-mmhg": 185, "diastolic-mmhg": None}, stage=Asked.CHECK_IN).findings

    high = next(each for each in found if each.rule == "C03" and not each.unknown)
    assert high.because == "Blood pressure 185/not known, at or over 180/110."


def test_medicines_taken_are_named_with_commas() -> None:
    found = ask({"taking-opioid": True, "taking-maoi": True}, stage=Asked.CHECK_IN).findings

    assert "Taking: opioid, maoi." in {each.because for each in found}


# Codes of other records


@pytest.mark.parametrize("code", ["F20.0", "f200", " F20.0 ", "F20"])
def test_a_diagnosis_is_found_with_and_without_its_dot(code: str) -> None:
    assert has_icd10(CodedThing(ICD10, code, "", None), ["F20"])
    assert has_icd10(CodedThing(ICD10, "G47.33", "", None), ["G4733"])
    assert not has_icd10(CodedThing(SNOMED, code, "", None), ["F20"])
    assert not has_icd10(CodedThing(ICD10, "AF20", "", None), ["F20"])


def test_a_code_counts_in_its_own_system_only() -> None:
    rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm/"
    assert has_code(CodedThing(SNOMED, " 12 ", "", None), snomed=["12"], rxnorm=[])
    assert has_code(CodedThing(rxnorm, " 12 ", "", None), snomed=[], rxnorm=["12"])
    assert not has_code(CodedThing(SNOMED, "12", "", None), snomed=[], rxnorm=["12"])
    assert not has_code(CodedThing("urn:other", "12", "", None), snomed=["12"], rxnorm=["12"])


# Questions of a clinic's own


def question(**changed: object) -> Field:
    plain: dict[str, object] = {
        "id": "q",
        "group": "g",
        "name": "it",
        "question": "How much?",
        "kind": FieldKind.NUMBER,
        "unit": "mmHg",
        "low": 1,
        "high": 9,
        "example": 5,
    }
    return Field(**{**plain, **changed})  # type: ignore[arg-type] # the table holds each field's own type


NUMBER = "q is a number: it needs a unit, low, high, an example - at `$.low`"
CHOICE = "q needs choices exactly if it is a choice - at `$.choices`"
IMPORT = "q can only import a worrying choice - at `$.in_record.value`"
CHOOSE = {"kind": FieldKind.CHOICE, "choices": ("no", "yes")}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"unit": ""}, NUMBER),
        ({"example": None}, NUMBER),
        ({"example": 0}, NUMBER),
        ({"example": 10}, NUMBER),
        ({"choices": ("a", "b")}, CHOICE),
        ({"kind": FieldKind.CHOICE}, CHOICE),
        ({"kind": FieldKind.CHOICE, "choices": ("a",)}, CHOICE),
        ({**CHOOSE, "in_record": InRecord(value="no")}, IMPORT),
        ({"in_record": InRecord(value="5")}, IMPORT),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    changed: dict[str, object], why: str
) -> None:
    with pytest.raises(Misfit) as refusal:
        question(**changed)

    assert str(refusal.value) == why


@pytest.mark.parametrize(
    "changed",
    [{}, {"example": 1}, {"example": 9}, CHOOSE, {**CHOOSE, "in_record": InRecord(value="yes")}],
)
def test_a_question_at_the_edge_of_what_fits_is_one(changed: dict[str, object]) -> None:
    assert question(**changed).id == "q"


# Medicines


def told_of(*medicines: Medicine) -> Finding:
    found = prompts(medicines, route=route("iv"), classes=CLASSES)
    return next(each for each in found if each.rule == "I-BZD-dose")


def test_a_dose_that_may_blunt_the_response_is_told_in_full() -> None:
    known = Medicine("Lorazepam 1 mg", daily_mg=Decimal(2))
    both = told_of(known, Medicine("Klonopin"))
    sentence = CLASSES.diazepam_because.format(low=10, high=20, limit=8)

    assert told_of(known) == Finding(
        rule="I-BZD-dose",
        level=Status.WARN,
        because=sentence,
        to_do="Talk about the dose with whoever prescribes it. Never stop it abruptly.",
        source=CLASSES.diazepam_source,
        unknown=(),
        overridable_by=("prescriber", "director"),
    )
    assert both.because == f"{sentence} Not worked out: Klonopin."
    assert both.unknown == ("Klonopin",)


def test_doses_that_nobody_knows_are_told_in_full() -> None:
    told = told_of(Medicine("Klonopin"), Medicine("Clobazam", daily_mg=Decimal(10)))

    assert told.because == CLASSES.diazepam_unknown_because.format(
        names="Klonopin, Clobazam", limit=8
    )


def test_a_medicine_is_pointed_out_once_by_each_name_it_has() -> None:
    row = next(each for each in CLASSES.medicine if each.id == "I-THE")
    listed = [Medicine("Theophylline 200 mg"), Medicine("Tea"), Medicine("THEOPHYLLINE")]
    found = {
        each.rule: each
        for each in prompts([*listed, listed[0]], route=route("iv"), classes=CLASSES)
    }

    assert found[row.id] == Finding(
        rule=row.id,
        level=row.status,
        because=f"Theophylline 200 mg, THEOPHYLLINE: {row.because}",
        to_do=row.to_do,
        source=row.source,
        overridable_by=row.override_by,
    )


def test_a_table_of_doses_that_cannot_be_is_refused_in_words() -> None:
    wrong = replace(CLASSES.equivalent[0], mg_low=Decimal(0))
    with pytest.raises(Misfit) as refusal:
        replace(CLASSES, equivalent=(wrong,))
    assert str(refusal.value) == "mg_low must be over 0 and not over mg_high - at `$.equivalent[0]`"
    same = replace(CLASSES.equivalent[0], mg_low=Decimal(1), mg_high=Decimal(1))
    assert replace(CLASSES, equivalent=(same,)).equivalent == (same,)
    with pytest.raises(Misfit) as unnamed:
        replace(CLASSES, benzodiazepine_class="I-NONE")
    assert str(unnamed.value) == "no class has that id - at `$.benzodiazepine_class`"


# The suicide pathway


def test_what_keeps_a_visit_open_is_told_in_full() -> None:
    left = to_close(Level.HIGH, way=WAY, disposition=None, has_safety_plan=False, signed_by=None)

    assert [(each.rule, each.because, each.to_do) for each in left] == [
        ("suicide-disposition", "No disposition is recorded.", "Record what happens."),
        ("suicide-safety-plan", "There is no safety plan.", "Write it together."),
        (
            "suicide-signature",
            "No clinician who may has signed the disposition.",
            "A prescriber, therapist or the medical director signs.",
        ),
    ]
    assert {(each.level, each.source) for each in left} == {(Status.HOLD, WAY.source)}


def test_a_screen_is_answered_in_the_words_of_its_level() -> None:
    for level in set(Level) - {Level.NONE}:
        row = WAY.level[level]
        answer = respond(level, way=WAY, at=AT, is_remote=False)

        assert answer.finding == Finding(
            "suicide-screen", row.status, row.because, WAY.source, to_do=row.to_do
        )
        assert [(task.id, task.title, task.roles) for task in answer.tasks] == [
            (task.id, task.title, task.roles) for task in row.task
        ]
        assert answer.crisis_text == (WAY.crisis_text if row.shows_crisis_text else None)
        assert answer.level is level


def test_a_low_level_that_stayed_low_says_so() -> None:
    again = respond(Level.LOW, way=WAY, at=AT, is_remote=False, before=Level.LOW)

    assert again.finding is not None
    assert again.finding.because == f"{WAY.level[Level.LOW].because} It was low last time too."


def test_a_pathway_without_a_level_is_refused() -> None:
    some = {level: row for level, row in WAY.level.items() if level not in {"low", "high"}}
    with pytest.raises(Misfit) as refusal:
        replace(WAY, level=some)

    assert str(refusal.value) == "high, low have no row - at `$.level`"


def test_no_liver_test_known_is_no_high_one() -> None:
    found = ask({"alt-percent-of-uln": 0, "ast-percent-of-uln": None}).findings

    assert not [each for each in found if each.rule in {"H03", "H04"} and not each.unknown]


def test_a_fact_counts_from_today_back_and_not_ahead() -> None:
    ahead = asked(value=120, days_ago=-1)

    found = ask({"systolic-mmhg": ahead}, stage=Asked.CHECK_IN).findings
    assert "systolic-mmhg" in {name for each in found for name in each.unknown}
    assert date(2026, 11, 22) == NOW.date() == (NOW + timedelta(hours=1)).date()


def test_two_benzodiazepines_are_added_up_at_both_ends() -> None:
    told = told_of(
        Medicine("Lorazepam", daily_mg=Decimal(2)), Medicine("Diazepam", daily_mg=Decimal(8))
    )

    assert told.because == CLASSES.diazepam_because.format(low=18, high=28, limit=8)
