"""At the chair while nobody answers: nothing is lost, nothing is doubled, and the page says so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from beside import gives, ordered
from clinic import Clinic, open_clinic
from daybreak.actions.pins import set_pin
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import AdjunctDose, EntryOrigin, Rescue, VitalsRow
from daybreak.records.reads import offline as reads
from daybreak.records.verify import verify
from daybreak.ui import pins
from journeys.tablet import Tablet
from journeys.wire import Wire
from visiting import Visiting, second_nurse, visiting

PIN = "284619"
pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
expect.set_options(timeout=30_000)  # for a machine with other work; nothing is judged by it


@pytest.fixture
def wire(real_transactions: None, live_server: Any) -> Iterator[Wire]:
    thread = live_server.thread
    made = Wire((thread.host, thread.port))
    yield made
    made.close()


@pytest.fixture
def visit(real_transactions: None, settings: Any, request: pytest.FixtureRequest) -> Visiting:
    settings.DAYBREAK_IDLE_MINUTES = 60
    return at_the_chair(open_clinic(), getattr(request, "param", Stage.DOSING))


def at_the_chair(clinic: Clinic, stage: Stage) -> Visiting:
    """Somebody of today, who came ten minutes ago."""
    clinic.clock.now = datetime.now(UTC) - timedelta(minutes=10)
    visit = visiting(clinic, starts_at=clinic.clock.now)
    visit.somebody.screened(at=clinic.clock.now)
    return visit.until(stage)


@pytest.fixture
def tablet(chromium: Browser, wire: Wire, visit: Visiting) -> Iterator[Tablet]:
    made = Tablet(chromium, wire, visit.session)
    made.signs_in(visit.clinic.actors[Role.NURSE].id)
    yield made
    made.close()


def alone(tablet: Tablet, wire: Wire) -> Page:
    """The chair's page after the network went."""
    page = tablet.opens()
    tablet.is_ready(page)
    wire.cut()
    page.goto(tablet.path)
    tablet.is_alone(page)
    return page


def test_what_is_entered_without_a_network_arrives_once_and_says_both_times(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    before = VitalsRow.objects.count()
    page = alone(tablet, wire)
    expect(page.locator("#who")).to_have_text(visit.seen.name)

    page.get_by_role("button", name="Record BP").click()
    page.get_by_label("Systolic").fill("141")
    page.get_by_label("Diastolic").fill("88")
    page.get_by_role("button", name="Store these readings").click()

    expect(page.locator("#kept-banner")).to_contain_text("1 entry is saved on this tablet only")
    expect(page.locator("#tiles")).to_contain_text("141/88")
    assert VitalsRow.objects.count() == before
    wire.mend()
    page.locator("#try").click()
    tablet.is_back(page)
    expect(page.locator("#monitor")).to_contain_text("141")
    (row,) = VitalsRow.objects.filter(systolic_mmhg=141)
    (origin,) = EntryOrigin.objects.all()
    assert origin.entry == row.act
    assert row.at < row.recorded_at
    assert [each.act for each in reads.origins(visit.session)] == ["session-record-vitals"]
    assert verify().ok
    assert not tablet.problems


def with_pins(clinic: Clinic) -> tuple[Actor, Actor]:
    """A prescriber and a second nurse who can sign on anybody's device."""
    prescriber, second = clinic.actors[Role.PRESCRIBER], second_nurse(clinic)
    for who in (prescriber, second):
        verifier, prover = pins.make(PIN, iterations=1000)
        set_pin(**{**clinic.nurse, "by": who}, verifier=verifier, prover=prover)
    return prescriber, second


def presses(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).filter(visible=True).first.click()


def measures(page: Page, **figures: str) -> None:
    presses(page, "Record BP")
    page.locator("#asks summary").filter(visible=True).first.click()
    for name, value in figures.items():
        fills(page, name, value)
    presses(page, "Store these readings")
    expect(page.locator("#asks")).not_to_be_visible()


def fills(page: Page, name: str, value: str) -> None:
    """A figure, typed or chosen from a row of them."""
    field = page.locator(f"#asks [name={name}]")
    if field.first.get_attribute("type") == "radio":
        page.locator(f"#asks [name={name}][value='{value}']").check(force=True)
    else:
        field.fill(value)


def signs(page: Page, who: str, pin: str = PIN) -> None:
    page.get_by_label("Who you are").select_option(label=who)
    page.get_by_label("Your own PIN").fill(pin)


ALL_WELL = {
    "systolic_mmhg": "128",
    "diastolic_mmhg": "78",
    "heart_rate_per_min": "72",
    "spo2_percent": "98",
    "respiratory_rate_per_min": "14",
    "moaas": "5",
    "dissociation_nrs": "0",
    "pain_nrs": "0",
    "nausea_nrs": "0",
    "anxiety_nrs": "0",
}


@pytest.mark.parametrize("visit", [Stage.CHECKED_IN], indirect=True)
def test_from_check_in_to_the_end_of_the_dose_without_a_network(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    prescriber, second = with_pins(visit.clinic)
    page = alone(tablet, wire)

    measures(page, **ALL_WELL)
    presses(page, "Go or no-go")
    page.locator("#asks [name=decision][value=go]").check()
    signs(page, prescriber.name, pin="111112")
    presses(page, "Sign")
    expect(page.get_by_role("alert")).to_contain_text("That is not the PIN")
    signs(page, prescriber.name)
    presses(page, "Sign")
    expect(page.locator("#stage")).to_have_text("Go signed")

    presses(page, "Prepare")
    for box in page.locator("#asks input[type=checkbox]").all():
        box.check()
    page.get_by_label("Product").fill("Ketamine 50 mg/mL, 10 mL")
    page.get_by_label("Strength").select_option(value="50000")
    page.get_by_label("Lot").fill("LOT7")
    page.get_by_label("Use by").fill("2031-06-30")
    page.get_by_label("Bag or syringe holds").fill("77")
    page.locator("#asks [name=bag][value=replaced]").check()
    expect(page.locator("#row")).to_contain_text("has not worked this one out")
    presses(page, "This is what was drawn up")
    expect(page.get_by_role("alert")).to_contain_text("paper sheet")
    page.get_by_label("Bag or syringe holds").fill("100")
    expect(page.locator("#row")).to_contain_text("Draw up 0.8 mL for 40 mg")
    presses(page, "This is what was drawn up")
    expect(page.locator("#stage")).to_have_text("Prepared")

    presses(page, "Start")
    for box in page.locator("#asks input[type=checkbox]").all():
        box.check()
    page.get_by_label("The pump is set to").fill("150")
    presses(page, "The dose was started")
    expect(page.get_by_role("alert")).to_contain_text("second")
    presses(page, "Go back")

    presses(page, "Second check")
    words = page.locator("#asks").inner_text()
    assert "40 mg" not in words
    assert "150" not in words
    signs(page, second.name)
    page.locator("#asks [name=dose]").fill("40")
    page.get_by_label("Pump rate").fill("150")
    presses(page, "Send my figures")
    expect(page.locator("#asks")).not_to_be_visible()

    presses(page, "Start")
    for box in page.locator("#asks input[type=checkbox]").all():
        box.check()
    page.get_by_label("The pump is set to").fill("150")
    presses(page, "The dose was started")
    expect(page.locator("#stage")).to_have_text("Dosing")
    measures(page, **ALL_WELL | {"systolic_mmhg": "182"})
    presses(page, "Prescriber told")
    expect(page.locator("#alarms .badge")).to_contain_text("told")
    presses(page, "Sick none")
    presses(page, "Mild")
    presses(page, "Pump paused")
    page.get_by_label("The pump shows").fill("1")
    presses(page, "Note the pause")
    expect(page.locator("#stage")).to_have_text("Paused")
    presses(page, "Runs again")
    presses(page, "It runs again")
    expect(page.get_by_role("alert").filter(visible=True).first).to_contain_text("critical")
    presses(page, "Go back")
    measures(page, **ALL_WELL)
    presses(page, "Runs again")
    presses(page, "It runs again")
    expect(page.locator("#stage")).to_have_text("Dosing")
    presses(page, "Pump stopped")
    page.locator("#asks [name=why][value=patient-request]").check()
    page.get_by_label("The pump shows").fill("2")
    presses(page, "The dose is over")
    expect(page.locator("#stage")).to_have_text("Recovery")
    expect(page.locator("#due")).to_contain_text("Stays at least until")
    expect(page.locator("#kept-banner")).to_contain_text("12 entries are saved on this tablet only")

    wire.mend()
    page.locator("#try").click()
    tablet.is_back(page)
    assert not reads.conflicts(visit.session)
    told = [each.act for each in reads.origins(visit.session)]
    assert told == [
        "session-record-vitals",
        "session-decide",
        "session-prepare",
        "session-check-dose",
        "session-start",
        "session-record-vitals",
        "session-acknowledge",
        "session-record-symptom",
        "session-pause",
        "session-record-vitals",
        "session-resume",
        "session-end",
    ]
    assert visit.stage is Stage.RECOVERY
    assert [each.figures.by for each in visit.seen.dose_checks][1:] == [second.id]
    assert verify().ok
    assert not tablet.problems


def test_a_form_whose_answer_is_lost_is_stored_once(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    page = tablet.opens()
    tablet.is_ready(page)
    wire.loses_answers = True

    page.locator("a", has_text="Record BP").click()
    page.locator("dialog").get_by_label("Systolic").fill("143")
    page.locator("dialog").get_by_label("Diastolic").fill("91")
    page.get_by_role("button", name="Store these readings").click()
    page.wait_for_timeout(1500)
    wire.loses_answers = False

    tablet.is_back(page)
    expect(page.locator("#monitor")).to_contain_text("143")
    page.wait_for_function("() => !document.getElementById('kept-banner')?.checkVisibility()")
    assert wire.lost >= 1
    assert VitalsRow.objects.filter(systolic_mmhg=143).count() == 1
    assert not reads.conflicts(visit.session)


def test_what_the_clinic_cannot_take_over_is_shown_until_somebody_settles_it(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    page = alone(tablet, wire)
    presses(page, "Pump paused")
    page.get_by_label("Why").fill("wants the blanket")
    presses(page, "Note the pause")
    visit.clinic.clock.now = datetime.now(UTC)
    visit.end(shown_ul=30_000)  # somebody else, at the desk
    page.wait_for_timeout(5200)  # not at once: a form's own page would have said it

    wire.mend()
    page.locator("#try").click()
    tablet.is_back(page)
    expect(page.locator("main")).to_contain_text("Not taken over")
    expect(page.locator("main")).to_contain_text("wants the blanket")
    page.locator(".card-conflict").get_by_label("Why").fill("It had just ended.")
    page.get_by_role("button", name="Settled").click()
    expect(page.locator("main")).not_to_contain_text("Not taken over")
    assert reads.conflicts(visit.session, settled=True)[0].end == "It had just ended."


ENTERS = """(systolic) => {
  const form = document.querySelector("#asks form");
  form.elements.systolic_mmhg.value = systolic;
  form.elements.diastolic_mmhg.value = 80;
  setTimeout(() => form.requestSubmit(form.querySelector("[type=submit]")), 300);
}"""
IN_ORDER = """async () => {
  const { src } = document.querySelector("script[type=module][src*='app.js']");
  const { entries } = await import(src.replace("app.js", "store.js"));
  return (await entries()).map(({ fields }) => Number(fields.systolic_mmhg));
}"""


def test_of_two_tabs_that_enter_at_once_the_order_is_that_of_the_device(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    known = set(VitalsRow.objects.values_list("id", flat=True))
    first = tablet.opens()
    tablet.is_ready(first)
    wire.cut()
    first.goto(tablet.path)
    tabs = (first, tablet.opens())
    for systolic in (121, 123, 125):
        for number, page in enumerate(tabs):
            tablet.is_alone(page)
            presses(page, "Record BP")
            page.evaluate(ENTERS, systolic + number)
        for page in tabs:
            expect(page.locator("#asks")).not_to_be_visible()
    order = first.evaluate(IN_ORDER)

    assert sorted(order) == [121, 122, 123, 124, 125, 126]
    for page in tabs:
        expect(page.locator("#own li")).to_have_count(6)
        shown = page.locator("#own li").all_inner_texts()
        assert [next(each for each in order if f"{each}/80" in line) for line in shown] == [
            *reversed(order)
        ]
    wire.mend()
    first.locator("#try").click()
    for page in tabs:
        tablet.is_back(page)
    rows = VitalsRow.objects.exclude(id__in=known).order_by("at", "recorded_at")
    assert [row.systolic_mmhg for row in rows] == order
    assert [each.place for each in reads.origins(visit.session)] == [1, 2, 3, 4, 5, 6]
    assert not reads.conflicts(visit.session)
    assert not tablet.problems


def test_nobody_signs_out_while_something_is_on_this_device_only(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    page = tablet.opens()
    tablet.is_ready(page)
    desk = tablet.context.new_page()
    desk.goto("/")
    wire.cut()
    page.goto(tablet.path)
    tablet.is_alone(page)
    measures(page, systolic_mmhg="144", diastolic_mmhg="90")

    desk.get_by_role("button", name="Sign out").click()
    expect(desk.locator("#not-saved")).to_contain_text("One entry is saved on this device only")
    wire.mend()
    page.locator("#try").click()
    tablet.is_back(page)
    desk.get_by_role("button", name="Sign out").click()
    desk.wait_for_url("**/account/login/**")
    tablet.is_empty(desk)


def test_a_page_that_came_while_somebody_signed_out_keeps_nothing(
    tablet: Tablet, visit: Visiting
) -> None:
    page = tablet.opens()
    tablet.is_ready(page)
    desk = tablet.context.new_page()
    desk.goto("/")
    page.goto("/healthz")  # a page whose scripts begin only once the other has signed out
    page.evaluate("path => history.replaceState({}, '', path)", tablet.path)
    desk.get_by_role("button", name="Sign out").click()
    desk.wait_for_url("**/account/login/**")
    with page.expect_response("**/offline.json"):
        page.evaluate("import('/static/ui/js/chair/page.js').then(() => null)")
    tablet.is_empty(desk)


def test_a_page_that_was_open_when_somebody_signed_out_keeps_nothing(
    tablet: Tablet, visit: Visiting
) -> None:
    page = tablet.opens()
    tablet.is_ready(page)
    page.locator("body[data-keeps=yes]").wait_for()
    desk = tablet.context.new_page()
    desk.goto("/")
    desk.get_by_role("button", name="Sign out").click()
    desk.wait_for_url("**/account/login/**")
    page.evaluate("new BroadcastChannel('daybreak-chair').postMessage('changed')")
    page.wait_for_timeout(500)
    tablet.is_empty(desk)


def test_what_lies_on_the_device_cannot_be_read_off_it(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    page = tablet.opens()
    tablet.is_ready(page)
    told = page.evaluate(
        """async () => {
          const store = await new Promise((answer) => {
            const asked = indexedDB.open('daybreak-chair');
            asked.onsuccess = () => answer(asked.result);
          });
          const all = (name) => new Promise((answer) => {
            const asked = store.transaction(name).objectStore(name).getAll();
            asked.onsuccess = () => answer(asked.result);
          });
          const text = new TextDecoder('latin1');
          const rows = await all('snapshots');
          const [{ key }] = await all('keys');
          const shown = rows.map((row) => Object.keys(row).sort().join() + text.decode(row.sealed));
          return { shown: shown.join(), extractable: key.extractable };
        }"""
    )
    assert told["extractable"] is False
    assert told["shown"].startswith("iv,sealed,session")
    assert visit.seen.name not in told["shown"]
    assert "systolic" not in told["shown"]


def test_a_rescue_without_a_network_is_tapped_and_arrives_in_its_order(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    page = alone(tablet, wire)

    presses(page, "Rescue")
    presses(page, "High blood pressure")
    presses(page, "Repositioned")
    page.get_by_label("Oxygen, L/min").fill("900")
    page.locator("form.asked-tap", has_text="Oxygen").get_by_role("button").click()
    expect(page.locator("#asks")).to_contain_text("That cannot be.")
    page.get_by_label("Oxygen, L/min").fill("4")
    page.locator("form.asked-tap", has_text="Oxygen").get_by_role("button").click()
    presses(page, "Go back")
    expect(page.locator("#rescue")).to_contain_text("Oxygen 4 L/min")
    presses(page, "Pump paused")
    page.get_by_label("Why").fill("a rescue")
    presses(page, "Note the pause")
    presses(page, "Runs again")
    presses(page, "It runs again")
    expect(page.locator("#asks")).to_contain_text("A rescue is open.")
    presses(page, "Go back")
    presses(page, "Note what is done")
    page.get_by_label("How they are now").fill("Calm, 132/80.")
    presses(page, "The rescue is over")
    expect(page.locator("#rescue")).to_be_hidden()
    assert not Rescue.objects.exists()

    wire.mend()
    page.locator("#try").click()
    tablet.is_back(page)
    (found,) = visit.seen.beside.rescues
    assert found.rescue.trigger == "pressure-high"
    assert [each.action for each in found.rescue.did] == ["reposition", "oxygen"]
    assert found.rescue.response == "Calm, 132/80."
    assert found.rescue.ended is not None
    told = [each.act for each in reads.origins(visit.session)]
    assert told == [*["session-record-rescue"] * 3, "session-pause", "session-record-rescue"]
    assert not reads.conflicts(visit.session)
    assert verify().ok
    assert not tablet.problems


def test_an_ordered_medicine_is_given_without_a_network_and_never_too_soon_or_too_much(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    ordered(visit)
    page = alone(tablet, wire)

    presses(page, "More")
    presses(page, "Medicines")
    given = page.get_by_role("button", name="Given: Ondansetron")
    given.click()
    expect(page.locator("#asks")).to_contain_text("Ask, then tick it.")
    page.get_by_label("no allergy to it").check()
    page.get_by_label("Less than that").fill("40")
    given.click()
    expect(page.locator("#asks")).to_contain_text("or less. Look at the figure.")
    page.get_by_label("Less than that").fill("")
    given.click()
    expect(page.locator("#medicines")).to_contain_text("Ondansetron 4 mg")
    presses(page, "More")
    presses(page, "Medicines")
    expect(page.locator("#asks")).to_contain_text("30 min lie between two")
    expect(given).to_have_count(0)

    presses(page, "On a prescriber's word")
    page.get_by_role("textbox", name="Medicine").fill("Labetalol")
    page.get_by_label("How much").fill("10")
    page.get_by_label("Who said so").select_option(index=0)
    page.get_by_label("no allergy to it").check()
    presses(page, "It was given")
    expect(page.locator("#medicines")).to_contain_text("Labetalol 10 mg, on a prescriber's word")
    assert not AdjunctDose.objects.exists()

    wire.mend()
    page.locator("#try").click()
    tablet.is_back(page)
    by_order, on_a_word = visit.seen.beside.doses
    assert (by_order.drug, str(by_order.amount), by_order.order is None) == (
        "Ondansetron",
        "4 mg",
        False,
    )
    assert (on_a_word.drug, str(on_a_word.amount), on_a_word.waits) == ("Labetalol", "10 mg", True)
    assert by_order.at < on_a_word.at
    assert [each.act for each in reads.origins(visit.session)] == ["session-give-adjunct"] * 2
    assert not reads.conflicts(visit.session)
    assert verify().ok
    assert not tablet.problems


def test_a_medicine_that_somebody_else_gave_meanwhile_is_a_conflict_and_stays_to_be_read(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    order = ordered(visit)
    page = alone(tablet, wire)
    visit.clinic.clock.now = datetime.now(UTC)
    gives(visit, order=order)  # at the desk, a minute before

    presses(page, "More")
    presses(page, "Medicines")
    page.get_by_label("no allergy to it").check()
    page.get_by_role("button", name="Given: Ondansetron").click()
    expect(page.locator("#medicines")).to_contain_text("Ondansetron 4 mg")
    page.wait_for_timeout(5200)  # not at once: a form's own page would have said it
    wire.mend()
    page.locator("#try").click()
    tablet.is_back(page)

    expect(page.locator("main")).to_contain_text("Not taken over")
    assert AdjunctDose.objects.count() == 1
    assert len(reads.conflicts(visit.session)) == 1


def test_when_the_browser_closes_the_store_by_itself_the_next_entry_is_kept_all_the_same(
    tablet: Tablet, wire: Wire, visit: Visiting
) -> None:
    page = alone(tablet, wire)
    # As a full disk or a person in the settings of the browser does it.
    origin = {"origin": wire.base, "storageTypes": "indexeddb"}
    tablet.context.new_cdp_session(page).send("Storage.clearDataForOrigin", origin)
    page.wait_for_timeout(500)

    measures(page, systolic_mmhg="144", diastolic_mmhg="90")

    expect(page.locator("#kept-banner")).to_contain_text("1 entry is saved on this tablet only")
    wire.mend()
    page.locator("#try").click()
    tablet.is_back(page)
    assert VitalsRow.objects.filter(systolic_mmhg=144).count() == 1
    assert not tablet.problems
