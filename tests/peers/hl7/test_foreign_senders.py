"""Senders that others wrote are heard, answered as they expect, and end in the record."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hl7.client import MLLPClient
from hl7apy.core import Message
from hl7apy.parser import parse_message
from hl7apy.validation import Validator

from clinic import open_clinic
from daybreak.hl7 import service
from daybreak.hl7.framing import END
from daybreak.records.models import DeviceFrame, VitalsRow
from daybreak.records.verify import verify
from monitoring import CONTINUOUS, PACIFIC, SPOT, bound, listening, on_chair_three, shifted
from visiting import Visiting

HOST = "127.0.0.1"
pytestmark = pytest.mark.enable_socket


@pytest.fixture
def visit(real_transactions: None) -> Visiting:
    seen = on_chair_three(open_clinic())
    bound(seen)
    bound(seen, "0011FF0000CD0002")
    seen.clinic.clock.forward(minutes=5)
    return seen


@pytest.fixture
def port(visit: Visiting) -> Iterator[int]:
    with listening(service.taking(zone=PACIFIC), lambda: visit.now) as listened:
        yield listened
    connection.close()


def device_rows() -> dict[str, list[int]]:
    rows = VitalsRow.objects.filter(method="device").order_by("at")
    return {
        name: [value for value in rows.values_list(name, flat=True) if value is not None]
        for name in ("systolic_mmhg", "diastolic_mmhg", "heart_rate_per_min", "spo2_percent")
    }


def from_hl7apy(at: datetime) -> Message:
    """A continuous report as another library builds it, field by field, of HL7 2.6."""
    time = at.strftime("%Y%m%d%H%M%S+0000")
    message = Message("ORU_R01", version="2.6")
    message.msh.msh_3 = "CHAIRMON^00A0370000AB0001^EUI-64"
    message.msh.msh_7 = time
    message.msh.msh_9 = "ORU^R01^ORU_R01"
    message.msh.msh_10 = "APY-1"
    message.msh.msh_11 = "P"
    message.msh.msh_15, message.msh.msh_16 = "AL", "NE"
    result = message.add_group("oru_r01_patient_result")
    patient = result.add_group("oru_r01_patient")
    patient.add_segment("pid").pid_3 = "TEST-0001^^^KETASYS^MR"
    patient.pid.pid_5 = "Testpatient^Avery"
    patient.add_group("oru_r01_visit").add_segment("pv1").pv1_3 = "INF^RM2^CHAIR3"
    patient.oru_r01_visit.pv1.pv1_2 = "O"
    order = result.add_group("oru_r01_order_observation")
    order.add_segment("obr").obr_4 = "182777000^monitoring of patient^SCT"
    order.obr.obr_7 = time
    for number, (code, label, value, unit) in enumerate(
        (
            (150301, "MDC_PRESS_CUFF_SYS", 144, "266016^MDC_DIM_MMHG^MDC"),
            (150302, "MDC_PRESS_CUFF_DIA", 88, "266016^MDC_DIM_MMHG^MDC"),
            (147842, "MDC_ECG_HEART_RATE", 91, "264864^MDC_DIM_BEAT_PER_MIN^MDC"),
            (150456, "MDC_PULS_OXIM_SAT_O2", 96, "262688^MDC_DIM_PERCENT^MDC"),
        ),
        1,
    ):
        obx = order.add_group("oru_r01_observation").add_segment("obx")
        obx.obx_1, obx.obx_2 = str(number), "NM"
        obx.obx_3, obx.obx_4 = f"{code}^{label}^MDC", f"1.1.9.{code}"
        obx.obx_5, obx.obx_6 = str(value), unit
        obx.obx_11, obx.obx_14 = "R", time
    return message


def test_what_hl7apy_builds_ends_in_the_record_and_it_reads_the_answer(
    visit: Visiting, port: int
) -> None:
    message = from_hl7apy(visit.now)
    assert Validator.validate(message)

    with socket.create_connection((HOST, port), timeout=20) as wire:
        wire.sendall(message.to_mllp().encode())
        heard = b""
        while not heard.endswith(END):
            heard += wire.recv(4096)

    answer = parse_message(heard.strip(b"\x0b\x1c\r").decode(), find_groups=False)
    assert (answer.msa.msa_1.value, answer.msa.msa_2.value) == ("CA", "APY-1")
    assert answer.msh.msh_5.value == "CHAIRMON^00A0370000AB0001^EUI-64"
    assert device_rows() == {
        "systolic_mmhg": [144],
        "diastolic_mmhg": [88],
        "heart_rate_per_min": [91],
        "spo2_percent": [96],
    }
    assert verify().ok


def test_python_hl7_sends_both_examples_on_one_connection(visit: Visiting, port: int) -> None:
    with MLLPClient(HOST, port) as client:
        first = client.send_message(shifted(CONTINUOUS, visit.now))
        second = client.send_message(shifted(SPOT, visit.now))

    assert b"MSA|CA|CM1-20261121-000042" in first
    assert b"MSA|AA|SPOT9001" in second
    assert device_rows()["systolic_mmhg"] == [142, 186]
    assert verify().ok


def test_its_command_sends_a_file_of_many_messages(
    visit: Visiting, port: int, tmp_path: Path
) -> None:
    """`mllp_send` of python-hl7, loose: it cuts a file where messages begin."""
    command = shutil.which("mllp_send", path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip("python-hl7 is installed without its command mllp_send")
    file = tmp_path / "shift.hl7"
    file.write_bytes(
        b"".join(
            shifted(CONTINUOUS, visit.now - timedelta(seconds=60 - second)).replace(
                b"000042", b"%06d" % second
            )
            for second in range(10)
        )
    )

    done = subprocess.run(
        [command, "--port", str(port), "--loose", "--file", str(file), HOST],
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert done.stdout.count(b"MSA|CA|") == 10
    assert DeviceFrame.objects.count() == 10
    assert device_rows()["heart_rate_per_min"] == [88], "ten words of one minute"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"msh_9": "ADT^A01"}, "AR"),
        ({"msh_12": "2.9"}, "AR"),
    ],
)
def test_what_is_not_taken_is_rejected_in_words_it_understands(
    visit: Visiting, port: int, changed: dict[str, Any], code: str
) -> None:
    text = from_hl7apy(visit.now).to_er7().replace("|AL|NE", "||")
    for field, value in changed.items():
        text = text.replace(
            {"msh_9": "ORU^R01^ORU_R01", "msh_12": "|2.6"}[field],
            {"msh_9": value, "msh_12": f"|{value}"}[field],
        )

    with MLLPClient(HOST, port) as client:
        answer = client.send_message(text.encode())

    assert b"MSA|" + code.encode() + b"|APY-1" in answer
    assert device_rows()["systolic_mmhg"] == []
