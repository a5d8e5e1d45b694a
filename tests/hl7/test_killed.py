"""Whatever a monitor was told is stored, is stored, once, however the machine stops."""

import asyncio
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from shift_load import House, Load, Told, open_house

TESTS = Path(__file__).parents[1]
CHECK = """
import pickle, sys
from pathlib import Path
from shift import awake, begun
from shift_load import found
folder = Path(sys.argv[1])
awake(folder)
print(found(pickle.loads(sys.stdin.buffer.read()), set(), begun(folder, chairs=0)))
"""
BEGIN = """
import sys
from pathlib import Path
from shift import begun
begun(Path(sys.argv[1]), chairs=2)
"""


def environment(folder: Path, database: str = "") -> dict[str, str]:
    """For processes on a record of their own: in a folder, or in a database of that address."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    path = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    there = {"DATABASE_URL": database} if database else {}
    ours = {"PYTHONPATH": path, "DAYBREAK_DATA": str(folder), "PYTHONFAULTHANDLER": "1"}
    return {**kept, **ours, **there}


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """The address of an empty database on the server of this run; nothing on SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    import psycopg

    name = f"killed_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def run(folder: Path, database: str, script: str, told: bytes = b"") -> str:
    """A script beside this process, whose own database is another."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        env=environment(folder, database),
        input=told,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def kill_again_and_again(
    folder: Path, *, kills: int, web: bool, seed: int, database: str = ""
) -> None:
    """On SQLite pages and listener are one process, on PostgreSQL each is killed for itself."""
    import pickle

    from shift import begun

    run(folder, database, BEGIN)
    shift = begun(folder, chairs=2)
    house = House(environment(folder, database), together=not database, web=web)
    load = Load(shift, house.hl7_port, 40.0)
    rng = random.Random(seed)

    async def story() -> None:
        speaking = asyncio.create_task(load.run(10_000_000))
        for _ in range(kills):
            await asyncio.sleep(rng.uniform(0.1, 0.6))
            await asyncio.to_thread(house.kill)
            await asyncio.to_thread(house.start)
        await asyncio.sleep(0.5)
        load.stopping = True
        await speaking

    with open_house(house):
        asyncio.run(story())
        time.sleep(0.5)
        house.stop()
        house.start()  # what was kept and not used is used now
        time.sleep(1)
        house.stop()
    assert len(load.told.acknowledged) > kills
    assert not load.told.refused
    told = Told(load.told.sent, load.told.acknowledged, load.told.cuffs)
    answer = run(folder, database, CHECK, pickle.dumps(told))
    sys.stdout.write(  # shown by `-s`, for whoever writes the counts down
        f"{'PostgreSQL' if database else 'SQLite'}: {kills} kills, {len(told.sent)} sent, "
        f"{len(told.acknowledged)} acknowledged; {answer[:200]}\n"
    )
    assert "lost=(), doubled=()" in answer, answer
    assert "faults=()" in answer, answer


@pytest.mark.enable_socket
def test_five_kills_lose_and_double_nothing_that_was_acknowledged(
    tmp_path: Path, migrated: Path
) -> None:
    shutil.copy(migrated, tmp_path)
    kill_again_and_again(tmp_path, kills=5, web=False, seed=5)


@pytest.mark.slow
@pytest.mark.database  # once on each: `make torture` runs it again on PostgreSQL
@pytest.mark.enable_socket
def test_a_hundred_kills_of_every_process_lose_and_double_nothing(tmp_path: Path) -> None:
    with database_of_its_own() as database:
        kill_again_and_again(tmp_path, kills=100, web=True, seed=100, database=database)
