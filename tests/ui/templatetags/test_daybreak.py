"""What templates may say."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone

from daybreak.care.findings import Alarm, Finding, Mark, Source, Status
from daybreak.care.quantities import Height, Mass, Weight
from daybreak.care.team.roles import Role
from daybreak.ui.presenters.quantities import NARROW
from daybreak.ui.templatetags.daybreak import icon, icon_names

NOW = datetime(2026, 11, 17, 15, 24, tzinfo=UTC)
SOURCE = Source("clinic list", Mark.OURS)
TEMPLATES = Path(__file__).parents[3] / "src" / "daybreak" / "ui" / "templates"


def said(text: str, **told: object) -> str:
    with timezone.override(ZoneInfo("America/New_York")):
        return Template("{% load daybreak %}" + text).render(Context(told)).replace(NARROW, " ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ at|clock }}", "10:24"),
        ("{{ at|clock_with_zone }}", "10:24 EST"),
        ("{{ at|patient_clock }}", "10:24 am"),
        ("{% moment at now %}", "10:24"),
        (
            "{{ at|day }} {{ at|day_year }} {{ at|long_day }}",
            "17 Nov 17 Nov 2026 Tuesday 17 November",
        ),
        ("{% day_near at now %}", "today"),
        ("{% age born now %}", "41"),
        (
            "{{ weight|kg }}, {{ weight|lb }}, {{ height|cm }}, {{ height|feet }}",
            "80.0 kg, 176.4 lb, 172 cm, 5 ft 8 in",
        ),
        ("{{ dose|amount }}", "40 mg"),
        ("{{ nothing|amount }}", "0 mg"),
        ("{{ length|span }}", "6 min"),
        ("{{ 'Dr A. Marlow'|initials }}", "AM"),
        ("{{ roles|role_words }}", "nurse"),
        ("{{ 'ABCDEFGHIJ'|in_fours }}", "ABCD EFGH IJ"),
        ("{{ none|clock }}{{ none|day }}{{ none|kg }}{% age none now %}{{ none|amount }}", ""),
    ],
    ids=lambda value: str(value)[:24],
)
def test_values_are_shown_in_words(text: str, shown: str) -> None:
    assert (
        said(
            text,
            at=NOW,
            now=NOW + timedelta(hours=1),
            born=date(1985, 2, 14),
            weight=Weight.kg(80),
            height=Height.cm(172),
            dose=Mass.mg(40),
            nothing=Mass(0),
            length=timedelta(minutes=6),
            roles=[Role.NURSE],
            none=None,
        )
        == shown
    )


def test_the_evening_in_utc_is_still_today_at_the_site() -> None:
    late = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)  # 22:00 on the 17th in New York
    assert said("{{ at|day }}", at=late) == "17 Nov"


def test_a_badge_says_its_severity_even_when_its_words_do_not() -> None:
    page = said("{% badge level 'No one to take him home' %}", level=Status.HOLD)
    assert 'data-sev="hold"' in page
    assert '<span class="sr">Hold: </span>No one to take him home' in page


def test_words_in_a_badge_are_escaped() -> None:
    assert "<b>" not in said("{% badge level words %}", level=Alarm.ALERT, words="<b>")


def test_a_finding_shows_words_rule_and_source() -> None:
    finding = Finding("X02", Status.HOLD, "<We> do not know", SOURCE, "Ask.", ("hx-aneurysm",))
    page = said('{% include "ui/_finding.html" %}', finding=finding)
    for part in ("&lt;We&gt; do not know", "X02. Ask.", "clinic list (our choice)", "Unknown"):
        assert part in page
    assert 'data-sev="hold"' in page


def test_an_icon_that_does_not_exist_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no-such"):
        icon("no-such")


def test_every_icon_has_at_most_four_strokes() -> None:
    sprite = (TEMPLATES / "ui" / "_icons.html").read_text()
    for symbol in sprite.split("<symbol ")[1:]:
        strokes = sum(symbol.count(f"<{shape} ") for shape in ("path", "rect", "circle"))
        assert 1 <= strokes <= 4, symbol
    assert "hold" in icon_names()


def test_due_says_when_in_words_and_in_time() -> None:
    page = said("{% due at now 'BP' %}", at=NOW, now=NOW + timedelta(minutes=4))
    assert 'data-when="overdue"' in page
    assert ">BP 4 min overdue</time>" in page
    assert f'datetime="{NOW.isoformat()}"' in page
    assert "today" in said("{% due on now %}", on=date(2026, 11, 17), now=NOW)


def test_a_countdown_without_a_script_is_a_time_of_day() -> None:
    page = said("{% countdown at now %}", at=NOW, now=NOW)
    assert ">10:24</time>" in page
    assert "data-countdown" in page


def test_an_act_id_is_made_or_kept() -> None:
    assert said("{% act_id %}") != said("{% act_id %}")
    assert str(UUID(int=7)) in said("{% act_id kept %}", kept=UUID(int=7))
