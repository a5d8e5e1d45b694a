"""What is to be done after an answer is done in its order, and nothing stops the rest."""

import threading

from daybreak.hl7.recorder import Recorder


def test_jobs_are_done_in_their_order_and_before_it_ends() -> None:
    done: list[int] = []
    recorder = Recorder(leave=lambda: done.append(-1))
    recorder.start()

    for number in range(50):
        recorder(lambda number=number: done.append(number))  # type: ignore[misc]  # bound now
    assert recorder.stop(20)

    assert done == [*range(50), -1]


def fails() -> None:
    raise RuntimeError("it cannot be used")


def test_a_job_that_fails_stops_no_other() -> None:
    done: list[str] = []
    recorder = Recorder()
    recorder.start()

    recorder(fails)
    recorder(lambda: done.append("next"))
    assert recorder.stop(20)

    assert done == ["next"]


def test_when_too_much_waits_senders_wait_too() -> None:
    go_on, waited = threading.Event(), threading.Event()

    def held() -> None:
        go_on.wait(20)

    def send() -> None:
        recorder(lambda: None)
        waited.set()

    recorder = Recorder(most=1)
    recorder.start()
    recorder(held)
    recorder(lambda: None)
    sender = threading.Thread(target=send)
    sender.start()

    assert not waited.wait(0.05)
    go_on.set()
    assert waited.wait(20)
    assert recorder.stop(20)
    sender.join(20)
