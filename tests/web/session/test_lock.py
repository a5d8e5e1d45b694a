"""A locked chair shows its monitor and nothing else, until somebody shows who they are."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from uuid import UUID, uuid4

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from clinic import JUST_NOW, Clinic, open_clinic
from daybreak.actions import session as act
from daybreak.care.session.stages import Stage
from daybreak.care.team.pin import TRIES
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, JournalLine, VitalsRow
from daybreak.ui.middleware import idle
from daybreak.web.session.lock import KEY
from visiting import Visiting, second_nurse, visiting
from web.session.pinned import PASSWORD, PINS, SECOND_PIN, give_pin, signed_in, who, with_pin

HTMX = {"HX-Request": "true", "X-Daybreak-Poll": "1"}
BY_HAND = {"systolic_mmhg": "128", "diastolic_mmhg": "78"}


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def visit(clinic: Clinic) -> Visiting:
    """Somebody who is dosed just now."""
    clinic.clock.now = JUST_NOW
    return visiting(clinic, starts_at=JUST_NOW).until(Stage.DOSING)


@pytest.fixture
def nurse(clinic: Clinic, visit: Visiting) -> Client:
    with_pin(clinic, Role.NURSE)
    return signed_in(clinic)


@pytest.fixture
def locked(nurse: Client, visit: Visiting) -> Client:
    """The nurse's browser, locked at the chair."""
    nurse.get(f"/sessions/{visit.session}/")
    answer = nurse.post(f"/sessions/{visit.session}/lock/")
    assert answer.headers["Location"] == f"/sessions/{visit.session}/"
    return nurse


def page_of(client: Client, visit: Visiting, **headers: str) -> str:
    query = "?locked=1" if headers else ""  # as the locked monitor refreshes itself
    answer = client.get(f"/sessions/{visit.session}/{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def unlock(client: Client, visit: Visiting, account: UUID, **typed: str) -> str:
    """What comes back to an attempt; empty when it was opened."""
    told = {"act_id": str(uuid4()), "who": str(account), **typed}
    answer = client.post(f"/sessions/{visit.session}/unlock/", told)
    if answer.status_code == 302:
        assert KEY not in client.session
        return ""
    assert answer.status_code == 422
    assert KEY in client.session
    return answer.content.decode()


def leave_alone(client: Client, minutes: int) -> None:
    session = client.session
    session[idle.KEY] -= minutes * 60
    session.save()


def signed_out(client: Client) -> bool:
    return "_auth_user_id" not in client.session


class _Ways(HTMLParser):
    """Every address that a page sends to or leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        names = ("action", "formaction", "hx-get", "hx-post")
        self.found |= {told[name] or "" for name in names if name in told}
        if tag == "a":
            self.found.add(told.get("href") or "")


def test_the_locked_page_shows_the_monitor_and_leads_nowhere(
    locked: Client, visit: Visiting
) -> None:
    page = page_of(locked, visit)
    ways = _Ways()
    ways.feed(page)

    here = f"/sessions/{visit.session}/"
    refresh = {f"{here}?locked=1", ""}
    assert ways.found == {f"{here}unlock/", "#main", "#pad-h", *refresh}
    assert "Wren Hollow" in page
    assert "128" in page.split('id="monitor"')[1]
    assert page.index('id="monitor"') < page.index('id="pad-h"')


def test_the_locked_monitor_refreshes_itself_with_its_alarms(
    clinic: Clinic, locked: Client, visit: Visiting
) -> None:
    visit.measure(systolic_mmhg=186)

    told = page_of(locked, visit, **HTMX)

    assert told.lstrip().startswith('<div class="stack" id="monitor"')
    assert "Systolic 186 mmHg" in told
    assert "not seen yet" in told
    assert "<form" not in told
    assert "<a " not in told.replace('<noscript><a href="">Refresh</a></noscript>', "")


def test_every_act_at_the_chair_is_refused_and_stores_nothing(
    locked: Client, visit: Visiting
) -> None:
    lines, readings = JournalLine.objects.count(), VitalsRow.objects.count()

    answer = locked.post(f"/sessions/{visit.session}/vitals/", {"act_id": str(uuid4()), **BY_HAND})

    assert answer.headers["Location"] == f"/sessions/{visit.session}/"
    assert "nothing was stored" in page_of(locked, visit)
    assert (JournalLine.objects.count(), VitalsRow.objects.count()) == (lines, readings)


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house, with something made up where it wants a value."""
    for each in resolver.url_patterns:
        path = before + re.sub(r"<(?:(\w+):)?\w+>", _made_up, str(each.pattern).lstrip("^"))
        if isinstance(each, URLResolver):
            yield from addresses(each, path)
        else:
            yield "/" + path.rstrip("$"), each


def _made_up(match: re.Match[str]) -> str:
    kinds = {"uuid": str(uuid4()), "int": "1"}
    return kinds.get(match[1] or "str", "made-up")


def test_no_address_of_the_house_answers_a_locked_browser(locked: Client, visit: Visiting) -> None:
    here = f"/sessions/{visit.session}/"
    tried = 0
    for path, pattern in addresses(get_resolver()):
        if "(?P" in path or path.startswith(("/fhir/", "/o/")):
            continue  # programs bring their own key; the regular ones are allauth's, tried by name
        for method in ("get", "post"):
            if pattern.name in {"healthz", "account_logout", "session-unlock"}:
                continue
            answer = getattr(locked, method)(path)
            told = (answer.status_code, answer.headers.get("Location"))
            assert told == (302, here), (method, path)
            tried += 1
    assert tried > 100
    assert KEY in locked.session


def test_another_chair_is_shut_too(clinic: Clinic, locked: Client, visit: Visiting) -> None:
    answer = locked.get(f"/sessions/{uuid4()}/")

    assert answer.headers["Location"] == f"/sessions/{visit.session}/"


def test_what_asks_in_json_or_by_htmx_is_told_so_in_its_own_way(
    locked: Client, visit: Visiting
) -> None:
    by_htmx = locked.post(f"/sessions/{visit.session}/vitals/", headers=HTMX)
    in_json = locked.post(
        f"/sessions/{visit.session}/vitals/", {}, headers={"Accept": "application/json"}
    )

    assert (by_htmx.status_code, by_htmx.headers["HX-Redirect"]) == (
        204,
        f"/sessions/{visit.session}/",
    )
    assert (in_json.status_code, in_json.json()["code"]) == (423, "locked")


def test_a_program_does_not_enter_by_a_locked_browser(locked: Client) -> None:
    assert locked.get("/fhir/r4/metadata").status_code == 200
    answer = locked.get("/fhir/r4/Observation")
    assert answer.status_code in {401, 403}


def test_signing_out_is_always_open(locked: Client) -> None:
    locked.post("/account/logout/")

    assert signed_out(locked)


def test_the_pin_opens_it(clinic: Clinic, locked: Client, visit: Visiting) -> None:
    me = clinic.actors[Role.NURSE].id

    assert unlock(locked, visit, me, pin=PINS[Role.NURSE]) == ""

    answer = locked.post(f"/sessions/{visit.session}/vitals/", {"act_id": str(uuid4()), **BY_HAND})
    assert "not" not in answer.headers["Location"]
    assert VitalsRow.objects.filter(session=visit.session).count() == 2


@pytest.mark.parametrize("typed", [{"pin": "493818"}, {"pin": ""}, {}, {"password": "a guess"}])
def test_what_is_wrong_keeps_it_locked_and_shows_no_key_again(
    clinic: Clinic, locked: Client, visit: Visiting, typed: dict[str, str]
) -> None:
    page = unlock(locked, visit, clinic.actors[Role.NURSE].id, **typed)

    assert "Still locked" in page
    assert "493818" not in page
    assert "a guess" not in page
    assert 'id="monitor"' in page


def test_after_five_wrong_tries_the_password_is_asked_and_opens(
    clinic: Clinic, locked: Client, visit: Visiting
) -> None:
    me = clinic.actors[Role.NURSE].id
    for _ in range(TRIES):
        page = unlock(locked, visit, me, pin="493818")
    assert "wrong 5 times" in page
    assert "Type your password" in unlock(locked, visit, me, pin=PINS[Role.NURSE])

    assert unlock(locked, visit, me, password=PASSWORD) == ""
    locked.post(f"/sessions/{visit.session}/lock/")
    assert unlock(locked, visit, me, pin=PINS[Role.NURSE]) == ""


def test_without_a_pin_the_password_is_asked(clinic: Clinic, visit: Visiting) -> None:
    prescriber = clinic.actors[Role.PRESCRIBER]
    account = Account.objects.get(id=prescriber.id)
    account.set_password(PASSWORD)
    account.save()
    client = signed_in(clinic, Role.PRESCRIBER)
    client.post(f"/sessions/{visit.session}/lock/")

    page = page_of(client, visit)
    assert page.index('name="password"') < page.index('name="pin"')
    assert "no PIN of yours" in unlock(client, visit, prescriber.id, pin="602741")
    assert unlock(client, visit, prescriber.id, password=PASSWORD) == ""


def test_a_colleague_opens_it_and_is_who_acts_from_then_on(
    clinic: Clinic, locked: Client, visit: Visiting
) -> None:
    second = second_nurse(clinic)
    give_pin(second, SECOND_PIN)

    assert unlock(locked, visit, second.id, pin=SECOND_PIN) == ""

    assert who(locked) == second.id
    assert "Second nurse is signed in here now" in page_of(locked, visit)
    locked.post(f"/sessions/{visit.session}/vitals/", {"act_id": str(uuid4()), **BY_HAND})
    stored = JournalLine.objects.filter(act="session-record-vitals")
    assert stored.latest("recorded_at").by == second.id
    assert JournalLine.objects.filter(act="intake-read-chart", by=second.id).exists()


def test_nobody_opens_it_with_the_pin_of_another(
    clinic: Clinic, locked: Client, visit: Visiting
) -> None:
    second = second_nurse(clinic)
    give_pin(second, SECOND_PIN)

    assert "not the PIN of this person" in unlock(locked, visit, second.id, pin=PINS[Role.NURSE])
    assert who(locked) == clinic.actors[Role.NURSE].id


def test_nobody_from_elsewhere_or_of_another_organisation_can_be_chosen(
    clinic: Clinic, other_clinic: Clinic, locked: Client, visit: Visiting
) -> None:
    stranger = with_pin(other_clinic, Role.NURSE)

    assert str(stranger) not in page_of(locked, visit)
    assert "Still locked" in unlock(locked, visit, stranger, pin=PINS[Role.NURSE])


def second_factor(account: UUID) -> str:
    """Set one up, and the code that counts just now."""
    secret = generate_totp_secret()
    TOTP.activate(Account.objects.get(id=account), secret)
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


@pytest.fixture
def at_work(db: None) -> tuple[Clinic, Visiting, Client]:
    """The same in a clinic that is no demo, where staff need a second factor."""
    clinic = open_clinic("At work", demo=False)
    clinic.clock.now = JUST_NOW
    visit = visiting(clinic, starts_at=JUST_NOW).until(Stage.DOSING)
    second_factor(with_pin(clinic, Role.NURSE))
    client = signed_in(clinic)
    client.post(f"/sessions/{visit.session}/lock/")
    return clinic, visit, client


def test_outside_a_demo_a_colleague_also_gives_their_second_factor(
    at_work: tuple[Clinic, Visiting, Client],
) -> None:
    clinic, visit, locked = at_work
    second = second_nurse(clinic)
    give_pin(second, SECOND_PIN)

    assert "no second factor yet" in unlock(locked, visit, second.id, pin=SECOND_PIN)
    code = second_factor(second.id)
    assert "Type the code" in unlock(locked, visit, second.id, pin=SECOND_PIN)
    assert "does not fit" in unlock(locked, visit, second.id, pin=SECOND_PIN, code="000000")
    assert unlock(locked, visit, second.id, pin=SECOND_PIN, code=code) == ""
    assert who(locked) == second.id
    assert "Wren Hollow" in page_of(locked, visit)


def test_whoever_locked_it_needs_no_second_factor_again(
    at_work: tuple[Clinic, Visiting, Client],
) -> None:
    clinic, visit, locked = at_work

    assert unlock(locked, visit, clinic.actors[Role.NURSE].id, pin=PINS[Role.NURSE]) == ""


def test_a_chair_left_alone_locks_itself_where_other_pages_sign_out(
    nurse: Client, visit: Visiting
) -> None:
    page_of(nurse, visit)
    leave_alone(nurse, 16)

    page = page_of(nurse, visit)

    assert "Locked" in page
    assert not signed_out(nurse)


def test_the_refresh_of_a_chair_left_alone_brings_the_whole_locked_page(
    nurse: Client, visit: Visiting
) -> None:
    page_of(nurse, visit)
    leave_alone(nurse, 16)

    answer = nurse.get(f"/sessions/{visit.session}/", headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
    assert KEY in nurse.session


def test_whatever_is_sent_from_a_chair_left_alone_is_refused_and_not_lost_to_a_sign_in(
    nurse: Client, visit: Visiting
) -> None:
    page_of(nurse, visit)
    leave_alone(nurse, 16)

    answer = nurse.post("/people/", headers={"Accept": "application/json"})

    assert answer.status_code == 423
    assert KEY in nurse.session


def test_a_locked_chair_is_never_signed_out_while_somebody_is_watched(
    locked: Client, visit: Visiting
) -> None:
    for _ in range(3):
        leave_alone(locked, 8 * 60)
        assert 'id="monitor"' in page_of(locked, visit, **HTMX)
    assert not signed_out(locked)


def test_other_pages_left_alone_are_signed_out_as_ever(nurse: Client, visit: Visiting) -> None:
    page_of(nurse, visit)
    nurse.get("/people/")
    leave_alone(nurse, 16)

    assert "/account/login/" in nurse.get("/people/").headers["Location"]
    assert signed_out(nurse)


def test_a_session_before_its_dose_left_alone_is_signed_out_as_ever(clinic: Clinic) -> None:
    clinic.clock.now = JUST_NOW
    visit = visiting(clinic, starts_at=JUST_NOW).until(Stage.PREPARED)
    nurse = signed_in(clinic)
    page_of(nurse, visit)
    nurse.post(f"/sessions/{visit.session}/lock/")
    assert KEY not in nurse.session
    leave_alone(nurse, 16)

    nurse.get(f"/sessions/{visit.session}/")

    assert signed_out(nurse)


def test_a_chair_that_one_may_not_see_is_no_reason_to_stay_signed_in(
    clinic: Clinic, other_clinic: Clinic, visit: Visiting
) -> None:
    stranger = signed_in(other_clinic)
    stranger.get("/")
    leave_alone(stranger, 16)

    assert "/account/login/" in stranger.get(f"/sessions/{visit.session}/").headers["Location"]


def test_once_nobody_is_watched_any_more_the_locked_screen_is_signed_out(
    clinic: Clinic, locked: Client, visit: Visiting
) -> None:
    act.transfer(**visit.nurse(), destination="911", reason="made up", shown_ul=None)

    answer = locked.get(f"/sessions/{visit.session}/", headers=HTMX)

    assert answer.headers["HX-Redirect"] == "/account/login/"
    assert signed_out(locked)


def test_what_was_seen_before_does_not_come_back_by_the_browsers_own_way(
    locked: Client, visit: Visiting
) -> None:
    answer = locked.get(f"/sessions/{visit.session}/")

    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_every_page_at_the_chair_can_be_locked(nurse: Client, visit: Visiting) -> None:
    for path in ("", "more/", "vitals/", "symptoms/"):
        page = nurse.get(f"/sessions/{visit.session}/{path}").content.decode()
        assert f'action="/sessions/{visit.session}/lock/"' in page, path
        assert "data-idle-minutes" in page, path


def test_locking_is_for_post_alone(nurse: Client, visit: Visiting) -> None:
    assert nurse.get(f"/sessions/{visit.session}/lock/").status_code == 405
    assert nurse.get(f"/sessions/{visit.session}/unlock/").status_code == 405
    answer = nurse.post(f"/sessions/{visit.session}/unlock/", {"pin": "1"})
    assert answer.headers["Location"] == f"/sessions/{visit.session}/"
