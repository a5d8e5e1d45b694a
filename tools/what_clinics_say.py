"""Writes docs/explanation/what-clinics-say.md from the claims, the model and the trials.

`python tools/what_clinics_say.py` writes it; it takes a few seconds.
"""

from pathlib import Path

from daybreak.lab.claims import page

PLACE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "what-clinics-say.md"
HEAD = """\
<!-- Written by tools/what_clinics_say.py from catalogue/evidence/claims.toml and the model. -->

# What clinics say, put to the test

Pages of ketamine clinics make claims, and few of them can be checked by whoever reads them.
Here each stands in our words, beside the trial it comes from and what [the fitted model](lab.md)
expects.
The verdict is ours, and rests on the trials; the model shows what would have to hold.

The model was fitted to published trials, so it is not independent of them, and it cannot show
that a claim is true.
Three of the studies behind claims were never fitted; how they were predicted stands in the
[table of benchmark rows](lab.md#benchmark-rows), two misses among them.
Percentages from trials without a control arm say how many got better, not how many the drug made
better.

"""


def text() -> str:
    return HEAD + page()


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
