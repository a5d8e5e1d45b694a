"""Whoever was away too long while answering is signed out, and still told whom to call."""

from uuid import uuid4

import pytest
from django.test import Client

from clinic import Clinic
from daybreak.records.models import Account, ScaleAnswer
from daybreak.ui.middleware.idle import KEY
from treated import treated


@pytest.fixture
def away(clinic: Clinic) -> Client:
    """A patient's browser that nobody has touched for a day."""
    somebody = treated(clinic)
    account = Account.objects.create(
        email="wren@example.org",
        name="Wren",
        organisation_id=clinic.organisation,
        patient_id=somebody.patient,
    )
    client = Client()
    client.force_login(account)
    session = client.session
    session[KEY] = 1
    session.save()
    return client


def test_answers_that_speak_of_death_show_the_crisis_text_after_the_sign_out(away: Client) -> None:
    answers = {str(item): "0" for item in range(1, 9)} | {"9": "2"}
    form = {f"item-{item}": value for item, value in answers.items()} | answers

    answer = away.post("/p/answer/phq-9/", {**form, "act_id": str(uuid4())})

    assert "988" in answer.content.decode()
    assert not ScaleAnswer.objects.exists()


def test_a_page_that_is_only_opened_asks_to_sign_in_and_comes_back(away: Client) -> None:
    answer = away.get("/p/")

    assert answer.status_code == 302
    assert "next=%2Fp%2F" in answer.headers["Location"]
