"""The documentation says what the code does: its reference, its examples, its promises."""

import doctest
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from sybil import Document, Example
from sybil.parsers.markdown import CodeBlockParser

from daybreak import cli
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import protocols
from daybreak.care.catalogue.reading import every
from daybreak.care.catalogue.scale import Scale
from daybreak.care.due.rules import rulebook
from daybreak.care.ledger.entry import Move
from daybreak.care.ledger.rules import ledger_rules
from daybreak.care.outcome.benchmarks import benchmarks
from daybreak.care.outcome.titration import titration
from daybreak.care.plan.adjuncts import adjunct_rules
from daybreak.care.plan.alongside import alongside_rules
from daybreak.care.plan.consent import consent_form
from daybreak.care.plan.label import label_words
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.session.gates import session_gates
from daybreak.care.session.rems import rems_rules
from daybreak.care.session.stages import NEXT, Stage
from daybreak.care.team.permissions import ACTS, READS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
CATALOGUE = ROOT / "src" / "daybreak" / "catalogue"
PAGES = sorted(
    page for page in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")] if "_build" not in page.parts
)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def reference(name: str) -> str:
    return (DOCS / "reference" / name).read_text()


def test_the_reference_is_what_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "left out" not in done.stderr  # a command whose module is missing


def everything() -> Iterator[tuple[str, str]]:
    """Each thing that somebody may look up, and the page it has to be on."""
    rules = ruleset()
    due = rulebook()
    for page, names in {
        "scales.md": [scale.id for scale in every("scales", Scale)],
        "protocols.md": [protocol.id for protocol in protocols()],
        "profiles.md": [
            name
            for profile in every("profiles", Profile)
            for name in (
                profile.id,
                *(alarm.code for alarm in profile.alarm),
                *(watch.id for watch in profile.watch),
            )
        ],
        "screening.md": [field.id for field in rules.fields.questions],
        "session.md": [
            *Stage,
            *(gate.id for gate in session_gates().gate),
            *session_gates().words,
        ],
        "permissions.md": [*ACTS, *READS],
        "catalogue.md": [
            *(path.relative_to(CATALOGUE).as_posix() for path in CATALOGUE.rglob("*.toml")),
            *(clause.id for clause in consent_form().clause),
            *(benchmark.id for benchmark in benchmarks().benchmark),
        ],
        "ledger.md": [*Move, *(row.id for row in ledger_rules().refusal)],
        "orders.md": [
            *(
                said.id
                for book in (adjunct_rules(), titration(), label_words(), alongside_rules())
                for said in book.saying
            ),
            *(question.id for question in rems_rules().field),
            *(form.id for form in rems_rules().form),
        ],
        "due.md": [
            *(task.id for task in due.due.task),
            *(gate.id for gate in due.due.gate),
            *(option.id for option in due.outcome.option),
            *(sign.id for sign in due.outcome.sign),
        ],
    }.items():
        for name in names:
            yield page, f"`{name}`"
    for rule in rules.rules:
        yield "screening.md", f"### {rule.id}: "


def test_everything_in_the_catalogue_has_a_place_in_the_reference() -> None:
    pages = {name: reference(name) for name in {page for page, _ in everything()}}

    missing = [f"{name} in {page}" for page, name in everything() if name not in pages[page]]

    assert missing == []


def commands() -> dict[str, set[str]]:
    """Every command by its whole name, with its options, as the parser has them."""
    found: dict[str, set[str]] = {}

    def below(parser: object, name: str) -> None:
        actions = vars(parser)["_actions"]
        groups = [each for each in actions if type(each).__name__ == "_SubParsersAction"]
        for group in groups:
            for word, inner in group.choices.items():
                below(inner, f"{name} {word}".strip())
        if not groups:
            found[name] = {option for each in actions for option in each.option_strings}

    below(cli.build(), "")
    return found


def test_every_command_and_option_has_a_place_in_the_reference() -> None:
    page = reference("commands.md")

    for name, options in commands().items():
        section = page.partition(f"## daybreak {name}\n")[2].partition("\n## ")[0]
        assert section, name
        for option in options - {"-h", "--help"}:
            assert f"`{option}" in section, f"{name} {option}"


def test_every_setting_has_a_place_in_the_reference() -> None:
    page = reference("settings.md")
    settings = (ROOT / "src/daybreak/config/settings.py").read_text()
    named = set(re.findall(r'environment\.(?:text|number|switch)\("([A-Z_]+)"', settings))

    assert named
    for name in named:
        assert f"`DAYBREAK_{name}`" in page, name


def test_the_picture_of_the_stages_has_one_line_for_each_step_and_no_other() -> None:
    picture = reference("session-stages.svg")

    drawn = re.findall(r"<title>(.+?) to (.+?)</title>", picture)

    assert sorted(drawn) == sorted(
        (here.value, to.value) for here, onward in NEXT.items() for to in onward
    )
    assert all(f">{stage.value}</text>" in picture for stage in Stage)


def blocks(page: Path, language: str) -> list[Example]:
    def leave(_: Example) -> None: ...

    parser = CodeBlockParser(language, leave)
    return list(Document.parse(str(page), parser).examples())


def test_examples_in_python_run_or_at_least_compile() -> None:
    """Those with prompts run, one page after the other; the others show a shape."""
    parser, tried = doctest.DocTestParser(), 0
    for page in PAGES:
        names: dict[str, object] = {}
        for example in blocks(page, "python"):
            code = dedent(example.parsed)
            place = f"{name_of(page)}:{example.line}"
            if ">>>" not in code:
                compile(code, place, "exec")
                continue
            test = parser.get_doctest(code, names, place, str(page), example.line)
            report: list[str] = []
            runner = doctest.DocTestRunner(verbose=False)
            result = runner.run(test, out=report.append, clear_globs=False)
            assert result.failed == 0, "".join(report)
            names = test.globs
            tried += result.attempted
    assert tried > 0


def called() -> Iterator[tuple[str, list[str]]]:
    """Each `daybreak ...` that a page tells somebody to type."""
    for page in PAGES:
        for example in blocks(page, "sh"):
            for line in dedent(example.parsed).replace("\\\n", " ").splitlines():
                words = shlex.split(line.partition(" > ")[0], comments=True)
                if words[1:3] == ["-m", "daybreak"]:
                    words = words[2:]
                if words[:1] == ["daybreak"]:
                    yield f"{name_of(page)}: {line}", words[1:]


def test_whatever_a_page_says_to_type_is_a_command_with_these_options() -> None:
    known = commands()
    told = list(called())

    assert told
    for place, words in told:
        name = next((one for one in known if words[: len(one.split())] == one.split()), None)
        assert name, f"{place}: there is no such command"
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert options <= known[name], place


def test_every_decision_is_linked_from_its_index_by_its_title() -> None:
    index = (DOCS / "decisions" / "index.md").read_text()
    decisions = sorted((DOCS / "decisions").glob("[0-9]*.md"))

    for number, page in enumerate(decisions, start=1):
        title = page.read_text().splitlines()[0].removeprefix(f"# {number}. ")
        assert page.name.startswith(f"{number:04d}-")
        assert f"| {number} | [{title}]({page.name}) |" in index


def test_every_hazard_names_a_test_that_is_there() -> None:
    page = (DOCS / "safety" / "hazards.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    rows = [line for line in rows if not line.startswith("| hazard ")]

    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, test in named:
            assert f"def {test}(" in (ROOT / file).read_text(), f"{file}::{test}"


@pytest.mark.parametrize("fragment", sorted((ROOT / "changelog.d").glob("*.md")), ids=name_of)
def test_every_changelog_fragment_is_a_sentence_of_a_kind(fragment: Path) -> None:
    assert re.fullmatch(r"\+[a-z0-9-]+\.(added|changed|fixed|removed)\.md", fragment.name)
    text = fragment.read_text().strip()
    assert text.endswith(".")
    assert "\n" not in text


def test_the_changelog_can_be_put_together() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "0.0.0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    for fragment in (ROOT / "changelog.d").glob("*.md"):
        assert fragment.read_text().split()[0] in done.stdout


def test_the_documentation_is_built_without_a_warning(tmp_path: Path) -> None:
    """Every page is in a table of contents, and every link and heading it points at is there."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "-W",
            "--keep-going",
            "-b",
            "dummy",
            "docs",
            tmp_path,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
