"""The house stays as it is described: nothing forgotten in a wheel, nothing of ours in history."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "daybreak"


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.splitlines()


def test_migrations_import_nothing_of_ours() -> None:
    for migration in (SOURCE / "records" / "migrations").glob("0*.py"):
        assert "import daybreak" not in migration.read_text(), migration.name
        assert "from daybreak" not in migration.read_text(), migration.name


def test_every_locked_requirement_has_a_hash_and_no_address() -> None:
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pinned = re.findall(r"^[A-Za-z0-9._-]+(?:\[[^]]*\])?==", text, re.MULTILINE)
        assert pinned
        assert "://" not in text
        assert text.count(" \\\n    --hash=") >= len(pinned)


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[\[<>=]", line)[0].lower() for line in project["dependencies"]}
    locked = (ROOT / "requirements" / "base.txt").read_text().lower()
    for name in names:
        assert re.search(rf"^{re.escape(name)}(\[[^]]*\])?==", locked, re.MULTILINE), name


@pytest.mark.parametrize("target", ["setup", "demo", "test", "check", "bench", "docs", "torture"])
def test_the_makefile_has_what_the_readme_promises(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    somewhere = re.compile(r"(?<![\w.])/(?:home|Users|work|root)/[A-Za-z0-9_.-]+/")
    for name in tracked():
        place = ROOT / name
        if place.suffix in {".png", ".woff2", ".parquet"} or not place.is_file():
            continue
        found = somewhere.search(place.read_text(errors="replace"))
        assert found is None, name


def test_every_python_file_says_what_it_is() -> None:
    for place in SOURCE.rglob("*.py"):
        text = place.read_text().lstrip()
        if text and "migrations" not in place.parts:
            assert text.startswith(('"""', 'r"""')), place.relative_to(ROOT)


def test_every_relative_link_in_the_documentation_goes_somewhere() -> None:
    link = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        if "_build" in page.parts:
            continue
        for target in link.findall(page.read_text()):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}"


def test_every_changelog_fragment_has_a_kind() -> None:
    kinds = {".added.md", ".changed.md", ".fixed.md", ".removed.md"}
    for fragment in (ROOT / "changelog.d").glob("*.md"):
        assert any(fragment.name.endswith(kind) for kind in kinds), fragment.name
