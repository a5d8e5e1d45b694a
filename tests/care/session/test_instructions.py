"""The sheet that goes home says what matters, to the person."""

from daybreak.care.session.instructions import instructions


def test_driving_waits_for_the_later_of_sleep_and_a_day() -> None:
    words = next(line.words for line in instructions().of("iv") if line.id == "no-driving")

    assert "24 hours" in words
    assert "slept" in words


def test_the_sheet_names_who_to_call_and_the_crisis_line() -> None:
    lines = {line.id: line.words for line in instructions().of("intranasal-esketamine")}

    assert "988" in lines["crisis"]
    assert {"no-decisions", "no-alcohol", "no-opioid-soon", "when-to-call", "next"} <= set(lines)


def test_every_line_has_its_source() -> None:
    assert all(line.source.citation for line in instructions().instruction)
