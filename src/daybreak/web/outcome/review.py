"""What a review page shows: the curve, grounds to go on, grounds to stop or slow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from daybreak.care.findings import Finding, Source, Status
from daybreak.care.outcome.benchmarks import Benchmark
from daybreak.care.outcome.review import Offer
from daybreak.records.reads.maintenance import Upkeep
from daybreak.records.reads.outcome import SafetyTask
from daybreak.records.reads.reviews import Decided
from daybreak.ui.charts import Chart
from daybreak.web.outcome import words
from daybreak.web.outcome.curves import drawing


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground in a line, with where it comes from beneath. `sev` and `icon` draw it."""

    sev: str
    icon: str
    because: str
    beneath: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the page. `offer` is None before the first dose."""

    upkeep: Upkeep
    headline: str
    chart: Chart | None
    go_on: tuple[Ground, ...]
    slow: tuple[Ground, ...]
    found_by_others: tuple[Ground, ...]  # benefits with their people, and their harm
    offer: Offer | None
    earlier: tuple[Decided, ...]
    after: int
    is_done: bool  # this very number of sessions has been reviewed


def shown(upkeep: Upkeep, safety: SafetyTask | None, *, today: date) -> Shown:
    """What lies on the table of one course."""
    on = upkeep.table
    asked: dict[str, bool | None] = {sign.id: False for sign in on.rules.sign}
    offer = on.offer(asked) if on.after else None
    return Shown(
        upkeep=upkeep,
        headline=words.headline(on.scale, on.curve),
        chart=drawing(on.scale, on.curve, on.line.given, today=today) if on.curve.points else None,
        go_on=(*_better(upkeep), *_grounds(offer, treats=True)),
        slow=(
            *_safety(safety),
            *_slow(upkeep, offer),
            *_grounds(offer, treats=False),
        ),
        found_by_others=(*_benchmarks(on.benchmarks), _harm(upkeep)) if on.benchmarks else (),
        offer=offer,
        earlier=tuple(reversed(on.earlier)),
        after=on.after,
        is_done=on.last is not None and on.last.after_sessions >= on.after > 0,
    )


def _better(upkeep: Upkeep) -> Iterator[Ground]:
    on = upkeep.table
    latest, base = on.curve.latest, on.curve.baseline
    if latest is None or latest.compared is None or base is None:
        return
    points = latest.compared.points_better
    if points is not None and points > 0:
        told = f"{words.change(latest.compared)} than before the first session"
        beneath = (
            f"{on.scale.short} {base.total} to {latest.total}; {words.reliable(latest.compared)}"
        )
        is_real = latest.compared.is_reliable is not False
        sev, icon = ("clear", "clear") if is_real else ("note", "note")
        yield Ground(sev, icon, told, beneath.rstrip("; "))


def _grounds(offer: Offer | None, *, treats: bool) -> Iterator[Ground]:
    """What the rules of review say, on the side of what they open."""
    if offer is None:
        return
    treating = {option.id for option in offer.options if option.treats}
    for ground in offer.grounds:
        opens = any(option in treating for option in ground.options)
        if opens == treats:
            yield Ground("note", "note", ground.because, _from(ground.source))


def _benchmarks(found: tuple[Benchmark, ...]) -> Iterator[Ground]:
    for each in found:
        told = [
            f"{words.percentage(percent)} {what}"
            for percent, what in (
                (each.response_percent, "responded"),
                (each.remission_percent, "remitted"),
            )
            if percent is not None
        ]
        yield Ground(
            "note",
            "people",
            f"{each.study}: {', '.join(told)} of {each.people} people",
            f"{each.regimen}. {_from(each.source)}",
        )


def _safety(safety: SafetyTask | None) -> Iterator[Ground]:
    if safety is not None:
        yield Ground(
            "critical",
            "critical",
            "An answer asks for a suicide screen, and none has been made since",
            "Screen them before anything is decided.",
        )


def _slow(upkeep: Upkeep, offer: Offer | None) -> Iterator[Ground]:
    on = upkeep.table
    latest = on.curve.latest
    if latest is not None and latest.compared is not None and latest.compared.why_not:
        yield Ground("hold", "unknown", latest.compared.why_not, on.scale.short)
    if latest is not None and latest.sessions_in_window:
        yield Ground(
            "note",
            "note",
            f"The last score looks back over {latest.sessions_in_window} sessions",
            f"{on.scale.short} speaks of {on.scale.recall.words}, treated and untreated alike.",
        )
    findings = (*(offer.findings if offer else ()), *upkeep.findings)
    for each in findings:
        yield _finding(each)


def _finding(each: Finding) -> Ground:
    icon = {Status.HOLD: "hold", Status.REFER: "refer", Status.WARN: "warn"}.get(
        Status(each.level), "note"
    )
    beneath = " ".join(filter(None, (each.to_do, _from(each.source))))
    return Ground(icon, icon, each.because, beneath)


def _harm(upkeep: Upkeep) -> Ground:
    harm = upkeep.table.harm
    return Ground("note", "bp", harm.words, _from(harm.source))


def _from(source: Source) -> str:
    mark = "" if source.mark == "seen" else f" ({source.mark})"
    return f"{source.citation}{mark}"
