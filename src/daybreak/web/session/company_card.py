"""What was written by whoever sits with somebody, as the session's page shows it."""

from dataclasses import dataclass

from daybreak.care.session.setting import setting_sheet
from daybreak.records.reads.company import NoteSeen, SettingSeen, notes_of, setting_of
from daybreak.records.reads.session import Visit


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """What they bring, question by question, and the notes beside the session."""

    setting: tuple[tuple[str, str], ...]
    told: SettingSeen | None
    notes: tuple[NoteSeen, ...]


def company_card(seen: Visit) -> CompanyCard:
    """The card of one session."""
    told = setting_of(seen.session)
    return CompanyCard(setting_lines(told), told, notes_of(seen.session))


def setting_lines(told: SettingSeen | None) -> tuple[tuple[str, str], ...]:
    """What was asked and answered, in the order of the sheet; what it lost since comes last."""
    if told is None:
        return ()
    asked = {each.id: each for each in setting_sheet().field}
    kept = [
        (asked[key].asks, asked[key].said(told.answers[key]))
        for key in asked
        if key in told.answers
    ]
    lost = sorted(set(told.answers) - set(asked))
    return (*kept, *((key.replace("-", " ").capitalize(), str(told.answers[key])) for key in lost))
