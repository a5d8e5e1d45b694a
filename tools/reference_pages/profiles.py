"""How someone is watched on each route: lines, readings, clocks."""

from daybreak.care.catalogue.profile import AlarmRule, Profile, Relative
from daybreak.care.catalogue.reading import every
from daybreak.care.findings import Alarm
from daybreak.care.session.checklists import checklists
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.symptoms import symptom_list
from reference_pages.expected_alarms import PEOPLE, expected, rises
from reference_pages.markdown import (
    NONE,
    code,
    heading,
    paragraphs,
    source,
    spoken_s,
    table,
    words,
)

FROM = {
    Relative.NOTHING: "{line}",
    Relative.PERCENT: "{line} % over the reading before the start",
    Relative.RISE: "{line} over the reading before the start",
}


def page() -> str:
    return paragraphs(
        heading(1, "Monitoring profiles"),
        "From `catalogue/profiles`. Every profile is an example, not validated, until a site's "
        "medical director adopts it by name: "
        "[Adopt a monitoring profile](../how-to/adopt-a-profile.md). "
        "The monitors' own alarms remain primary.",
        *(_profile(profile) for profile in every("profiles", Profile)),
        heading(2, "Symptoms"),
        *_symptoms(),
        heading(2, "Scores for going home"),
        *_checklists(),
        heading(2, "Monitors"),
        _monitors(),
    )


def _profile(profile: Profile) -> str:
    return paragraphs(
        heading(2, words(profile.name)),
        f"{code(profile.id)}, version {profile.version}, for the route {code(profile.route)}. "
        f"{words(profile.notice)} {source(profile.source)}.",
        heading(3, f"Lines of {code(profile.id)}"),
        f"Unless a line names its own: {source(profile.alarm_source)}.",
        table(
            ("line", "fires", "severity", "own source"), [_line(a, profile) for a in profile.alarm]
        ),
        table(
            ("severity", "what it calls for", "repeat within", "who may acknowledge"),
            [
                [
                    answer.severity.value,
                    words(answer.to_do),
                    spoken_s(answer.repeat_within_s),
                    ", ".join(answer.ack_role),
                ]
                for answer in profile.answer
            ],
        ),
        heading(3, f"Readings of {code(profile.id)}"),
        _readings(profile),
        f"Late after {spoken_s(profile.lateness.overdue_s)} (amber) and "
        f"{spoken_s(profile.lateness.late_s)} (red): {source(profile.lateness.source)}.",
        heading(3, f"Going home with {code(profile.id)}"),
        _recovery(profile),
        heading(3, f"What can be a reading with {code(profile.id)}"),
        table(
            ("signal", "from", "to"),
            [
                [code(row.signal.value), row.shown(row.lowest), row.shown(row.highest)]
                for row in profile.measured
            ],
        ),
        f"{source(profile.range_source)}.",
        heading(3, f"How often {code(profile.id)} is expected to speak"),
        f"In {PEOPLE} sessions, in how many at least one finding of each severity is expected: "
        "from published pressures alone, with nobody treated for them. Pulse, breathing and "
        "symptoms come on top.",
        table(
            ("rise", "before", "note", "alert", "critical"),
            [
                [
                    words(each.rise.name),
                    f"{each.baseline[0]}/{each.baseline[1]}",
                    *(str(each.sessions[level]) for level in Alarm),
                ]
                for each in expected(profile)
            ],
        ),
        *(f"{words(rise.name)}: {source(rise.source)}." for rise in rises(profile)),
    )


def _line(rule: AlarmRule, profile: Profile) -> list[str]:
    measured = profile.by_signal[rule.signal]
    line = FROM[rule.relative_to_baseline].format(line=rule.value)
    told = f"{words(measured.name)} {words(rule.comparator.value)} {line} {words(measured.unit)}"
    if rule.confirm_count > 1:
        told += f", {rule.confirm_count} readings over {spoken_s(rule.persistence_s)}"
    return [code(rule.code), told.strip(), rule.severity.value, source(rule.source)]


def _readings(profile: Profile) -> str:
    rows = [
        [
            code(watch.id),
            words(watch.what),
            f"{watch.moment.value}, "
            + (
                f"every {spoken_s(watch.every_s)}"
                if watch.every_s
                else f"once at {spoken_s(watch.at_s)}"
            ),
            ", ".join(words(profile.by_signal[signal].name) for signal in watch.signals),
            source(watch.source),
        ]
        for watch in profile.watch
    ]
    return table(("reading", "what", "when", "signals", "source"), rows)


def _recovery(profile: Profile) -> str:
    lines = profile.recovery
    alone = (
        spoken_s(lines.unaccompanied_minimum_s)
        if lines.unaccompanied_minimum_s
        else "nobody leaves alone"
    )
    rows = [
        (
            "observed at least",
            (
                f"{spoken_s(lines.minimum_s)} from the {lines.counted_from.value} of the dose. "
                f"{source(lines.source)}"
            ),
        ),
        ("without an escort", alone),
        ("readings not older than", spoken_s(lines.vitals_within_s)),
        (
            "blood pressure under",
            f"{lines.systolic_below_mmhg}/{lines.diastolic_below_mmhg} mmHg",
        ),
        (
            "oxygen not lower by more than",
            f"{lines.spo2_fall_percent} points than before the start",
        ),
        ("awake", f"MOAA/S {lines.moaas}"),
        (
            "dissociation",
            (
                f"at most {lines.dissociation_nrs_at_most} of 10, "
                f"or CADSS-6 at most {lines.cadss6_at_most}"
            ),
        ),
        ("source of these lines", source(lines.lines_source)),
    ]
    if profile.pump:
        rows.append(
            (
                "pump and clock differ by more than",
                (
                    f"{profile.pump.tolerance_percent} % or {profile.pump.tolerance_ul} µL. "
                    f"{source(profile.pump.source)}"
                ),
            )
        )
    return table(("", ""), rows)


def _symptoms() -> list[str]:
    symptoms = symptom_list()
    grades = symptoms.grades
    return [
        (
            f"From {code(symptoms.id)} version {symptoms.version}. {source(symptoms.source)}. "
            f"From grade {grades.alert_from} an alert, from {grades.critical_from} critical, "
            f"whatever the symptom: {source(grades.source)}."
        ),
        table(
            ("symptom", "name", "calls for, whatever its grade"),
            [
                [
                    code(term.id),
                    words(term.name),
                    (term.alarm.value if term.alarm else NONE)
                    + (
                        f"; alert from {term.alert_from_count} times"
                        if term.alert_from_count
                        else ""
                    ),
                ]
                for term in symptoms.term
            ],
        ),
        f"{source(symptoms.alarm_source)}.",
    ]


def _checklists() -> list[str]:
    return [
        paragraphs(
            f"{code(each.id)}, version {each.version}: {words(each.name)}, passed from "
            f"{each.pass_from}. {source(each.source)}.",
            table(
                ("item", "name", "0", "1", "2"),
                [
                    [code(item.id), words(item.name), *(words(point) for point in item.points)]
                    for item in each.item
                ],
            ),
        )
        for each in checklists()
    ]


def _monitors() -> str:
    rules = monitor_rules()
    return paragraphs(
        f"From {code(rules.id)} version {rules.version}. {source(rules.source)}.",
        table(
            ("", ""),
            [
                ("a pairing ends by itself after", spoken_s(rules.paired_s)),
                ("a monitor's clock may run ahead by", spoken_s(rules.ahead_s)),
                ("a monitor is expected to speak every", spoken_s(rules.every_s)),
                ("a message that belongs to nobody is kept for", spoken_s(rules.orphans_s)),
                ("the text of any other message is kept for", spoken_s(rules.text_s)),
            ],
        ),
    )
