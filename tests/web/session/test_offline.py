"""What a device is given to go on alone at a chair, and what becomes of what it kept."""

import hmac
import json
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from hashlib import pbkdf2_hmac
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.actions.pins import set_pin
from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.reading import every
from daybreak.care.session.as_data import in_ms
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.care.team.permissions import ACTS
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    Account,
    EntryConflict,
    EntryOrigin,
    JournalLine,
    VitalsRow,
)
from daybreak.records.reads import offline as reads
from daybreak.records.reads.pins import pin_holders
from daybreak.records.verify import verify
from daybreak.ui import pins
from daybreak.web.session.kept import KINDS, Entry
from daybreak.web.session.offline import drawn_forms, forms
from daybreak.web.session.urls import urlpatterns
from visiting import Visiting, second_nurse, visiting

PIN = "284619"
WELL = {"systolic_mmhg": "128", "diastolic_mmhg": "78", "heart_rate_per_min": "72", "moaas": "5"}
ITERATIONS = 1000  # a PIN of a test is nobody's


class Device:
    """A tablet at one chair: what it kept, and what it is told when it sends it."""

    def __init__(self, visit: Visiting, role: Role = Role.NURSE) -> None:
        self.visit, self.clinic = visit, visit.clinic
        self.account = Account.objects.get(id=self.clinic.actors[role].id)
        self.client = Client()
        self.client.force_login(self.account)
        self.place = 0

    def kept(self, name: str, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
        """One entry of this moment."""
        self.place += 1
        now = in_ms(self.clinic.clock())
        return {
            "act": name,
            "act_id": str(uuid4()),
            "place": self.place,
            "at": now,
            "told_at": now,
            "account": str(self.account.id),
            "fields": fields,
            **more,
        }

    def sends(self, *entries: dict[str, Any]) -> list[dict[str, Any]]:
        told = self.posts([*entries])
        assert told.status_code == 200, told.content.decode()[:2000]
        answers: list[dict[str, Any]] = told.json()["answers"]
        return answers

    def posts(self, body: Any) -> Any:
        with time_machine.travel(self.clinic.clock(), tick=True):
            return self.client.post(
                f"/sessions/{self.visit.session}/flush/",
                json.dumps(body),
                content_type="application/json",
            )

    def snapshot(self) -> dict[str, Any]:
        with time_machine.travel(self.clinic.clock(), tick=True):
            answer = self.client.get(f"/sessions/{self.visit.session}/offline.json")
        assert answer.status_code == 200
        told: dict[str, Any] = answer.json()
        return told


def signed(entry: dict[str, Any], by: Actor, session: UUID, pin: str = PIN) -> dict[str, Any]:
    """The same entry, signed by somebody with their PIN, as a device does it."""
    holder = next(each for each in pin_holders(next(iter(by.sites))) if each.account == by.id)
    salt = b64decode(holder.proof_salt)
    key = pbkdf2_hmac("sha256", pin.encode(), salt, holder.proof_iterations, 32)
    told = [
        entry["act"],
        entry["act_id"],
        entry["told_at"],
        str(session),
        sorted(entry["fields"].items()),
    ]
    message = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    proof = hmac.new(key, message, "sha256").hexdigest()
    return {**entry, "signed_by": str(by.id), "proof": proof}


def with_pin(clinic: Clinic, by: Actor) -> Actor:
    verifier, prover = pins.make(PIN, iterations=ITERATIONS)
    set_pin(**{**clinic.nurse, "by": by}, verifier=verifier, prover=prover)
    return by


def gates(before: Stage) -> dict[str, Any]:
    return {f"gate-{gate.id}": "on" for gate in session_gates().asked(before, "iv")}


@pytest.fixture
def dosing(clinic: Clinic) -> Device:
    return Device(visiting(clinic).until(Stage.DOSING))


def test_every_act_that_travels_has_a_permission_and_the_address_of_its_form() -> None:
    names = {each.name for each in urlpatterns}
    of_a_page_of_many_taps = {"session-record-rescue": "session-rescue"}

    assert set(KINDS) <= set(ACTS)
    assert {of_a_page_of_many_taps.get(act, act) for act in KINDS} <= names


@pytest.mark.parametrize(
    "stage", [Stage.CHECKED_IN, Stage.PRE_ASSESSED, Stage.PREPARED, Stage.DOSING, Stage.RECOVERY]
)
def test_a_snapshot_holds_what_a_device_needs_at_every_stage(clinic: Clinic, stage: Stage) -> None:
    visit = visiting(clinic).until(stage)
    device = Device(visit)

    told = device.snapshot()

    seen = visit.seen
    assert told["chair"]["history"][-1]["stage"] == stage
    assert len(told["chair"]["readings"]) == len(seen.chair.readings)
    assert told["rules"]["version"] >= 1
    assert told["account"]["id"] == str(device.account.id)
    drawn_otherwise = {"session-record-symptom", "session-acknowledge", "session-record-rescue"}
    of_other_routes = {"session-give-device", "session-end-hold"}
    assert set(told["forms"]) == set(KINDS) - drawn_otherwise - of_other_routes
    assert (told["dose"]["prepared"] is None) == (seen.prepared is None)
    assert told["server_ms"] == pytest.approx(in_ms(visit.now), abs=5000)


def test_a_snapshot_is_kept_by_no_cache_and_is_nobody_elses(
    dosing: Device, other_clinic: Clinic
) -> None:
    path = f"/sessions/{dosing.visit.session}/offline.json"
    stranger = Client()
    stranger.force_login(Account.objects.get(id=other_clinic.actors[Role.NURSE].id))
    desk = Device(dosing.visit, Role.FRONT_DESK)

    with time_machine.travel(dosing.clinic.clock(), tick=True):
        assert "no-store" in dosing.client.get(path).headers["Cache-Control"]
        assert stranger.get(path).status_code == 404
        assert desk.client.get(path).status_code == 403
        assert Client().get(path).status_code == 302


def test_the_table_says_for_each_vial_and_bag_what_preparing_it_would_store(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.PRE_ASSESSED)
    rows = Device(visit).snapshot()["table"]
    may = [row for row in rows if not row["because"]]
    assert may

    row = next(each for each in may if each["strength_ug_per_ml"] == 50_000)
    drawn = visit.prepare(
        strength_ug_per_ml=row["strength_ug_per_ml"], diluent_ul=row["diluent_ul"], bag=row["bag"]
    )

    stored = (drawn.dose_ug, drawn.drug_ul, drawn.total_ul, drawn.rate_ul_per_h)
    assert stored == (row["dose_ug"], row["drug_ul"], row["total_ul"], row["rate_ul_per_h"])


def test_an_entry_is_stored_once_however_often_it_is_sent(dosing: Device) -> None:
    before = VitalsRow.objects.count()
    entry = dosing.kept("session-record-vitals", WELL)

    answers = [dosing.sends({**entry, "waited": waited}) for waited in (False, True, True)]

    assert [each[0]["state"] for each in answers] == ["stored"] * 3
    assert VitalsRow.objects.count() == before + 1
    assert JournalLine.objects.filter(act_id=entry["act_id"]).count() == 1
    assert not EntryOrigin.objects.exists(), "it came at once the first time"


def test_an_entry_that_waited_says_when_it_was_true_and_when_it_was_told(dosing: Device) -> None:
    entry = dosing.kept("session-record-vitals", WELL, clock_off_s=-3600)
    entry["told_at"] -= 3600_000
    dosing.clinic.clock.forward(minutes=18)

    (answer,) = dosing.sends({**entry, "waited": True})

    assert answer["state"] == "stored"
    (origin,) = reads.origins(dosing.visit.session)
    assert (origin.entry, origin.act, origin.way) == (
        UUID(entry["act_id"]),
        "session-record-vitals",
        "offline",
    )
    assert in_ms(origin.at) == entry["at"]
    assert in_ms(origin.told_at) == entry["told_at"]
    assert origin.recorded_at - origin.at > timedelta(minutes=18)
    assert (origin.clock_off_s, origin.place) == (-3600, 1)
    line = JournalLine.objects.get(act_id=entry["act_id"])
    assert "records_entryorigin" in line.rows, "the line itself says how it came"
    assert verify().ok


def test_a_whole_session_may_come_late_in_one_letter(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.CHECKED_IN)
    device = Device(visit)
    prescriber = with_pin(clinic, clinic.actors[Role.PRESCRIBER])
    second = with_pin(clinic, second_nurse(clinic))
    letter = [device.kept("session-record-vitals", WELL | {"spo2_percent": "98", "pain_nrs": "0"})]
    letter[0]["fields"] |= {
        "respiratory_rate_per_min": "14",
        "nausea_nrs": "0",
        "anxiety_nrs": "1",
        "dissociation_nrs": "0",
    }
    go = device.kept("session-decide", {"decision": "go", "reason": ""})
    letter.append(signed(go, prescriber, visit.session))
    letter.append(
        device.kept(
            "session-prepare",
            {
                "product": "Ketamine 50 mg/mL, 10 mL",
                "strength": "50000",
                "lot": "LOT7",
                "expires_on": "2027-06-30",
                "diluent": "100",
                "bag": "replaced",
            }
            | gates(Stage.PREPARED),
        )
    )
    check = device.kept("session-check-dose", {"dose": "40", "rate": "150"})
    letter.append(signed(check, second, visit.session))
    clinic.clock.forward(minutes=2)
    letter.append(device.kept("session-start", {"rate": "150"} | gates(Stage.DOSING)))
    clinic.clock.forward(minutes=10)
    letter.append(device.kept("session-record-vitals", WELL | {"systolic_mmhg": "182"}))
    letter.append(
        device.kept(
            "session-acknowledge",
            {"channel": "systolic-high", "level": "critical", "action": "Prescriber told"},
        )
    )
    letter.append(
        device.kept("session-record-symptom", {"term": "nausea", "grade": "1", "note": ""})
    )
    letter.append(device.kept("session-pause", {"shown": "25", "reason": "pressure"}))
    clinic.clock.forward(minutes=3)
    letter.append(device.kept("session-record-vitals", WELL))
    letter.append(device.kept("session-resume", {"shown": "25", "reason": ""}))
    letter.append(
        device.kept("session-change-rate", {"rate": "140", "shown": "", "reason": "slow"})
    )
    clinic.clock.forward(minutes=10)
    letter.append(device.kept("session-read-pump", {"shown": "50"}))
    letter.append(
        device.kept("session-end", {"why": "patient-request", "shown": "50", "reason": ""})
    )
    clinic.clock.forward(minutes=45)
    channels = {each.channel for each in visit.seen.chair.profile.alarm}
    assert letter[6]["fields"]["channel"] in channels

    answers = device.sends(*({**each, "waited": True} for each in letter))

    told = [(one["act"], each.get("because")) for one, each in zip(letter, answers, strict=True)]
    assert [each["state"] for each in answers] == ["stored"] * len(letter), told
    assert visit.stage is Stage.RECOVERY
    origins = reads.origins(visit.session)
    assert [each.act for each in origins] == [each["act"] for each in letter]
    assert [in_ms(each.at) for each in origins] == [each["at"] for each in letter]
    assert visit.seen.goes[-1].by == prescriber.name
    assert [each.figures.by for each in visit.seen.dose_checks] == [device.account.id, second.id]
    assert verify().ok

    again = device.sends(*({**each, "waited": True} for each in letter))

    assert [each["state"] for each in again] == ["stored"] * len(letter)
    assert len(reads.origins(visit.session)) == len(letter)


def test_a_pin_that_does_not_fit_signs_nothing(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.PREPARED)
    device = Device(visit)
    second = with_pin(clinic, second_nurse(clinic))
    entry = device.kept("session-check-dose", {"dose": "40", "rate": "150"})
    wrong = signed(entry, second, visit.session, pin="918273")
    other_figures = signed(entry, second, visit.session)
    other_figures["fields"] = {"dose": "41", "rate": "150"}

    (one,) = device.sends(wrong)
    (other,) = device.sends({**other_figures, "act_id": entry["act_id"]})

    assert (one["state"], other["state"]) == ("refused", "refused")
    assert "PIN" in one["because"]
    assert not visit.seen.checks


def test_a_form_sent_at_once_comes_back_and_leaves_nothing(dosing: Device) -> None:
    lines = JournalLine.objects.count()

    answers = [
        dosing.sends(dosing.kept("session-resume", {"shown": "", "reason": ""})),
        dosing.sends(dosing.kept("session-record-vitals", {"systolic_mmhg": "1280"})),
        dosing.sends(dosing.kept("session-record-symptom", {"term": "no-such", "grade": "1"})),
        dosing.sends(dosing.kept("session-close", {"note": "Calm."})),
    ]

    assert [each[0]["state"] for each in answers] == ["refused"] * 4
    assert all(each[0]["because"] for each in answers)
    assert JournalLine.objects.count() == lines
    assert not EntryConflict.objects.exists()


def test_what_has_waited_and_is_refused_is_kept_word_for_word_until_somebody_settles_it(
    dosing: Device,
) -> None:
    entry = dosing.kept("session-pause", {"shown": "10", "reason": "blanket"}, waited=True)
    dosing.visit.end()  # somebody else was quicker
    later = dosing.kept("session-record-vitals", WELL, waited=True)
    dosing.clinic.clock.forward(minutes=10)

    first, second = dosing.sends(entry, later)
    again, _ = dosing.sends(entry, later)

    assert first["state"] == "conflict"
    assert again == first
    assert second["state"] == "stored", "what stands on its own goes on"
    (kept,) = reads.conflicts(dosing.visit.session)
    assert (kept.what, kept.because) == ("session-pause", first["because"])
    assert kept.content["fields"] == {"shown": "10", "reason": "blanket"}
    assert in_ms(kept.at) == entry["at"]
    assert reads.open_conflicts([dosing.visit.session]) == {dosing.visit.session: 1}
    with time_machine.travel(dosing.clinic.clock(), tick=True):
        page = f"/sessions/{dosing.visit.session}/"
        assert "blanket" in dosing.client.get(page).content.decode()
        settled = dosing.client.post(
            f"{page}conflicts/{kept.id}/", {"act_id": str(uuid4()), "reason": "It had ended."}
        )
    assert settled.status_code == 302
    assert not reads.conflicts(dosing.visit.session)
    (all_of_them,) = reads.conflicts(dosing.visit.session, settled=True)
    assert all_of_them.end == "It had ended."
    assert verify().ok


def test_after_an_entry_that_must_be_sent_again_nothing_later_is_done(dosing: Device) -> None:
    others = dosing.kept("session-pause", {"shown": "", "reason": ""}, waited=True)
    others["account"] = str(dosing.clinic.actors[Role.PRESCRIBER].id)
    own = dosing.kept("session-record-vitals", WELL, waited=True)

    answers = dosing.sends(others, own)

    assert [each["state"] for each in answers] == ["again"]
    assert dosing.visit.stage is Stage.DOSING


def test_an_entry_of_somebody_else_that_had_arrived_is_known_as_stored(dosing: Device) -> None:
    entry = dosing.kept("session-record-vitals", WELL)
    dosing.sends(entry)

    (answer,) = Device(dosing.visit, Role.PRESCRIBER).sends({**entry, "waited": True})

    assert answer["state"] == "stored"


def test_a_late_start_is_weighed_with_what_was_known_then(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.PREPARED)
    visit.check()
    device = Device(visit)
    entry = device.kept("session-start", {"rate": "150"} | gates(Stage.DOSING), waited=True)
    clinic.clock.forward(minutes=50)  # the readings before the start are old by now

    (answer,) = device.sends(entry)

    assert answer["state"] == "stored", answer
    assert in_ms(visit.seen.chair.began or datetime.max.replace(tzinfo=UTC)) == entry["at"]


@pytest.mark.parametrize("body", ["nonsense", [1], [{"act": "session-pause"}], {"act": "x"}])
def test_a_letter_that_cannot_be_read_changes_nothing(dosing: Device, body: Any) -> None:
    lines = JournalLine.objects.count()

    assert dosing.posts(body).status_code == 400
    assert JournalLine.objects.count() == lines


def test_a_therapist_who_may_not_do_it_is_refused_and_what_waited_is_kept(dosing: Device) -> None:
    therapist = Device(dosing.visit, Role.THERAPIST)
    entry = therapist.kept("session-pause", {"shown": "", "reason": ""})

    assert therapist.sends(entry)[0]["state"] == "refused"
    assert therapist.sends({**entry, "waited": True})[0]["state"] == "conflict"
    assert dosing.visit.stage is Stage.DOSING


def test_the_worker_is_for_the_sessions_alone_and_keeps_only_what_is_nobodys(
    dosing: Device,
) -> None:
    worker = dosing.client.get("/sessions/worker.js")
    shell = dosing.client.get("/sessions/offline/")

    assert worker.headers["Service-Worker-Allowed"] == "/sessions/"
    assert worker.headers["Content-Type"].startswith("text/javascript")
    kept = json.loads(worker.content.decode().split("\n")[0].removeprefix("const KEPT = ")[:-1])
    for path in kept["files"]:
        answer = Client().get(path)
        assert answer.status_code == 200, path
        assert "immutable" in answer.headers["Cache-Control"]
    assert Client().get(kept["files"][0].replace(kept["version"], "another")).status_code == 404
    assert shell.status_code == 200
    assert dosing.visit.seen.name not in shell.content.decode()
    assert "csrfmiddlewaretoken" not in shell.content.decode()
    assert Client().get("/sessions/worker.js").status_code == 302, "only for who may see a chair"


def test_forms_that_were_drawn_before_are_as_if_drawn_anew(clinic: Clinic) -> None:
    def without_ids(drawn: dict[str, str]) -> dict[str, str]:
        return {name: re.sub(r"[0-9a-f-]{36}", "", html) for name, html in drawn.items()}

    visit = visiting(clinic).until(Stage.PREPARED)
    for happens in (visit.check, visit.start, visit.measure, visit.end):
        assert without_ids(forms(visit.seen)) == without_ids(drawn_forms(visit.seen))
        assert forms(visit.seen) == forms(visit.seen), "nothing happened in between"
        visit.clinic.clock.forward(minutes=1)
        happens()
    assert without_ids(forms(visit.seen)) == without_ids(drawn_forms(visit.seen))


def test_what_a_pin_signs_is_written_the_same_here_and_there() -> None:
    entry = Entry("session-pause", UUID(int=7), 1, 5, 9, UUID(int=1), {"shown": "1", "reason": "é"})

    assert entry.message(UUID(int=2)).decode() == (
        '["session-pause","00000000-0000-0000-0000-000000000007",9,'
        '"00000000-0000-0000-0000-000000000002",[["reason","é"],["shown","1"]]]'
    )


def test_a_conflict_is_kept_once(dosing: Device) -> None:
    told: dict[str, Any] = {
        "session": dosing.visit.session,
        "entry": uuid4(),
        "what": "session-pause",
        "content": "{}",
        "because": "The dose is over.",
    }
    act.keep_conflict(**dosing.clinic.nurse, **told)

    with pytest.raises(Exception, match="kept already"):
        act.keep_conflict(**dosing.clinic.nurse, **told)


def test_the_board_says_that_an_entry_waits_for_somebody(dosing: Device) -> None:
    entry = dosing.kept("session-pause", {"shown": "", "reason": ""}, waited=True)
    dosing.visit.end()
    dosing.sends(entry)

    with time_machine.travel(dosing.clinic.clock(), tick=True):
        page = dosing.client.get("/").content.decode()

    assert "1 entry not taken over" in page


def test_a_figure_far_from_the_last_is_asked_twice_only_while_somebody_is_there_to_answer(
    dosing: Device,
) -> None:
    far = dosing.kept("session-record-vitals", WELL | {"heart_rate_per_min": "140"})

    (first,) = dosing.sends(far)
    sure = {**far, "fields": {**far["fields"], "sure": "heart_rate_per_min=140"}}
    (second,) = dosing.sends(sure)
    late = dosing.kept("session-record-vitals", WELL | {"heart_rate_per_min": "70"}, waited=True)
    (third,) = dosing.sends(late)

    assert [each["state"] for each in (first, second, third)] == ["refused", "stored", "stored"]


@pytest.mark.parametrize("protocol", sorted(each.id for each in every("protocols", Protocol)))
def test_every_protocol_has_a_snapshot(clinic: Clinic, protocol: str) -> None:
    visit = visiting(clinic, protocol=protocol).until(Stage.CHECKED_IN)

    told = Device(visit).snapshot()

    assert told["route"] == visit.seen.protocol.route
    assert "session-prepare" in told["forms"]


def test_an_entry_about_something_that_is_not_there_is_a_conflict_and_stops_nothing_behind_it(
    dosing: Device,
) -> None:
    nothing = str(uuid4())
    about = {"rescue": nothing, "did": "reposition"}
    lost = dosing.kept("session-record-rescue", about, waited=True)
    well = dosing.kept("session-record-vitals", WELL, waited=True)

    answers = dosing.sends(lost, well)

    assert [each["state"] for each in answers] == ["conflict", "stored"]
