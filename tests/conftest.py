"""What every test shares: a data folder of its own, and a small clinic to work in."""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

# Before Django reads its settings, which is why no option of pytest names them.
_data = tempfile.mkdtemp(prefix="daybreak-tests-")  # of this process alone: runs may overlap
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["DAYBREAK_DATA"] = _data
os.environ["DJANGO_SETTINGS_MODULE"] = "daybreak.config.settings"
os.environ.setdefault("DAYBREAK_SECRET_KEY", "a key that signs nothing outside these tests")

from hypothesis import settings  # noqa: E402 — the environment comes first

# `make test` tries the same examples every time; `make fuzz` searches on.
settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", max_examples=2000, deadline=None, print_blob=True)
settings.register_profile(  # for `make mutants`, which runs the same tests a thousand times over
    "brief", derandomize=True, max_examples=12, stateful_step_count=15, deadline=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

import django  # noqa: E402 — the environment comes first
import pytest  # noqa: E402

django.setup()

from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402 — settings come first

# Hundreds of tests set a password and none guesses one: the least that Argon2 can do is enough.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.parallelism = 1, 1
Argon2PasswordHasher.memory_cost = 8  # KiB

from clinic import Clinic, open_clinic  # noqa: E402 — tables need Django awake


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Whatever touches the database is run again on PostgreSQL; what takes minutes begins first."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker(pytest.mark.database)
    yield  # by now they are in their order, and those that are not run are gone
    items[:] = _long_ones_first(items)


def _long_ones_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """The long ones stand where each of three workers begins, so that none of them ends alone."""
    long = [item for item in items if item.get_closest_marker("long")]
    rest = [item for item in items if not item.get_closest_marker("long")]
    ordered: list[pytest.Item] = []
    for worker in range(3):
        mine = long[worker::3]
        share = (len(items) - len(ordered)) // (3 - worker)  # as xdist shares them out
        room = max(0, share - len(mine))
        ordered += [*mine, *rest[:room]]
        del rest[:room]
    return ordered


@pytest.fixture
def _forgetful(transactional_db: None) -> Iterator[None]:
    """For tests with real transactions: lets the database be emptied afterwards."""
    yield
    from django.db import connection

    from daybreak.records import triggers

    triggers.remove(connection)  # Django empties the tables next, and puts the refusals back


@pytest.fixture
def real_transactions(_forgetful: None) -> None:
    """A database in which every act commits, as at work."""


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty record to copy, with every migration walked; made once in a run."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # all workers have this one
    made = folder / "migrated" / "daybreak.sqlite3"
    with (folder / "migrated.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not made.exists():
            with tempfile.TemporaryDirectory(dir=folder) as walking:
                subprocess.run(
                    [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
                    env={**_without_a_database(), "DAYBREAK_DATA": walking},
                    check=True,
                )
                made.parent.mkdir()
                shutil.move(Path(walking) / made.name, made)
    return made


def _without_a_database() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}


@pytest.fixture
def clinic(db: None) -> Clinic:
    """A clinic with one site, two chairs and an actor for each role."""
    return open_clinic()


@pytest.fixture
def other_clinic(db: None) -> Clinic:
    """Another organisation in the same database, whose things must stay unknown here."""
    return open_clinic("Other clinic")
