"""Every part of the shared look, rendered to pages and, when asked, to pictures.

Run it to see what you changed: `python tests/ui/gallery.py FOLDER`. The browser tests look at the
same pages. Everyone in them is made up.
"""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "src" / "daybreak" / "ui" / "static" / "ui"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"
NOW = datetime(2026, 11, 17, 15, 24, tzinfo=UTC)  # 10:24 in New York
ZONE = ZoneInfo("America/New_York")


def context() -> dict[str, object]:
    """What a full page of the gallery shows."""
    from django import forms
    from django.core.paginator import Paginator

    from daybreak.care.findings import Alarm, Finding, Mark, Source, Status
    from daybreak.care.quantities import Height, Weight
    from daybreak.care.team.actor import Actor
    from daybreak.care.team.roles import Role
    from daybreak.ui.charts.scores import Goal, Score, Threshold, Tick, score_chart
    from daybreak.ui.charts.vitals import Limit, Reading, vitals_chart
    from daybreak.ui.forms.act import ActForm
    from daybreak.ui.forms.fields import AmountField, DayField, NumberField, WeightField
    from daybreak.ui.forms.moments import MomentField
    from daybreak.ui.forms.widgets import Cards

    class Everything(ActForm):
        systolic = NumberField(unit="mmHg", least=40, most=300, noun="a blood pressure")
        dose = AmountField(unit="mg", least="0", most=Decimal(500), noun="a dose", help_text="Prescriber's choice.")
        weight = WeightField(least=Weight.kg(25), most=Weight.kg(350))
        at = MomentField(label="When it was measured", zone=ZONE)
        born = DayField(label="Born", required=False)
        next_step = forms.ChoiceField(
            label="What next",
            choices=[("four", "Four more, weekly"), ("stop", "Stop and watch")],
            widget=Cards(words={"four": "Then review.", "stop": "Weekly PHQ-9 from home."}),
        )
        called = forms.BooleanField(label="The escort has been called", help_text="Mara Halloway, 10:02")
        why = forms.CharField(label="Why, in a sentence", widget=forms.Textarea({"rows": 2}))

    source = Source("Esketamine label, contraindications", Mark.SEEN)
    ours = Source("Clinic list", Mark.GENERAL)
    at = NOW - timedelta(minutes=29)
    sent = {
        "act_id": str(UUID(int=7)), "systolic": "1640", "dose": "0,5", "weight_0": "150",
        "weight_1": "lb", "at_0": "2026-11-01", "at_1": "01:30", "next_step": "four", "why": "",
    }  # fmt: skip
    return {
        "now": NOW,
        "start": at,
        "soon": datetime.now(UTC) + timedelta(minutes=2, seconds=46),
        "born": date(1985, 2, 14),
        "weight": Weight.kg(80),
        "height": Height.cm(172),
        "actor": Actor(UUID(int=1), "Dr A. Marlow", UUID(int=2), frozenset({Role.PRESCRIBER}), frozenset()),
        "place": SimpleNamespace(name="Harbor Street", organisation="Larkfield Clinic", demo=True, phone="", crisis_line=""),
        "idle_minutes": 15,
        "rail": [
            SimpleNamespace(label=label, url="#", icon=icon, count=count, current=label == "People")
            for label, icon, count in [
                ("Today", "board", None), ("People", "people", None), ("Screening", "shield", 4),
                ("Plans", "calendar", None), ("Reviews", "check", 2), ("Team", "team", None),
            ]
        ],  # fmt: skip
        "banners": [{"kind": "breakglass", "icon": "eye", "words": "You opened this chart in an emergency at 10:21. The reason is recorded.", "href": "#", "action": "Close it"}],
        "hold": Status.HOLD,
        "levels": [*Status, Alarm.CRITICAL],
        "tally": [(Status.HOLD, 3), (Status.REFER, 1), (Status.WARN, 2), (Status.CLEAR, 42)],
        "tabs": [("At a glance", "#", True), ("Sessions", "#", False), ("Scales", "#", False), ("Plan", "#", False)],
        "steps": [("Why", "done"), ("Dose and dates", "now"), ("Consent", "todo"), ("Sign", "todo")],
        "phases": [("Check-in", "done"), ("Assessed", "done"), ("Prepared", "done"), ("Dosing", "done"), ("Recovery", "now"), ("Discharge", "todo")],
        "dues": [NOW + timedelta(minutes=6), NOW - timedelta(minutes=4), NOW - timedelta(minutes=9), NOW + timedelta(days=21)],
        "course": [
            {"name": "Screened", "on": "19 Oct", "state": "done"},
            {"name": "Plan signed", "on": "2 Nov", "state": "done", "gate": True},
            *({"name": "Infusion", "on": f"{n + 4} Nov", "state": "done", "number": n} for n in (1, 2, 3)),
            {"name": "Infusion", "on": "now", "state": "now", "number": 4},
            *({"name": "Infusion", "on": f"{n + 15} Nov", "state": "todo", "number": n} for n in (5, 6)),
            {"name": "Review", "on": "27 Nov", "state": "todo", "gate": True},
        ],
        "findings": [
            Finding("P13", Status.NOTE, "She is 67: expect a larger rise in pressure", source),
            Finding("C01", Status.WARN, "Blood pressure 146/84 at rest", ours, "Weigh and record."),
            Finding("X02", Status.HOLD, "We do not know whether she ever had an aneurysm", source, "Ask again.", ("hx-aneurysm",)),
            Finding("L01", Status.HOLD, "No one to take him home", ours, "Opens with a name and a phone."),
            Finding("C12", Status.REFER, "Chronic glaucoma: an eye specialist must agree", source),
            Finding("sbp-critical", Alarm.CRITICAL, "BP 204/112. Prescriber now. Pause the dose", ours),
            Finding("all", Status.CLEAR, "Nothing else speaks against it", ours),
        ],
        "scores": score_chart(
            key="phq", name="PHQ-9", maximum=27, today=date(2026, 11, 17),
            scores=[Score(date(2026, 10, 22), 22), Score(date(2026, 11, 4), 21), Score(date(2026, 11, 9), None), Score(date(2026, 11, 12), 16), Score(date(2026, 11, 17), 13)],
            sessions=[Tick(date(2026, 11, 5), "1", "done"), Tick(date(2026, 11, 9), "2", "done"), Tick(date(2026, 11, 12), "3", "done"), Tick(date(2026, 11, 17), "4", "now"), Tick(date(2026, 11, 20), "5", "later"), Tick(date(2026, 11, 24), "6", "later")],
            thresholds=[Threshold(10.5, "half of 21")], goal=Goal(5, "remission"),
        ),  # fmt: skip
        "vitals": vitals_chart(
            key="bp", zone=ZONE, now=NOW, start=at, end=NOW + timedelta(minutes=36),
            readings=[
                Reading(at, 128, 78, 72, 98), Reading(NOW - timedelta(minutes=12), 142, 84, 80, 97),
                Reading(NOW - timedelta(minutes=2), 164, 98, 88, 97, "warn"),
            ],
            limits=[Limit(160, "alert", "warn"), Limit(180, "critical", "critical")],
            dosing=(NOW - timedelta(minutes=22), NOW + timedelta(minutes=18)),
            due=[NOW + timedelta(minutes=8), NOW + timedelta(minutes=18)], repeat_by=NOW + timedelta(minutes=3),
        ),  # fmt: skip
        "form": Everything(sent),
        "page": Paginator(range(1204), 8).page(1),
    }  # fmt: skip


CHAIR = """{% extends "ui/chair.html" %}{% load daybreak %}{% block title %}Wren Halloway at chair 2{% endblock %}
{% block seat %}<h1>Wren Halloway</h1><p>41 · born 14 Feb 1985 · no known allergies · chair 2</p>{% endblock %}
{% block seat_right %}<b>Infusion 4 of 6</b><p>Dosing since 10:02</p>{% endblock %}
{% block content %}
<section class="alert" data-sev="warn" role="alert" aria-label="Alert">{% icon "warn" %}<div><b>BP 164/98. Tell the prescriber.</b><p>36 above the start. Repeat within 5 minutes.</p></div><div class="clock"><b>{% countdown soon now %}</b><span class="small soft">until 10:27</span></div><button class="btn" type="button">{% icon "check" %}Dr Marlow told</button></section>
<div class="seat-grid"><dl class="vitals"><div class="vital vital-lead" data-sev="warn"><dt>Blood pressure<span>10:22</span></dt><dd>164<span class="slash">/</span>98</dd></div>{% for a, b in tiles %}<div class="vital"><dt>{{ a }}</dt><dd>{{ b }}</dd><dd class="delta">72 before</dd></div>{% endfor %}</dl><div class="card">{% include "ui/_chart.html" with chart=vitals %}</div>
<div class="acts" role="group" aria-label="What you can do"><button class="btn btn-primary" type="button">{% icon "bp" %}Record BP</button><button class="btn" type="button">{% icon "pause" %}Pump paused</button><button class="btn btn-stop" type="button">{% icon "stop" %}Pump stopped</button><button class="btn btn-more" type="button">{% icon "more" %}More</button></div></div>
<section class="dose" aria-label="Dose"><div><p class="dose-num">22.0 <span class="unit">of 40.0 mg, calculated</span></p></div><div class="stack-sm"><progress class="now" max="40" value="22" aria-label="Dose given">22 of 40 mg</progress></div><div class="signed">{% icon "two" %}<span><b>Dose checked twice</b>R. Quill 09:57 · P. Linden 09:58</span></div></section>
{% endblock %}"""
PORTAL = """{% extends "ui/portal.html" %}{% load daybreak %}{% block title %}What next{% endblock %}{% block content %}<section class="next" aria-labelledby="nx"><p class="soft">Good evening, Wren. Next:</p><h1 id="nx">Tell us who takes you home tomorrow</h1><form class="form" action="#"><div class="field"><label for="en">Their name</label><input id="en" autocomplete="off"></div><button class="btn btn-primary btn-block" type="submit">Send this</button></form></section>{% endblock %}"""
PUBLIC = """{% extends "ui/public.html" %}{% block title %}How it works{% endblock %}{% block hero %}{% include "ui/_hero.html" with headline="How it works, and how well we know" words="Ketamine is in the blood for hours. What it may start in the brain goes on for days." %}{% endblock %}{% block content %}<section><h2 class="voice">From a receptor to a mood</h2><p class="lead">What is known, how well, and what is not.</p></section>{% endblock %}"""


def pages() -> dict[str, str]:
    """Every page of the gallery by its name."""
    from django.template import engines
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils import timezone

    request = RequestFactory().get("/")
    django = engines["django"]
    told = context()
    told["tiles"] = [("Pulse", 88), ("SpO₂", 97), ("Breaths", 14), ("MOAA/S", 5)]
    with timezone.override(ZONE):
        made = {"staff": (HERE / "gallery.html").read_text(), "chair": CHAIR, "portal": PORTAL, "public": PUBLIC}
        rendered = {name: django.from_string(text).render(told, request) for name, text in made.items()}
        for code in ("400", "403", "403_csrf", "404", "409", "500"):
            rendered[code] = render_to_string(f"{code}.html")
    return rendered


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server over `folder` with the strict policy of the real one; gives its address."""

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", CSP)
            super().end_headers()

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def write(folder: Path) -> list[str]:
    """Write the pages with their static files; gives the names of the pages."""
    import django_htmx

    shutil.copytree(STATIC, folder / "static" / "ui", dirs_exist_ok=True)
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx"
    shutil.copytree(htmx, folder / "static" / "django_htmx", dirs_exist_ok=True)
    (folder / "healthz").write_text("{}")
    rendered = pages()
    for name, text in rendered.items():
        (folder / f"{name}.html").write_text(text)
    return list(rendered)


def main(folder: Path) -> None:
    """Write the pages into `folder`, and a picture of each in every size, by day and by night."""
    import django
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.config.settings")
    os.environ.setdefault("DAYBREAK_DATA", tempfile.mkdtemp())
    django.setup()
    names = write(folder)
    flags = ["--disable-gpu", "--no-first-run", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with served(folder) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        for width, height in ((1440, 900), (1024, 768), (390, 844)):
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.on("console", lambda said: print("console", said.text))
                for name in names:
                    page.goto(f"{address}/{name}.html")
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    if wide > width:
                        print(f"{name} is {wide} px wide at {width}")
                page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
