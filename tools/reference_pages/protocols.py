"""Every protocol, and the routes and indications that they name."""

from datetime import timedelta

from daybreak.care.catalogue.giving import Kind, Way, giving
from daybreak.care.catalogue.indication import IndicationFile, indications
from daybreak.care.catalogue.protocol import Protocol, protocols
from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.catalogue.route import RouteFile, routes
from daybreak.care.quantities import plain
from reference_pages import examples
from reference_pages.markdown import (
    NONE,
    code,
    codes,
    heading,
    paragraphs,
    source,
    table,
    words,
    yes,
)


def page() -> str:
    return paragraphs(
        heading(1, "Protocols, routes, indications"),
        "From `catalogue/protocols`, `catalogue/rules/routes.toml` and "
        "`catalogue/rules/indications.toml`. Daybreak works out and checks an order; it never "
        "chooses one. A course keeps the protocol's version it was opened with.",
        heading(2, "Protocols"),
        *(_protocol(protocol) for protocol in protocols()),
        heading(2, "Routes"),
        *_routes(),
        heading(2, "How a dose is given"),
        "From `catalogue/rules/giving-*.toml`: what goes on between the start of a dose and its "
        "end. How long a device rests is said by its protocol.",
        *_giving(),
        heading(2, "Indications"),
        *_indications(),
    )


def _protocol(protocol: Protocol) -> str:
    rows = [
        ("route, profile", f"{code(protocol.route)}, {code(protocol.profile)}"),
        ("indications", codes(protocol.indications)),
        ("evidence", words(protocol.evidence)),
        *_doses(protocol),
        *_minutes(protocol),
        (
            "reviews",
            (
                f"after {', '.join(map(str, protocol.reviews_after)) or NONE}; nothing is given "
                f"after {protocol.review_blocking_after} before the review is recorded"
            ),
        ),
        *_maintenance(protocol),
        *_label(protocol),
        ("source", source(protocol.source)),
    ]
    phases = table(
        ("phase", "sessions", "days between", "first to last, days", "source"),
        [
            [
                words(phase.name),
                str(phase.sessions),
                f"{phase.min_gap_days} to {phase.max_gap_days}",
                f"{phase.window_low_days} to {phase.window_high_days}",
                source(phase.source),
            ]
            for phase in protocol.phase
        ],
    )
    example = " An example, not validated." if protocol.is_example else ""
    return paragraphs(
        heading(3, words(protocol.name)),
        f"{code(protocol.id)}, version {protocol.version}. {words(protocol.summary)}{example}",
        table(("", ""), rows),
        phases,
        *examples.of_protocol(protocol.id),
    )


def _doses(protocol: Protocol) -> list[tuple[str, str]]:
    if (found := protocol.weighted) is not None:
        told = (
            f"starts at {plain(found.start_mg_per_kg)} mg/kg; a second signature above "
            f"{plain(found.ceiling_mg_per_kg)} mg/kg"
            + (f" or {plain(found.cap_mg)} mg" if found.cap_mg is not None else "")
            + f"; refused under {plain(found.floor_mg_per_kg)} or over "
            f"{plain(found.limit_mg_per_kg)} mg/kg"
        )
        if found.anaesthetic_from_mg_per_kg is not None:
            told += f", and from {plain(found.anaesthetic_from_mg_per_kg)} mg/kg as anaesthetic"
        if found.acls_over_mg_per_kg_h is not None:
            told += f"; over {plain(found.acls_over_mg_per_kg_h)} mg/kg an hour takes ACLS"
        return [("dose", f"{told}. {source(found.source)}")]
    if (devices := protocol.devices) is not None:
        first = ", ".join(str(dose) for dose in devices.doses(is_first=True))
        later = ", ".join(str(dose) for dose in devices.doses(is_first=False))
        told = f"devices of {devices.device_mg} mg; first session {first}, later {later}"
        told += f"; {devices.rest_min} minutes between devices"
        return [("dose", f"{told}. {source(devices.source)}")]
    return []


def _minutes(protocol: Protocol) -> list[tuple[str, str]]:
    if (time := protocol.minutes) is None:
        return []
    told = (
        f"{time.usual} usually; outside {time.low} to {time.high} is said, "
        f"outside {time.least} to {time.most} is refused"
    )
    return [("minutes", f"{told}. {source(time.source)}")]


def _maintenance(protocol: Protocol) -> list[tuple[str, str]]:
    if (ladder := protocol.maintenance) is None:
        return []
    rungs = "; ".join(
        f"{rung.gap_days} days, {rung.times_low} to {rung.times_high} times" for rung in ladder.rung
    )
    told = (
        f"{rungs}; reviewed every {ladder.review_every_sessions} sessions or "
        f"{ladder.review_every_days} days; more than {ladder.sessions_per_year_cap} a year is said"
    )
    return [("maintenance", f"{told}. {source(ladder.source)}")]


def _label(protocol: Protocol) -> list[tuple[str, str]]:
    if (label := protocol.label) is None:
        return []
    told = f"from {label.age_min_years} years"
    if label.needs_antidepressant:
        told += ", with an oral antidepressant"
    if label.evaluated_sessions is not None:
        told += f", {label.evaluated_sessions} sessions were evaluated"
    return [("label", f"{told}. {source(label.source)}")]


def _routes() -> tuple[str, str]:
    file = read(shelf("rules") / "routes.toml", RouteFile)
    rows = [
        [
            code(route.id),
            words(route.name),
            words(route.drug),
            yes(route.is_infused),
            str(route.rounding_step),
            f"{route.absorbed_percent_low} to {route.absorbed_percent_high} %",
            f"{route.fasting.solids_min} / {route.fasting.milk_min} / {route.fasting.clear_min}",
            source(route.source),
        ]
        for route in routes()
    ]
    head = (
        "route",
        "name",
        "drug",
        "infused",
        "rounded to",
        "absorbed",
        "fasting, minutes: solids / milk / clear",
        "source",
    )
    return table(head, rows), f"The absorbed share is shown, never used. {source(file.source)}."


def _giving() -> tuple[str, str]:
    file = giving()
    rows = [
        [code(way.route), words(way.kind.value), _while(way), _notes(way), source(way.source)]
        for way in file.way
    ]
    head = ("route", "kind", "counted, timed or chosen", "kept in mind", "source")
    return table(head, rows), f"Version {file.version}. {source(file.source)}."


def _while(way: Way) -> str:
    """What is counted, timed or chosen by this way in."""
    match way.kind:
        case Kind.PUMP:
            return "rates and the volume that the pump shows"
        case Kind.DEVICES:
            return f"devices of {way.sprays} sprays and {way.device_ul} µL"
        case Kind.INJECTED:
            return words(f"the site: {', '.join(way.sites)}")
        case Kind.HELD | Kind.SPRAYED:
            return f"{_whole_minutes(way.least)} to {_whole_minutes(way.most)} minutes"
        case Kind.SWALLOWED:
            return "all of it at once"


def _whole_minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


def _notes(way: Way) -> str:
    return " ".join(f"{words(note.words)} ({source(note.source)})" for note in way.note)


def _indications() -> tuple[str, str]:
    file = read(shelf("rules") / "indications.toml", IndicationFile)
    rows = [
        [
            code(each.id),
            words(each.name),
            codes(each.icd10),
            code(each.primary_scale),
            yes(each.labelled_for_esketamine),
        ]
        for each in indications()
    ]
    head = ("indication", "name", "ICD-10-CM begins with", "judged on", "on esketamine's label")
    return table(head, rows), f"{source(file.source)}."
