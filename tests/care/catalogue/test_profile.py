"""A profile is complete, and says the same thing twice nowhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from daybreak.care.catalogue.profile import (
    Comparator,
    Moment,
    Profile,
    Relative,
    Signal,
)
from daybreak.care.catalogue.protocol import protocols
from daybreak.care.catalogue.reading import CatalogueError, every, newest, read, shelf
from daybreak.care.catalogue.route import routes
from daybreak.care.findings import Alarm, Mark
from daybreak.care.team.roles import Role

SHIPPED = every("profiles", Profile)
IV = newest("profiles", Profile, "iv-racemic")
IV_TEXT = (shelf("profiles") / "iv-racemic-1.toml").read_text(encoding="utf-8")

RISE = 'relative_to_baseline = "over-baseline"'

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(toml: str) -> Path:
        path = tmp_path / "profile.toml"
        path.write_text(toml, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.id)
def test_every_profile_says_that_it_is_not_validated(profile: Profile) -> None:
    assert profile.notice.startswith("Example, not validated")


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.id)
def test_every_profile_names_a_route_that_exists(profile: Profile) -> None:
    assert profile.route in {route.id for route in routes()}


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.id)
def test_whoever_acknowledges_is_a_role_of_the_clinic(profile: Profile) -> None:
    roles = {role for rule in profile.alarm for role in profile.ack_roles(rule)}

    assert roles <= set(Role)


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.id)
def test_nobody_leaves_alone_unless_a_clinic_says_so(profile: Profile) -> None:
    assert profile.recovery.unaccompanied_minimum_s is None


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.id)
def test_the_alarm_lines_of_all_routes_are_the_same(profile: Profile) -> None:
    assert profile.alarm == IV.alarm
    assert profile.measured == IV.measured


@pytest.mark.parametrize(
    ("id_", "clock", "minutes"),
    [
        ("iv-racemic", "end", 60),
        ("im-racemic", "start", 120),
        ("sc-racemic", "start", 120),
        ("iv-racemic-pain", "end", 60),
        ("intranasal-racemic", "start", 120),
        ("sublingual-racemic", "start", 120),
        ("oral-racemic", "start", 120),
        ("esketamine", "start", 120),
    ],
)
def test_the_clock_of_each_route_is_the_one_in_the_pathway(
    id_: str, clock: str, minutes: int
) -> None:
    recovery = newest("profiles", Profile, id_).recovery

    assert (recovery.counted_from, recovery.minimum_s) == (clock, minutes * 60)


def test_each_line_of_the_table_of_thresholds_stands_in_the_profile() -> None:
    lines = {
        (rule.signal.word, rule.comparator.value, rule.value, rule.severity.value)
        for rule in IV.alarm
        if rule.relative_to_baseline is Relative.NOTHING and rule.is_immediate
    }
    note, alert, critical = "note", "alert", "critical"

    assert lines == {
        ("systolic", ">=", 140, note),
        ("systolic", ">=", 160, alert),
        ("systolic", ">=", 180, critical),
        ("systolic", "<", 100, note),
        ("systolic", "<", 90, alert),
        ("systolic", "<", 80, critical),
        ("diastolic", ">=", 90, note),
        ("diastolic", ">=", 100, alert),
        ("diastolic", ">=", 110, critical),
        ("mean", ">=", 120, alert),
        ("mean", "<", 65, alert),
        ("mean", ">=", 130, critical),
        ("mean", "<", 60, critical),
        ("heart-rate", ">", 100, note),
        ("heart-rate", "<", 55, note),
        ("heart-rate", ">", 110, alert),
        ("heart-rate", "<", 50, alert),
        ("heart-rate", ">", 130, critical),
        ("heart-rate", "<", 40, critical),
        ("spo2", "<", 95, note),
        ("spo2", "<", 93, alert),
        ("spo2", "<", 90, critical),
        ("respiratory-rate", "<", 12, note),
        ("respiratory-rate", ">", 22, note),
        ("respiratory-rate", "<", 10, alert),
        ("respiratory-rate", ">", 26, alert),
        ("respiratory-rate", "<", 8, critical),
        ("etco2", ">", 45, note),
        ("etco2", ">", 50, alert),
        ("etco2", ">", 55, critical),
        ("moaas", "<=", 4, note),
        ("moaas", "<=", 3, alert),
        ("moaas", "<=", 2, critical),
        ("rass", "<=", -1, note),
        ("rass", ">=", 1, note),
        ("rass", "<=", -2, alert),
        ("rass", ">=", 2, alert),
        ("rass", "<=", -4, critical),
        ("rass", ">=", 3, critical),
    }


def test_a_note_is_never_acknowledged_or_repeated() -> None:
    for rule in IV.alarm:
        if rule.severity is Alarm.NOTE:
            assert IV.repeat_within_s(rule) is None
            assert IV.ack_roles(rule) == ()


def test_a_line_may_ask_for_another_repeat_than_its_severity(write: Write) -> None:
    line = 'code = "systolic-high-critical"'
    toml = IV_TEXT.replace(line, f"{line}\nrepeat_within_s = 60\ncooldown_s = 30")

    profile = read(write(toml), Profile)
    rule = profile.by_code["systolic-high-critical"]

    assert (profile.repeat_within_s(rule), profile.cooldown_s(rule)) == (60, 30)
    assert profile.repeat_within_s(profile.by_code["diastolic-high-critical"]) == 120


def test_the_sources_of_the_lines_are_honest_about_what_was_seen() -> None:
    assert IV.alarm_source.mark is Mark.GENERAL
    assert IV.source.mark is Mark.OURS


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("value = 160\n", "value = 185\n", "further out than systolic-high-alert"),
        ('value = 90\nseverity = "alert"', 'value = 70\nseverity = "alert"', "further out"),
        ('code = "systolic-high-note"', 'code = "diastolic-high-note"', "twice"),
        ('{ signal = "rass", name = "RASS", unit = "", lowest = -5, highest = 4 },', "", "every"),
        ("lowest = -5, highest = 4", "lowest = 4, highest = -5", "must be over the lowest"),
        ('id = "circulation"\n', 'id = "baseline"\n', "baseline twice"),
        ('moment = "before"', 'moment = "recovery"', "a reading before"),
        ("repeat_within_s = 300", "", "needs repeat_within_s"),
        ("confirm_count = 2\n", "", "set confirm_count"),
        ("minimum_s = 3600", "minimum_s = 0", "always observed"),
        ("minimum_s = 3600", "minimum_s = 3600\nunaccompanied_minimum_s = 60", "leaves alone"),
        ("at_s = 2400", "every_s = 2400", "needs at_s"),
        ("every_s = 600", "at_s = 600", "needs every_s"),
        ("overdue_s = 180", "overdue_s = 400", "overdue first"),
        ('severity = "note"\nto_do', 'severity = "note"\nrepeat_within_s = 9\nto_do', "never"),
        ('comparator = "<"', f'{RISE}\ncomparator = "<"', "only a rise"),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(
    write: Write, before: str, after: str, why: str
) -> None:
    assert before in IV_TEXT

    with pytest.raises(CatalogueError, match=why):
        read(write(IV_TEXT.replace(before, after, 1)), Profile)


@pytest.mark.parametrize(
    ("comparator", "value", "line", "holds"),
    [
        (Comparator.AT_LEAST, 160, 160, True),
        (Comparator.AT_LEAST, 159, 160, False),
        (Comparator.ABOVE, 160, 160, False),
        (Comparator.ABOVE, 161, 160, True),
        (Comparator.AT_MOST, 3, 3, True),
        (Comparator.AT_MOST, 4, 3, False),
        (Comparator.BELOW, 90, 90, False),
        (Comparator.BELOW, 89, 90, True),
    ],
)
def test_a_line_fires_on_its_own_side(
    comparator: Comparator, value: int, line: int, holds: bool
) -> None:
    assert comparator.holds(value, line) is holds


def test_a_figure_is_shown_with_its_point_and_unit() -> None:
    assert IV.by_signal[Signal.TEMPERATURE].shown(369) == "36.9 °C"
    assert IV.by_signal[Signal.SYSTOLIC].shown(164) == "164 mmHg"
    assert IV.by_signal[Signal.MOAAS].shown(5) == "5"


def test_the_least_that_is_watched_during_a_dose_is_pressure_pulse_and_oxygen() -> None:
    for profile in SHIPPED:
        watched = {
            signal
            for watch in profile.watch
            if watch.moment is Moment.DOSING
            for signal in watch.signals
        }
        assert {Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.HEART_RATE, Signal.SPO2} <= watched


def test_every_protocol_names_a_profile_of_its_own_route() -> None:
    by_id = {profile.id: profile for profile in SHIPPED}

    for each in protocols():
        assert by_id[each.profile].route == each.route
