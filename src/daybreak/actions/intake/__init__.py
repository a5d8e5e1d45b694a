"""Someone comes to the clinic: by registering, with a record from elsewhere, from another site."""

from daybreak.actions.intake.arrival import RecordImported, Tally, import_record
from daybreak.actions.intake.comparison import Change
from daybreak.actions.intake.details import Details
from daybreak.actions.intake.file import FileImported, import_file, summed
from daybreak.actions.intake.invitation import Invited, invite, welcome_token, welcomed
from daybreak.actions.intake.person import (
    DetailsCorrected,
    Registered,
    correct_details,
    register,
)
from daybreak.actions.intake.program import ProgramAdmitted, admit_program
from daybreak.actions.intake.reading import ChartRead, note_reading, read_chart
from daybreak.actions.intake.relation import RelationOpened, open_relation

__all__ = [
    "Change",
    "ChartRead",
    "Details",
    "DetailsCorrected",
    "FileImported",
    "Invited",
    "ProgramAdmitted",
    "RecordImported",
    "Registered",
    "RelationOpened",
    "Tally",
    "admit_program",
    "correct_details",
    "import_file",
    "import_record",
    "invite",
    "note_reading",
    "open_relation",
    "read_chart",
    "register",
    "summed",
    "welcome_token",
    "welcomed",
]
