"""Templates keep the promises of the house: no inline style or script, words for every context."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string

from daybreak.ui.templatetags.daybreak import icon_names

UI = Path(__file__).parents[2] / "src" / "daybreak" / "ui"
TEMPLATES = UI / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
OURS = [name for name in NAMES if "/elements/" not in name and "/widgets/" not in name]
ERRORS = ("400.html", "403.html", "403_csrf.html", "404.html", "409.html", "500.html")


@pytest.mark.parametrize("name", NAMES)
def test_every_template_can_be_read(name: str) -> None:
    get_template(name)  # refuses what it cannot read


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_styled_or_scripted_inline(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag


@pytest.mark.parametrize("name", OURS)
def test_every_template_says_what_it_takes(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    said = re.search(r"\{#(.*?)#\}|\{% comment %\}(.*?)\{% endcomment %\}", text, re.DOTALL)
    assert said, f"{name} has no comment on top"
    assert re.search(r"Takes|Blocks|Needs nothing", said.group(0))


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_a_template_names_exists(name: str) -> None:
    used = re.findall(r"\{% icon \"([a-z-]+)\"", (TEMPLATES / name).read_text())
    assert set(used) <= icon_names()


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_context(name: str) -> None:
    page = render_to_string(name)
    assert "<h1" in page
    assert '<html lang="en"' in page


def test_an_error_page_says_what_the_refusal_says() -> None:
    assert "Chair 2 is taken &lt;now&gt;." in render_to_string(
        "409.html", {"message": "Chair 2 is taken <now>.", "code": "chair-taken"}
    )


def test_the_stylesheet_writes_no_colour_of_its_own() -> None:
    css = (UI / "static" / "ui" / "daybreak.css").read_text()
    on_screen = css.split("/* == 14 Print")[0]
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", on_screen)


def test_every_name_the_stylesheet_asks_for_is_a_token() -> None:
    css = (UI / "static" / "ui" / "daybreak.css").read_text()
    tokens = (UI / "static" / "ui" / "tokens.css").read_text()
    defined = set(re.findall(r"(--[\w-]+)\s*:", tokens + css))
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= defined
