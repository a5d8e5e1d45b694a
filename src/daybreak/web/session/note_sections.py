"""What was done, as sections of a session's note: order, dose, checks, leaving, closing."""

from collections.abc import Iterable
from datetime import datetime

from daybreak.care.quantities import Mass, half_up, plain
from daybreak.care.session.checklists import checklists
from daybreak.exchange.document import Section, Table
from daybreak.records.reads.screening import findings_from
from daybreak.records.reads.session import Visit
from daybreak.records.reads.story import Story
from daybreak.ui.presenters.quantities import kg
from daybreak.ui.presenters.times import clock, day_year, local
from daybreak.web.session import story_words as say

Facts = tuple[tuple[str, str], ...]


def order(visit: Visit) -> Section:
    """What a prescriber ordered, and the go."""
    told: list[tuple[str, str]] = []
    if plan := visit.plan:
        ordered = plan.ordered
        most = f", at most {ordered.cap}" if ordered.cap else ""
        weighed = "" if ordered.in_devices else f", {ordered.basis.value} weight"
        over = f" over {ordered.minutes} min" if ordered.minutes else ""
        told.append(("Ordered", f"{ordered.words}{over}{weighed}{most}"))
        signed = f"{plan.signed_by}, {day_year(local(plan.signed_at, visit.zone).date())}"
        told.append(("Order signed by", signed))
    if last := visit.check_in:
        told.append(("Weight today", kg(last.weight) if last.weight else "not weighed"))
    for go in visit.goes:
        reason = f": {go.decision.reason}" if go.decision.reason else ""
        named = "Go" if go.decision.is_go else "No-go"
        told.append((named, f"{go.by}, {clock(go.decision.at, visit.zone)}{reason}"))
    return Section("Order", tuple(told), nothing="No plan was signed.")


def prepared(visit: Visit) -> Section:
    """What was drawn up, from which vial, and who worked it out again."""
    if (seen := visit.prepared) is None:
        return Section("Preparation", nothing="Nothing was prepared.")
    computed = seen.computed
    told = [
        ("Dose", f"{computed.dose}, for {kg(seen.weight)}"),
        ("From", f"{seen.product}, {computed.strength}"),
        ("Lot, use by", f"{seen.lot}, {day_year(seen.expires_on)}"),
        ("Drawn up", f"{computed.drug} ({computed.drawn})"),
    ]
    if computed.bag and computed.rate:
        per_ml = half_up(computed.dose.in_mg / computed.bag.in_ml, _THOUSANDTH)
        told.append(("In all", f"{computed.bag}, {plain(per_ml)} mg/mL"))
        told.append(("Pump rate", f"{computed.rate} over {computed.minutes} min"))
    told.append(("Prepared by", f"{seen.by_name}, {clock(seen.at, visit.zone)}"))
    for each in visit.checks:
        agrees = "agrees" if each.agrees else "does not agree"
        figures = each.check.figures
        rate = f", {figures.rate}" if figures.rate else ""
        said = f"{figures.dose}{rate}: {agrees}; {clock(each.check.at, visit.zone)}"
        told.append((f"Worked out by {each.by}", said))
    return Section("Preparation", tuple(told))


def given(visit: Visit, story: Story, now: datetime) -> Section:
    """How much went in, by the clock and by what was read, and each thing done at the pump."""
    told: list[tuple[str, str]] = []
    if (began := visit.chair.began) is not None:
        ended = visit.chair.ended
        until = clock(ended, visit.zone) if ended else "still running"
        told.append(("From, until", f"{clock(began, visit.zone)}, {until}"))
    if last := visit.closing:
        told.append(("Calculated by the clock", str(last.calculated)))
        volume = f", {last.delivered_volume}" if last.delivered_volume.microlitres else ""
        told.append(("Given", f"{last.delivered}{volume}"))
    elif visit.history and (counted := visit.given(now)):
        by_clock = visit.prepared.contents.drug_in(counted.by_clock) if visit.prepared else Mass(0)
        told.append(("Calculated by the clock", f"{by_clock}, {counted.by_clock}"))
        read = (
            "calculated since the pump was read" if counted.is_calculated else "as the pump showed"
        )
        told.append(("Given so far", f"{counted.drug}, {counted.volume}, {read}"))
    rows = tuple(
        (say.when(line, visit), said.what, ". ".join(_full(said.more, said.free)), line.by)
        for line in story.of("pump", "device", "hold")
        for said in (say.said(line, visit),)
    )
    table = Table(("When", "What", "Figures and reason", "By"), rows, (22, 20, 38, 20))
    return Section("Given", tuple(told), table=table, nothing="No dose was started.")


def checks(visit: Visit, story: Story) -> Section:
    """Every question before a step, with each answer that was given."""
    rows = tuple(
        (say.when(line, visit), question, _YES[value], line.by)
        for line in story.of("answers")
        for question, value in say.answers(line.says)
    )
    facts: list[tuple[str, str]] = []
    for line in story.of("check-in"):
        said = say.said(line, visit)
        facts.append((f"Check-in {say.when(line, visit)}", f"{said.more}; {line.by}"))
    if (last := visit.check_in) and last.stop_word:
        facts.append(("The word for stop", last.stop_word))
    table = Table(("When", "Asked", "Answer", "By"), rows, (20, 50, 10, 20))
    return Section("Checks", tuple(facts), table=table)


def left(visit: Visit, story: Story) -> Iterable[Section]:
    """Whether they were fit to leave, and how they left."""
    names = {each.id: {item.id: item.name for item in each.item} for each in checklists()}
    titles = {each.id: each.name for each in checklists()}
    rows = []
    for each in visit.discharge_checks:
        items = "; ".join(
            f"{names.get(each.score, {}).get(item, item)} {points}"
            for item, points in each.items.items()
        )
        title = titles.get(each.score, each.score)
        rows.append((clock(each.at, visit.zone), f"{title}: {each.total}", items, each.by))
    table = Table(("When", "Score", "Items", "By"), tuple(rows), (12, 24, 44, 20))
    facts: list[tuple[str, str]] = []
    for line in story.of("departure"):
        says = line.says
        facts.append((say.said(line, visit).what, f"{say.when(line, visit)}, {line.by}"))
        facts.append(("Taken home by", says["escort_name"] or "nobody named"))
        if says["instructions"]:
            facts.append(("Written instructions", says["instructions"]))
        facts += [("Signed for", each.because) for each in findings_from(says["signed_findings"])]
        if says["details"]:
            facts.append(("Words", says["details"]))
    yield Section("Leaving", tuple(facts), table=table, nothing="They have not left yet.")


def closed(visit: Visit) -> Section:
    """The drug that was left over, who saw it wasted, and the signed note."""
    if (last := visit.closing) is None:
        return Section("Note", nothing="The note is not written yet.")
    seen = f"seen by {last.witness}" if last.witness else "nothing to witness"
    signed = f"{last.by}, {day_year(local(last.at, visit.zone).date())}"
    return Section(
        "Note",
        (
            ("Wasted", f"{last.waste}, {seen}"),
            ("Signed by", f"{signed} {clock(last.at, visit.zone)}"),
        ),
        tuple(last.note.splitlines()),
    )


def steps(visit: Visit, story: Story) -> Section:
    """Each stage the session came to."""
    rows = tuple(
        (say.when(line, visit), said.what, ". ".join(_full(said.more, said.free)), line.by)
        for line in story.of("step")
        for said in (say.said(line, visit),)
    )
    return Section("Course of the day", table=Table(("When", "Stage", "Why", "By"), rows, _STEPS))


def _full(*parts: str) -> list[str]:
    return [each for each in parts if each]


_STEPS = (22, 24, 34, 20)
_THOUSANDTH = Mass(1).in_mg  # to the microgram in a millilitre
_YES = {True: "yes", False: "no", None: "not asked"}
