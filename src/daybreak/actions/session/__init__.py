"""A session at the chair, from arriving to closing, and the monitors that speak in it."""

from daybreak.actions.session.adjuncts import (
    AdjunctGiven,
    AdjunctSigned,
    DoseTakenBack,
    Word,
    give_adjunct,
    sign_adjunct,
    take_back_adjunct,
)
from daybreak.actions.session.arrival import CheckedIn, arrive, cancel, check_in
from daybreak.actions.session.closing import Closed, close
from daybreak.actions.session.conflicts import (
    ConflictKept,
    ConflictSettled,
    keep_conflict,
    settle_conflict,
)
from daybreak.actions.session.decision import Decided, decide
from daybreak.actions.session.devices_given import DevicesTold, give_device
from daybreak.actions.session.dose_events import PumpTold
from daybreak.actions.session.dosing import (
    STOP_REASONS,
    change_rate,
    end,
    pause,
    read_pump,
    resume,
    start,
)
from daybreak.actions.session.entry import Moved, Said
from daybreak.actions.session.events import EventRecorded, EventTold, TaskTold, record_event
from daybreak.actions.session.hold import end_hold
from daybreak.actions.session.labelling import Labelled, is_labelled_here, label
from daybreak.actions.session.leaving import (
    Assessed,
    assess_discharge,
    leave_early,
    sign_discharge,
    transfer,
)
from daybreak.actions.session.monitors import (
    MonitorBound,
    MonitorReleased,
    bind_device,
    unbind_device,
)
from daybreak.actions.session.preparing import Checked, Drawn, check_dose, prepare
from daybreak.actions.session.rems import SheetFilled, SheetSent, fill_rems, send_rems
from daybreak.actions.session.rescue import RescueRecorded, RescueTold, record_rescue
from daybreak.actions.session.sitting import (
    NoteWritten,
    SettingRecorded,
    record_setting,
    write_note,
)
from daybreak.actions.session.symptoms import (
    Acknowledged,
    SymptomRecorded,
    acknowledge,
    record_symptom,
)
from daybreak.actions.session.vitals import VitalsRecorded, correct, record_vitals

__all__ = [
    "STOP_REASONS",
    "Acknowledged",
    "AdjunctGiven",
    "AdjunctSigned",
    "Assessed",
    "Checked",
    "CheckedIn",
    "Closed",
    "ConflictKept",
    "ConflictSettled",
    "Decided",
    "DevicesTold",
    "DoseTakenBack",
    "Drawn",
    "EventRecorded",
    "EventTold",
    "Labelled",
    "MonitorBound",
    "MonitorReleased",
    "Moved",
    "NoteWritten",
    "PumpTold",
    "RescueRecorded",
    "RescueTold",
    "Said",
    "SettingRecorded",
    "SheetFilled",
    "SheetSent",
    "SymptomRecorded",
    "TaskTold",
    "VitalsRecorded",
    "Word",
    "acknowledge",
    "arrive",
    "assess_discharge",
    "bind_device",
    "cancel",
    "change_rate",
    "check_dose",
    "check_in",
    "close",
    "correct",
    "decide",
    "end",
    "end_hold",
    "fill_rems",
    "give_adjunct",
    "give_device",
    "is_labelled_here",
    "keep_conflict",
    "label",
    "leave_early",
    "pause",
    "prepare",
    "read_pump",
    "record_event",
    "record_rescue",
    "record_setting",
    "record_symptom",
    "record_vitals",
    "resume",
    "send_rems",
    "settle_conflict",
    "sign_adjunct",
    "sign_discharge",
    "start",
    "take_back_adjunct",
    "transfer",
    "unbind_device",
    "write_note",
]
