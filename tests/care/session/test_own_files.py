"""A clinic's own newer file is used beside ours, and ours again without it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import daybreak.catalogue
from daybreak.care.session.drug_label import label_rules
from daybreak.care.session.entries import entries
from daybreak.care.session.events import event_rules
from daybreak.care.session.gates import session_gates
from daybreak.care.session.instructions import instructions
from daybreak.care.session.rems import rems_rules
from daybreak.care.session.rescue import rescue_rules
from daybreak.care.session.setting import setting_sheet
from daybreak.care.session.symptoms import symptom_list
from daybreak.care.session.vials import vials

OURS = Path(daybreak.catalogue.__path__[0])


@pytest.mark.parametrize(
    ("file", "read"),
    [
        ("profiles/gates/gates-2.toml", session_gates),
        ("profiles/instructions/instructions-1.toml", instructions),
        ("profiles/symptoms/symptoms-1.toml", symptom_list),
        ("profiles/setting/setting-1.toml", setting_sheet),
        ("profiles/entries/entries-1.toml", entries),
        ("profiles/vials/vials-1.toml", vials),
        ("profiles/label/drug-label-1.toml", label_rules),
        ("profiles/rescue/rescue-1.toml", rescue_rules),
        ("profiles/events/events-1.toml", event_rules),
        ("rules/rems-1.toml", rems_rules),
    ],
    ids=[
        "gates",
        "instructions",
        "symptoms",
        "setting",
        "entries",
        "vials",
        "label",
        "rescue",
        "events",
        "rems",
    ],
)
@pytest.mark.parametrize("own_name", ["{stem}-own.toml", "{stem}.toml"])
def test_the_highest_version_wins_wherever_it_lies(
    tmp_path: Path, file: str, read: Callable[..., object], own_name: str
) -> None:
    ours = (OURS / file).read_text(encoding="utf-8")
    own = tmp_path / file
    own.parent.mkdir(parents=True)
    name = own_name.format(stem=own.stem.rstrip("0123456789").rstrip("-"))
    newer = re.sub(r"^version = \d+$", "version = 7", ours, count=1, flags=re.MULTILINE)
    own.with_name(name).write_text(newer, encoding="utf-8")

    assert getattr(read(overlay=tmp_path), "version", None) == 7
    assert getattr(read(), "version", 7) < 7
