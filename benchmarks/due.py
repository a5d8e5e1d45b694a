"""How long it takes to say what is due in one course, from the first enquiry to two years on.

The course is full: a series, weekly and then monthly maintenance, every questionnaire answered,
every session with its tasks, a suicide screen each time. Nothing is read from disk; the rules are
loaded once, as in a clinic that is running. Times are of the processor, so that what else the
machine does is left out. The limit is what care promises: under a millisecond.

Run: daybreak bench due [--json] [--times N]
"""

import argparse
import json
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta

from daybreak.care.due import CourseFacts, ReviewFacts, SessionFacts, SuicideScreen, due
from daybreak.care.due.rules import rulebook
from daybreak.care.findings import Finding, Mark, Source, Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.session.stages import Stage

LIMIT_MS = 1.0
LAST_OF_FOUR = 2  # in maintenance a review follows every fourth, counted from the sixth
OPENED = datetime(2024, 11, 1, 9, tzinfo=UTC)
SOURCE = Source("a benchmark", Mark.OURS)


def course(*, sessions: int, unfollowed: int = 0) -> CourseFacts:
    """A course of so many sessions over two years, the last of them still to come.

    After the latest `unfollowed` nobody has called or held an integration yet.
    """
    gap_days = 730 // max(1, sessions)
    at = [OPENED + timedelta(days=21 + number * gap_days) for number in range(sessions)]
    done = {"call-the-next-day": OPENED, "hold-integration": OPENED}
    return CourseFacts(
        opened=OPENED,
        indication="trd",
        consulted=OPENED + timedelta(days=3),
        screened=OPENED + timedelta(days=4),
        screening=tuple(
            Finding(f"C{number:02d}", Status.WARN, "It is so.", SOURCE) for number in range(8)
        ),
        decided=OPENED + timedelta(days=5),
        plan_signed=OPENED + timedelta(days=6),
        planned_sessions=6,
        consent_at=OPENED + timedelta(days=7),
        has_consent=True,
        has_psychotherapy=True,
        sessions=tuple(
            SessionFacts(
                id=f"s{number}",
                number=number + 1,
                planned_for=when,
                stage=Stage.SCHEDULED if number == sessions - 1 else Stage.CLOSED,
                began=None if number == sessions - 1 else when,
                left=None if number == sessions - 1 else when + timedelta(hours=3),
                done=done if number < sessions - 1 - unfollowed else {},
            )
            for number, when in enumerate(at)
        ),
        reviews=tuple(
            ReviewFacts(after_session=number, at=when + timedelta(days=1))
            for number, when in enumerate(at, start=1)
            if number in (3, 6) or number % 4 == LAST_OF_FOUR
        ),
        suicide_screens=tuple(SuicideScreen(level=Level.NONE, at=when) for when in at),
        answered={
            scale: tuple(at) for scale in ("phq-9", "gad-7", "today", "c-ssrs-since-last-visit")
        },
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="daybreak bench due", description=__doc__)
    parser.add_argument("--json", action="store_true", help="answer as JSON, for machines")
    parser.add_argument("--times", type=int, default=2000, metavar="N", help="%(default)s")
    asked = parser.parse_args()
    rulebook()
    rows = []
    for name, facts in (
        ("new", CourseFacts(opened=OPENED, indication="trd")),
        ("a series", course(sessions=7)),
        ("two years, 60 sessions", course(sessions=60)),
        ("two years, four unfollowed", course(sessions=60, unfollowed=4)),
    ):
        now = OPENED + timedelta(days=730)
        due(facts, now)
        took_ms = []
        for _ in range(asked.times):
            start = time.thread_time_ns()
            found = due(facts, now)
            took_ms.append((time.thread_time_ns() - start) / 1e6)
        rows.append(
            {
                "course": name,
                "tasks": len(found.tasks),
                "median_ms": round(statistics.median(took_ms), 3),
                "p99_ms": round(sorted(took_ms)[int(len(took_ms) * 0.99)], 3),
            }
        )
    if asked.json:
        json.dump({"limit_ms": LIMIT_MS, "courses": rows}, sys.stdout, indent=2)
        print()
    else:
        for row in rows:
            print(
                f"{row['course']:<30}{row['tasks']:>5} tasks  median {row['median_ms']} ms  "
                f"p99 {row['p99_ms']} ms"
            )
    return 0 if all(float(str(row["median_ms"])) < LIMIT_MS for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
