// app
// The chair while nobody answers: drawn every second from what lies sealed on this device. Whatever is
// entered is kept here first and sent as soon as somebody answers; then the clinic's own page comes back.
import { draw, says } from "./banner.js";
import { openRescue } from "./beside.js";
import * as beside from "./beside-draw.js";
import { Chart } from "./chart.js";
import { against } from "./checks.js";
import { Clock } from "./clock.js";
import * as drawn from "./draw.js";
import { rowOf, standing, withWho } from "./model.js";
import { matches, prove } from "./pin.js";
import { fetched, POLL, Queue } from "./queue.js";
import { stageOf, UNDERSTANDS } from "./rules.js";
import * as store from "./store.js";
import { mayAt, needsWord, nextNumber, wayOf } from "./way.js";

const SESSION = location.pathname.match(/^\/sessions\/([0-9a-f-]{36})\//)?.[1];
const TRY_MS = 5000; // our choice: how often it is asked whether the clinic answers again
const { h, icon } = drawn;
const byId = (id) => document.getElementById(id);

const NAMES = {
  "session-record-vitals": "Readings",
  "session-record-symptom": "Symptom",
  "session-acknowledge": "Alarm answered",
  "session-decide": "Go or no-go",
  "session-prepare": "Prepare the dose",
  "session-check-dose": "Second check",
  "session-start": "Start",
  "session-give-device": "Nasal device",
  "session-end-hold": "Swallowed or spat out",
  "session-give-adjunct": "Medicine given",
  "session-record-rescue": "Rescue",
  "session-pause": "Pump paused",
  "session-resume": "Pump runs again",
  "session-change-rate": "New pump rate",
  "session-read-pump": "Read the pump",
  "session-end": "Pump stopped",
  "session-assess-discharge": "Going home",
};
const SIGNED = new Set(["session-decide", "session-check-dose"]); // by whoever does it, with a PIN
const BEFORE = ["session-decide", "session-prepare", "session-check-dose", "session-start"];
const MORE = { dosing: ["session-give-device", "session-end-hold", "session-change-rate", "session-read-pump"], paused: ["session-read-pump"], recovery: ["session-read-pump"] };

let snapshot = null;
let clock = null;
let queue = null;
let entries = [];
let chart = null;
let asks = null; // what the open dialog is about
let locked = false; // the clinic's own page was locked when the network went

// ---- What is shown ----------------------------------------------------------------------------

const TICKING = "[data-until], progress";

// Puts a part in the place of the one before. Where only its clocks went on they are written anew and
// the part stays, or a button would go away under the finger that presses it.
function put(made) {
  const old = byId(made.id);
  if (!old || old.outerHTML === made.outerHTML) return;
  if (standsStill(old) !== standsStill(made)) return old.replaceWith(made);
  const clocks = made.querySelectorAll(TICKING);
  old.querySelectorAll(TICKING).forEach((each, index) => ticks(each, clocks[index]));
}

function ticks(one, { textContent, value }) {
  if (one.tagName === "PROGRESS") one.setAttribute("value", value);
  else one.textContent = textContent;
}

// What is to be seen of a part, without its clocks.
function standsStill(part) {
  const copy = part.cloneNode(true);
  for (const each of copy.querySelectorAll(TICKING)) ticks(each, { textContent: "", value: 0 });
  return copy.outerHTML;
}

function show() {
  if (!snapshot) return;
  const now = clock.now();
  const told = standing(snapshot, entries);
  put(drawn.alarms(told, snapshot, now));
  put(drawn.dueRow(told, snapshot, now));
  put(drawn.tiles(told, snapshot, now));
  put(beside.rescue(told, snapshot));
  put(drawn.acts(told, snapshot));
  put(drawn.taps(told, snapshot, now));
  put(drawn.dose(told, snapshot, now));
  put(beside.medicines(told, snapshot));
  put(drawn.own(entries, snapshot, NAMES));
  chart?.show(told, now);
  const stage = stageOf(told.chair.history, snapshot.rules);
  byId("stage").textContent = snapshot.words.stages[stage];
}

function frame() {
  Object.assign(NAMES, wayOf(snapshot).names);
  const part = (id) => h("div", { id });
  byId("monitor").replaceChildren(
    part("alarms"), part("rescue"), part("due"),
    h("div.seat-grid", {}, part("tiles"), h("div.card", { id: "curve" }), part("acts")),
    ...(wayOf(snapshot).kind === "pump" ? ["taps", "dose"] : ["dose", "taps"]).map(part), part("medicines"), part("own"),
  );
  const chairName = snapshot.chair_name ? ` · chair ${snapshot.chair_name}` : "";
  const stop = snapshot.stop_word ? ` · the word for stop: ${snapshot.stop_word}` : "";
  byId("who").textContent = snapshot.person.name;
  byId("seat").textContent = `${snapshot.person.number}${chairName}${stop}`;
  byId("series").textContent = snapshot.series;
  document.title = `${snapshot.person.name} · Daybreak`;
  chart = new Chart(byId("curve"), snapshot);
}

function say(standing_) {
  const hour = snapshot ? (at) => drawn.hour(at, snapshot) : null;
  draw(says(standing_, { hour, isAlone: true, since: snapshot?.server_ms ?? null }));
}

async function read() {
  entries = await store.entries(SESSION);
  show();
}

// ---- What is entered --------------------------------------------------------------------------

function told() {
  return standing(snapshot, entries);
}

function whoIs(account) {
  const { by, by_name, role } = withWho({ signed_by: account }, snapshot);
  const signer = snapshot.signers.find((each) => each.account === by);
  return { by, by_name, role, roles: (signer ?? snapshot.account).roles };
}

// Keep an entry, if nothing stands against it; what stands against it otherwise.
async function enter(act, fields, signer = null) {
  if (locked) return ["This screen is locked. Unlock it first."];
  const who = whoIs(signer?.account ?? null);
  const wrong = against(act, fields, who, told(), snapshot, clock.now());
  if (wrong.length) return wrong;
  const sign = signer && signer.sign;
  await queue.keep(SESSION, act, fields, { account: snapshot.account.id, alone: true, sign });
  await read();
  toast(`Saved on this tablet: ${NAMES[act].toLowerCase()}.`);
  queue.flush().then(read);
  return [];
}

function toast(words) {
  const made = h("div.toast", {}, icon("saved"), h("span", {}, words));
  byId("toasts").append(made);
  setTimeout(() => made.remove(), 4000);
}

function opens(title, ...body) {
  byId("asks-h").textContent = title;
  byId("asks-body").replaceChildren(...body);
  if (!byId("asks").open) byId("asks").showModal();
}

function closes() {
  asks = null;
  byId("asks").close();
}

function complain(wrong) {
  byId("asks-body").querySelector(".error-summary")?.remove();
  const lines = wrong.map((each) => h("p.error", {}, icon("critical"), h("span", {}, each)));
  byId("asks-body").prepend(h("div.error-summary", { role: "alert", tabindex: "-1" }, h("b", {}, "This was not saved"), ...lines));
  byId("asks-body").querySelector(".error-summary").focus();
}

function ask(act) {
  const place = document.createElement("div");
  place.innerHTML = snapshot.forms[act]; // drawn by the clinic's own page, and sealed on this device since
  const form = place.querySelector("form");
  form.removeAttribute("action");
  form.dataset.act = act;
  if (act === "session-give-device") asksOfDevice(form);
  asks = act;
  const cannot = SIGNED.has(act) ? signing(form, act) : null;
  opens(NAMES[act], ...aside(act), cannot ?? place);
}

// The next device, and only what may have to be said of it now.
function asksOfDevice(form) {
  const standing_ = told();
  const { devices } = standing_.dose;
  if (!devices) return;
  const now = clock.now();
  form.elements.number.value = nextNumber(devices) ?? devices.count;
  if (!(now < mayAt(devices))) form.elements.early?.closest(".field").remove();
  if (!needsWord(standing_, now, snapshot.rules)) form.elements.reason?.closest(".field").remove();
}

// Asks who signs, by name and PIN, before the button of the form; says so where nobody can.
function signing(form, act) {
  const role = act === "session-decide" ? ["prescriber"] : snapshot.rules.double_check.roles;
  const made = told().dose.prepared;
  const may = snapshot.signers.filter(
    (each) => each.roles.some((one) => role.includes(one)) && !(act === "session-check-dose" && each.account === made?.by),
  );
  if (!may.length) return h("p.error", {}, icon("critical"), h("span", {}, "Nobody who may do this has a PIN here. Use the paper sheet."));
  const options = may.map((each) => h("option", { value: each.account }, each.name));
  const who = h("div.field", {}, h("label", { for: "signer" }, "Who you are"), h("select", { id: "signer", name: "signer" }, ...options));
  const pin = h("div.field", {}, h("label", { for: "pin" }, "Your own PIN"),
    h("input", { id: "pin", name: "pin", type: "password", inputmode: "numeric", autocomplete: "off", required: true }));
  form.querySelector("button[type=submit]").closest(".row").before(h("div.field-row", {}, who, pin));
  return null;
}

function aside(act) {
  const made = told().dose.prepared;
  if (act === "session-check-dose" && made) {
    const { per_kg, weight } = snapshot.sum;
    const bag = made.bag_ul === null ? "" : `, ${made.bag_ul / 1000} mL in all over ${made.minutes} min`;
    return [h("p", {}, `Work it out alone: ${per_kg} for ${weight}${bag}, from ${made.strength_ug_per_ml / 1000} mg/mL.`)];
  }
  if (act === "session-decide") {
    const lines = [...snapshot.holds, ...snapshot.weigh].map((each) => h("li", {}, `${each.because} ${each.to_do}`));
    const as = `As the rules stood at ${drawn.hour(snapshot.server_ms, snapshot)}.`;
    return [h("p.soft", {}, lines.length ? `To be weighed. ${as}` : `Nothing holds and nothing is warned of. ${as}`), h("ul", {}, ...lines)];
  }
  if (act === "session-prepare") return [h("p.soft", { id: "row", role: "status" }, "Choose the vial and the bag in hand.")];
  if (act === "session-start" && made?.rate_ul_per_h)
    return [h("p.soft", {}, "The pump is set to what was worked out, and both people came to the same figures.")];
  if (act === "session-assess-discharge") return [h("p.soft", {}, "It is kept, and checked when the clinic answers again. Nobody leaves on it before.")];
  return [];
}

// What was worked out at the clinic for the vial and bag that are chosen.
function showRow(form) {
  const fields = Object.fromEntries(new FormData(form));
  const row = fields.strength ? rowOf(fields, snapshot.table) : null;
  const ml = (ul) => `${ul / 1000} mL`;
  const run = row?.rate_ul_per_h ? ` ${ml(row.total_ul)} in all, pump ${ml(row.rate_ul_per_h)}/h over ${row.minutes} min.` : "";
  byId("row").textContent = row
    ? row.because || `Draw up ${ml(row.drug_ul)} for ${row.dose_ug / 1000} mg.${run}`
    : "The clinic has not worked this one out. It is worked out when it answers again; or use the paper sheet.";
}

async function signerOf(fields) {
  const holder = snapshot.signers.find((each) => each.account === fields.signer);
  const { pin } = fields;
  delete fields.signer;
  delete fields.pin;
  if (!holder) return { wrong: "Nobody who may do this has a PIN here. Use the paper sheet." };
  const id = `pin-${holder.account}`;
  const tries = (await store.mark(id)) ?? 0;
  if (tries >= snapshot.pin_tries) return { wrong: "This PIN was tried too often on this tablet. Use the paper sheet until the clinic answers." };
  if (!(await matches(holder.verifier, pin))) {
    await store.setMark(id, tries + 1);
    return { wrong: "That is not the PIN. Nothing was saved." };
  }
  await store.setMark(id, 0);
  const sign = async (message) => ({
    signed_by: holder.account,
    proof: await prove(holder.proof_salt, holder.proof_iterations, pin, message),
  });
  return { account: holder.account, sign };
}

function askUnlock() {
  const pin = h("div.field", {}, h("label", { for: "pin" }, `The PIN of ${snapshot.account.name}`),
    h("input", { id: "pin", name: "pin", type: "password", inputmode: "numeric", autocomplete: "off", required: true }));
  opens("Locked", h("form.form", { "data-act": "unlock" }, pin, h("div.row", {}, h("button.btn.btn-primary", { type: "submit" }, "Unlock"))));
}

async function unlock(pin) {
  const signer = await signerOf({ signer: snapshot.account.id, pin });
  if (signer.wrong) return complain([signer.wrong]);
  locked = false;
  await store.setMark("locked", "");
  return closes();
}

// A form is kept once, however often its button is pressed until it closes.
async function submitted(form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  try {
    await kept(form, submitter);
  } finally {
    delete form.dataset.busy;
  }
}

async function kept(form, submitter) {
  if (form.dataset.act === "unlock") return unlock(new FormData(form).get("pin"));
  const fields = Object.fromEntries(new FormData(form, submitter));
  delete fields.act_id;
  delete fields.csrfmiddlewaretoken;
  let signer = null;
  if (SIGNED.has(form.dataset.act)) {
    signer = await signerOf(fields);
    if (signer.wrong) return complain([signer.wrong]);
  }
  const wrong = await enter(form.dataset.act, fields, signer);
  if (wrong.length) complain(wrong);
  else if (form.dataset.act === "session-record-rescue" && openRescue(told().beside)) tapsOn(form, fields);
  else closes();
}

// The next tap of a rescue; what is being typed beside another of its buttons stays.
function tapsOn(form, { trigger }) {
  if (trigger) return DOES.rescue();
  byId("asks-body").querySelector(".error-summary")?.remove();
  return form.reset();
}

function askSymptom(term) {
  const row = snapshot.rules.symptoms.terms.find((each) => each.term === term);
  const present = told().chair.symptoms.some((each) => each.term === term && each.resolved === null);
  const buttons = snapshot.words.grades
    .map((word, grade) => [word, grade])
    .filter(([, grade]) => (grade || present) && grade < snapshot.words.grades.length - 1)
    .map(([word, grade]) => h("button.tap", { type: "submit", name: "grade", value: grade }, word[0].toUpperCase() + word.slice(1)));
  const note = h("div.field", {}, h("label", { for: "note" }, "Note (may stay empty)"), h("input", { id: "note", name: "note", maxlength: 300 }));
  const hidden = h("input", { type: "hidden", name: "term", value: term });
  opens(row?.name ?? term, h("form.form", { "data-act": "session-record-symptom" }, hidden, h("div.taps", {}, ...buttons), note));
}

// One tap is one entry, however often it is tapped; its form opens where something stands against it.
let tapping = false;
async function tapped(act, fields) {
  if (tapping) return;
  tapping = true;
  try {
    const wrong = await enter(act, fields);
    if (!wrong.length) return;
    ask(act);
    complain(wrong);
  } finally {
    tapping = false;
  }
}

const DOES = {
  rescue: () => opens("Rescue", ...beside.rescueForms(told())),
  medicine: () => opens("Medicines", ...beside.medicineForms(told(), snapshot, clock.now())),
  device: ({ number }) => tapped("session-give-device", { number }),
  hold: ({ how }) => tapped("session-end-hold", { how }),
  acknowledge: async ({ channel, level }) => {
    const wrong = await enter("session-acknowledge", { channel, level, action: "Prescriber told" });
    if (wrong.length) {
      opens("Not saved");
      complain(wrong);
    }
  },
  symptom: ({ term }) => askSymptom(term),
  symptoms: () =>
    opens("What do they notice?", h("div.taps", {}, ...snapshot.rules.symptoms.terms.map((each) =>
      h("button.tap", { type: "button", "data-do": "symptom", "data-term": each.term }, each.name)))),
  more: () =>
    opens("More", h("div.row", {}, ...besideWays(), ...(MORE[stageOf(told().chair.history, snapshot.rules)] ?? BEFORE).filter((act) => act in snapshot.forms).map((act) => h("button.btn", { type: "button", "data-act": act }, NAMES[act]))),
      h("p.soft", {}, "Leaving, handing over and closing are written down when the clinic answers again. Use the paper sheet until then; it is checked when back online.")),
};

function besideWays() {
  const { may_give: mayGive } = told().beside;
  return mayGive ? [h("button.btn", { type: "button", "data-do": "medicine" }, icon("pill"), "Medicines")] : [];
}

// ---- Whether the clinic answers again ---------------------------------------------------------

async function look() {
  const answer = await fetched(`/sessions/${SESSION}/offline.json`, { headers: POLL });
  if (answer?.out) await store.forget(); // what is on this device only stays
  if (answer?.shut) return comesBack(); // its own page asks them to sign in
  const fresh = answer?.status === 200 ? answer.told : null;
  if (!fresh) {
    await store.setMark("clock", clock.stampToKeep()); // for a page after this one
    return null;
  }
  clock.heard(fresh.server_ms);
  await store.setMark("clock", clock.stampToKeep());
  await queue.flush();
  await queue.forgetStored(SESSION, fresh.server_ms);
  await read();
  return comesBack();
}

// The clinic's own page, once nothing is half typed here. The queue goes on there.
function comesBack() {
  if (byId("asks").open) return null;
  location.replace(location.pathname);
  return null;
}

async function start() {
  const kept = SESSION ? await store.snapshotOf(SESSION) : null;
  clock = new Clock({ kept: await store.mark("clock") });
  locked = Boolean(await store.mark("locked"));
  queue = new Queue(clock, (standing_) => {
    say(standing_);
    read();
  });
  if (!kept || kept.rules.version !== UNDERSTANDS) {
    const words = "This session was not open on this tablet before, so nothing of it is known here. Use the paper sheet.";
    byId("monitor").replaceChildren(h("section.card", {}, h("h2", {}, "The clinic's server does not answer"), h("p", {}, words)));
  } else {
    snapshot = kept;
    if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
    frame();
    await read();
  }
  await queue.say(false);
  if (location.search.includes("unanswered"))
    toast("The last form was not answered. Whether it was stored is not known: look at it when the clinic answers.");
  setInterval(show, 1000);
  setInterval(look, TRY_MS);
  addEventListener("online", look);
  byId("try").addEventListener("click", look);
  byId("asks-back").addEventListener("click", closes);
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (form && asks === "session-prepare") showRow(form);
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    submitted(event.target, event.submitter).catch(() => complain(["This tablet could not keep it. Write it on the paper sheet."]));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act], [data-do]");
    if (!button || button.tagName === "FORM") return;
    if (locked) return askUnlock();
    if (button.dataset.act) ask(button.dataset.act);
    else DOES[button.dataset.do](button.dataset);
  });
  document.body.dataset.ready = "yes";
}

start();
