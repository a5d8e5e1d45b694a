"""A file that is wrong is refused with its name, the key, the line, what was found and why."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.indication import IndicationFile, indications
from daybreak.care.catalogue.lines import named
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.reading import CatalogueError, read, shelf
from daybreak.care.catalogue.route import RouteFile
from daybreak.care.catalogue.rule import RuleFile
from daybreak.care.catalogue.scale import Scale
from daybreak.care.due.rules import DueRules
from daybreak.care.ledger.rules import LedgerRules
from daybreak.care.outcome.rules import OutcomeRules
from daybreak.care.outcome.titration import Titration
from daybreak.care.plan.adjuncts import AdjunctRules
from daybreak.care.plan.alongside import AlongsideRules
from daybreak.care.plan.checks import Checks
from daybreak.care.plan.consent import ConsentForm
from daybreak.care.plan.hours import Hours
from daybreak.care.plan.label import LabelWords
from daybreak.care.scales.library import scales
from daybreak.care.session.checklists import Checklist
from daybreak.care.session.events import EventRules
from daybreak.care.session.gates import Gates
from daybreak.care.session.rems import RemsRules
from daybreak.care.session.rescue import RescueRules
from daybreak.care.session.setting import SettingSheet
from daybreak.care.session.symptoms import SymptomList

FILES: dict[str, tuple[str, type[Any]]] = {
    "protocol": ("protocols/iv-racemic-six-1.toml", Protocol),
    "devices": ("protocols/esketamine-trd-1.toml", Protocol),
    "scale": ("scales/phq-9.toml", Scale),
    "profile": ("profiles/iv-racemic-1.toml", Profile),
    "gates": ("profiles/gates/gates-1.toml", Gates),
    "symptoms": ("profiles/symptoms/symptoms-1.toml", SymptomList),
    "rescue": ("profiles/rescue/rescue-1.toml", RescueRules),
    "events": ("profiles/events/events-1.toml", EventRules),
    "setting": ("profiles/setting/setting-1.toml", SettingSheet),
    "checklist": ("profiles/recovery/aldrete-1.toml", Checklist),
    "screening": ("rules/screening-1.toml", RuleFile),
    "routes": ("rules/routes.toml", RouteFile),
    "indications": ("rules/indications.toml", IndicationFile),
    "dose": ("rules/dose-1.toml", Checks),
    "hours": ("rules/hours-1.toml", Hours),
    "consent": ("rules/consent-1.toml", ConsentForm),
    "outcome": ("rules/outcome.toml", OutcomeRules),
    "due": ("rules/due.toml", DueRules),
    "ledger": ("rules/ledger-1.toml", LedgerRules),
    "titration": ("rules/titration-1.toml", Titration),
    "adjuncts": ("rules/adjuncts-1.toml", AdjunctRules),
    "alongside": ("rules/alongside-1.toml", AlongsideRules),
    "label": ("rules/label-1.toml", LabelWords),
    "rems": ("rules/rems-1.toml", RemsRules),
}
Change = tuple[str, str]


def text_of(name: str) -> str:
    place, _ = FILES[name]
    return (shelf(place.partition("/")[0]) / place.partition("/")[2]).read_text(encoding="utf-8")


def refused(name: str, change: Change, folder: Path) -> CatalogueError:
    text = text_of(name)
    assert change[0] in text, f"{name} has no {change[0]!r}"
    path = folder / "mine.toml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as wrong:
        read(path, FILES[name][1])
    return wrong.value


SEEN = 'mark = "seen"'


@pytest.mark.parametrize(
    ("name", "change", "key", "why"),
    [
        # a source that is missing, blank or marked in no known way
        (
            "protocol",
            ("[minutes]\nusual = 40", "[minutes]\nusual = 40\nsource_ = 1"),
            "minutes.source_",
            "no key",
        ),
        ("protocol", ('PMID 37224232", mark', 'PMID 37224232", marc'), "source.marc", "no key"),
        ("protocol", (SEEN, 'mark = "sure"'), "source.mark", "sure"),
        (
            "ledger",
            (
                'citation = "28 days after opening, usual practice; source not seen"',
                'citation = " "',
            ),
            "multi_dose.source",
            "names where",
        ),
        ("titration", ("[up]", "[upp]"), "upp", "no key"),
        ("rescue", ('act = "session-pause"', 'act = "session-nap"'), "action[1].act", "no act"),
        ("rescue", ('id = "reposition"', 'id = "pause"'), "action", "twice"),
        ("rescue", ('id = "breathing"', 'id = "pressure-low"'), "trigger", "twice"),
        ("rescue", ("{since}", "{until}"), "saying[0].because", "no figure {until}"),
        ("events", ('id = "unlikely"', 'id = "unrelated"'), "relatedness", "twice"),
        ("events", ("{task} is", "{person} is"), "saying[0].because", "no figure {person}"),
        # a unit that nobody knows
        (
            "profile",
            ('unit = "mmHg", lowest = 30', 'unit = "kPa", lowest = 30'),
            "measured[0].unit",
            "counted in 'mmHg'",
        ),
        ("profile", ("systolic_mmhg", "systolic_kpa"), "measured[0].signal", "systolic_kpa"),
        ("protocol", ("cap_mg = 80.0", "cap_ug = 80.0"), "weighted.cap_ug", "no key"),
        # bands with a gap, an overlap, or an end that is not reached
        (
            "scale",
            ("at_least = 5, at_most = 9", "at_least = 6, at_most = 9"),
            "bands.band[1].at_least",
            "gap: no band has 5",
        ),
        (
            "scale",
            ("at_least = 5, at_most = 9", "at_least = 4, at_most = 9"),
            "bands.band[1].at_least",
            "overlaps",
        ),
        (
            "scale",
            ("at_least = 20, at_most = 27", "at_least = 20, at_most = 26"),
            "bands.band[4].at_most",
            "ends at 27",
        ),
        (
            "scale",
            ("at_least = 5, at_most = 9", "at_least = 5, at_most = 4"),
            "bands.band[1].at_most",
            "ends before it begins",
        ),
        # a stage that no step leads to, or that is none
        (
            "gates",
            ('before = "checked-in"', 'before = "scheduled"'),
            "gate[0].before",
            "no step leads to 'scheduled'",
        ),
        ("gates", ('before = "checked-in"', 'before = "seated"'), "gate[0].before", "seated"),
        # a dose above its own limit
        (
            "protocol",
            ("start_mg_per_kg = 0.5", "start_mg_per_kg = 5"),
            "weighted.start_mg_per_kg",
            "5 is over the ceiling_mg_per_kg, 1.0",
        ),
        (
            "protocol",
            ("limit_mg_per_kg = 1.5", "limit_mg_per_kg = 0.9"),
            "weighted.ceiling_mg_per_kg",
            "over the limit_mg_per_kg, 0.9",
        ),
        (
            "protocol",
            ("floor_mg_per_kg = 0.05", "floor_mg_per_kg = 0"),
            "weighted.floor_mg_per_kg",
            "not over nothing",
        ),
        ("protocol", ("cap_mg = 80.0", "cap_mg = 0"), "weighted.cap_mg", "over nothing"),
        ("protocol", ("low = 40", "low = 41"), "minutes.low", "41 is over the usual, 40"),
        (
            "devices",
            ("devices_later = [2, 3]", "devices_later = []"),
            "devices.devices_later",
            "at least one",
        ),
        ("devices", ("device_mg = 28", "device_mg = 0"), "devices.device_mg", "holds something"),
        # an interval that no calendar can satisfy
        ("protocol", ("window_high_days = 21", "window_high_days = 9"), "phase[0]", "window"),
        (
            "protocol",
            ("max_gap_days = 5", "max_gap_days = 2"),
            "phase[0]",
            "cannot fit into the window",
        ),
        (
            "protocol",
            ("min_gap_days = 2", "min_gap_days = 6"),
            "phase[0]",
            "gaps of at least a day in order",
        ),
        ("protocol", ("gap_days = 14", "gap_days = 7"), "maintenance.rung[1].gap_days", "wider"),
        (
            "protocol",
            ("gap_days = 7", "gap_days = 1"),
            "maintenance.rung[0].gap_days",
            "under the least gap, 2",
        ),
        (
            "protocol",
            ("times_low = 2", "times_low = 9"),
            "maintenance.rung[0].times_low",
            "not over times_high",
        ),
        # words that name what nobody fills in
        ("ledger", ("{vial}, lot", "{vail}, lot"), "refusal[14].because", "no figure vail"),
        ("adjuncts", ("{drug} counted", "{durg} counted"), "saying[1].because", "no figure {durg}"),
        ("label", ('id = "label-age"', 'id = "label-aeg"'), "saying", "no row for label-age"),
        (
            "rems",
            ('only_if = "sedation"', 'only_if = "lot"'),
            "field[32].only_if",
            "no question of yes or no",
        ),
        (
            "alongside",
            ("integration_until_hours = 72", "integration_until_hours = 24"),
            "psychotherapy.integration_until_hours",
            "ends after it begins",
        ),
        (
            "titration",
            ("[0.5, 0.6, 0.75, 0.9]", "[0.5, 0.6, 0.6, 0.9]"),
            "ladder[0].mg_per_kg",
            "rise",
        ),
        # what is no figure, or no figure of that kind
        ("hours", ("step_min = 30", "step_min = 0.5"), "step_min", "Expected `int`"),
        (
            "dose",
            ("rounding_percent_max = 2.0", "rounding_percent_max = true"),
            "dose.rounding_percent_max",
            "bool",
        ),
        ("outcome", ('id = "outcome"', 'id = "Outcome Rules"'), "id", "small letters"),
        ("due", ("version = 1", "version = 0"), "version", "whole number from 1"),
    ],
)
def test_a_wrong_file_is_refused_with_its_key_and_why(
    name: str, change: Change, key: str, why: str, tmp_path: Path
) -> None:
    wrong = refused(name, change, tmp_path)

    assert named(wrong.route) == key
    assert why in wrong.why
    assert wrong.message.startswith("mine.toml")
    assert re.search(r"line \d+", wrong.message)
    assert wrong.message.endswith("Mend the file and start again.")


def broken(lines: list[str], at: int, how: Callable[[str], list[str]]) -> str:
    place = at % len(lines)
    return "\n".join([*lines[:place], *how(lines[place]), *lines[place + 1 :]])


HOW: dict[str, Callable[[str], list[str]]] = {
    "left out": lambda _: [],
    "twice": lambda line: [line, line],
    "without figures": lambda line: [re.sub(r"\d", "", line)],
    "under nothing": lambda line: [re.sub(r"= (\d)", r"= -\1", line)],
    "huge": lambda line: [re.sub(r"= (\d+)", r"= \g<1>00000000000000000000", line)],
    "in other words": lambda line: [line.replace("{", "{x").replace("true", "1")],
    "cut short": lambda line: [line[: len(line) // 2]],
}


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.integers(0, 2000), st.sampled_from(sorted(HOW)))
def test_whatever_is_done_to_a_file_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: int, how: str
) -> None:
    path = tmp_path_factory.mktemp("mine") / "mine.toml"
    path.write_text(broken(text_of(name).splitlines(), at, HOW[how]), encoding="utf-8")
    said = "mine.toml: it could be read"
    try:
        read(path, FILES[name][1])
    except CatalogueError as wrong:
        said = wrong.message

    assert said.startswith("mine.toml")


def test_every_indication_is_judged_on_a_scale_there_is() -> None:
    known = {each.id for each in scales()}

    assert {each.primary_scale for each in indications()} <= known


def test_every_file_on_the_shelf_is_toml_with_a_source() -> None:
    for path in shelf("rules").glob("*.toml"):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        assert raw["source"]["citation"].strip(), path.name
