"""The same act, sent by many at the same moment, is one act; so it is between processes too."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from clinic import Clinic, open_clinic
from daybreak.actions import team
from daybreak.care.errors import NotAllowed
from daybreak.records.models import Chair, JournalLine
from daybreak.records.verify import verify

TESTS = Path(__file__).parents[1]
AT_ONCE, ROUNDS = 8, 40

pytestmark = pytest.mark.slow


def all_at_once(clinic: Clinic, sent: dict[str, object], names: list[str]) -> list[UUID | str]:
    """Everybody presses at the same moment; what each was answered, or the refusal's code."""
    answers: list[UUID | str] = []
    together = threading.Barrier(len(names))

    def press(name: str) -> None:
        together.wait()
        try:
            answers.append(team.add_chair(**sent, site=clinic.site, name=name).chair)  # type: ignore[arg-type]
        except NotAllowed as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_eight_threads_with_one_act_id_store_it_once_every_time(real_transactions: None) -> None:
    clinic = open_clinic()
    lines = JournalLine.objects.count()

    for number in range(ROUNDS):
        answers = all_at_once(clinic, clinic.administrator, [f"c{number}"] * AT_ONCE)
        assert len(answers) == AT_ONCE
        assert len(set(answers)) == 1

    assert Chair.objects.filter(name__startswith="c").count() == ROUNDS
    assert JournalLine.objects.count() == lines + ROUNDS
    assert verify().ok


def test_of_eight_with_one_act_id_and_other_content_one_is_stored(real_transactions: None) -> None:
    clinic = open_clinic()

    for number in range(ROUNDS):
        names = [f"c{number}-{each}" for each in range(AT_ONCE)]
        answers = all_at_once(clinic, clinic.administrator, names)
        assert len(answers) == AT_ONCE
        assert sorted(map(str, answers)).count("act-id-used") == AT_ONCE - 1

    assert Chair.objects.filter(name__startswith="c").count() == ROUNDS
    assert verify().ok


PRESS = """
import os, pickle, sys, time
from pathlib import Path
from over_and_over import awake
folder, at = Path(sys.argv[1]), float(sys.argv[2])
awake(folder)
from daybreak.actions import team
sent, site = pickle.loads((folder / "sent").read_bytes())
time.sleep(max(0.0, at - time.time()))
for name, call in sent:
    print(team.add_chair(**call, site=site, name=name).chair)
"""


def test_eight_processes_with_the_same_act_ids_store_each_once(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment = {**kept, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])}
    subprocess.run([sys.executable, "-c", FOUND, str(tmp_path)], env=environment, check=True)
    start = str(_now() + 15)
    pressing = [
        subprocess.Popen(
            [sys.executable, "-c", PRESS, str(tmp_path), start],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(AT_ONCE)
    ]
    told = [process.communicate(timeout=180) for process in pressing]

    assert [process.returncode for process in pressing] == [0] * AT_ONCE, told[0][1]
    assert len({out for out, _ in told}) == 1, "everybody was answered the same"
    assert len(told[0][0].split()) == ROUNDS
    verified = subprocess.run(
        [sys.executable, "-m", "daybreak", "verify", "--data", str(tmp_path)],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert verified.returncode == 0, verified.stdout


FOUND = f"""
import pickle, sys
from pathlib import Path
from over_and_over import awake
folder = Path(sys.argv[1])
awake(folder)
from clinic import open_clinic
clinic = open_clinic()
sent = [(f"c{{number}}", clinic.administrator) for number in range({ROUNDS})]
(folder / "sent").write_bytes(pickle.dumps((sent, clinic.site)))
"""


def _now() -> float:
    import time

    return time.time()
