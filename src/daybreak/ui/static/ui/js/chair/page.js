// page
// On every page of a session while the clinic answers: what is needed without it is kept on this
// device, and each form of the chair goes onto this device before it goes to the clinic.
import { draw, says } from "./banner.js";
import { Clock } from "./clock.js";
import { fetched, POLL, Queue } from "./queue.js";
import { wallTime } from "./rules.js";
import * as store from "./store.js";

const SESSION = location.pathname.match(/^\/sessions\/([0-9a-f-]{36})\//)?.[1];
// The end of each form's address, and its act.
export const ACTS = {
  "vitals/": "session-record-vitals",
  "seen/": "session-acknowledge",
  "decide/": "session-decide",
  "prepare/": "session-prepare",
  "check-dose/": "session-check-dose",
  "start/": "session-start",
  "device/": "session-give-device",
  "hold/": "session-end-hold",
  "pause/": "session-pause",
  "resume/": "session-resume",
  "rate/": "session-change-rate",
  "pump/": "session-read-pump",
  "end/": "session-end",
  "discharge/": "session-assess-discharge",
};
const OF_THE_FORM = new Set(["csrfmiddlewaretoken", "act_id"]);

let clock = null;
let queue = null;
let snapshot = null;
let going = false;

async function refresh() {
  const answer = await fetched(`/sessions/${SESSION}/offline.json`, { headers: POLL });
  // Somebody signed out while this page began; what is on this device only stays.
  if (answer?.out) await store.forget();
  const told = answer?.status === 200 ? answer.told : null;
  if (!told) return;
  clock.heard(told.server_ms);
  await store.setMark("clock", clock.stampToKeep());
  snapshot = told;
  const isHere = told.rules.stages.on_site.includes(told.chair.history.at(-1)?.stage);
  if (isHere) await store.keepSnapshot(told);
  else await store.dropSnapshot(SESSION);
  await queue.forgetStored(SESSION, told.server_ms);
}

function say(standing) {
  const quiet = !standing.waiting.length && !standing.conflicts.length;
  const busy = standing.sending && standing.waiting.every((entry) => !entry.tried);
  const hour = (at) => wallTime(at, snapshot?.wall ?? []);
  draw(quiet || busy || going ? null : says(standing, { hour }));
}

async function start() {
  navigator.serviceWorker.register("/sessions/worker.js", { scope: "/sessions/" }).catch(() => {});
  clock = new Clock({ kept: await store.mark("clock") });
  // Locked here is locked without the network too: the page that takes over asks this mark.
  await store.setMark("locked", document.querySelector(".pad-card") ? SESSION : "");
  queue = new Queue(clock, say);
  await refresh();
  snapshot ??= await store.snapshotOf(SESSION); // the network went right after this page came
  document.body.dataset.keeps = "yes";
  await queue.flush();
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id === "monitor") refresh().then(() => queue.flush());
  });
}

// The act of a form and what it says, or null for one that goes its own way.
function actOf(form, submitter) {
  const { pathname } = new URL(submitter?.getAttribute("formaction") || form.action, location.href);
  const [, session, rest] = pathname.match(/^\/sessions\/([0-9a-f-]{36})\/(.*)$/) ?? [];
  if (session !== SESSION || form.method !== "post") return null;
  const fields = {};
  for (const [name, value] of new FormData(form, submitter)) {
    if (OF_THE_FORM.has(name)) continue;
    if (typeof value !== "string" || name === "again") return null; // a file, or the form once more
    fields[name] = name in fields ? `${fields[name]} ${value}` : value;
  }
  const symptom = rest.match(/^symptoms\/([a-z0-9-]+)\/$/);
  if (symptom) return { act: "session-record-symptom", fields: { ...fields, term: symptom[1] } };
  return rest in ACTS ? { act: ACTS[rest], fields } : null;
}

const plainly = new WeakSet(); // forms that go their own way after all

function submitPlainly(form, submitter) {
  plainly.add(form);
  form.requestSubmit(submitter);
}

async function keep(form, submitter, told) {
  const buttons = form.querySelectorAll("button[type=submit]");
  for (const button of buttons) button.disabled = true;
  const free = () => {
    for (const button of buttons) button.disabled = false;
  };
  let kept = null;
  try {
    await started;
    if (snapshot === null) throw new Error("It is not known who is signed in.");
    kept = await queue.keep(SESSION, told.act, told.fields, { account: snapshot.account.id });
  } catch {
    free();
    submitPlainly(form, submitter); // this device cannot keep anything; the server can
    return;
  }
  going = true;
  const answer = (await queue.flush()).get(kept.act_id);
  if (answer?.state === "refused") {
    free();
    submitPlainly(form, submitter); // its own page says what is wrong, with everything still typed
    return;
  }
  const stays = !answer && !navigator.serviceWorker.controller;
  going = !stays && queue.trouble !== "shut";
  if (going) location.assign(answer?.next || `/sessions/${SESSION}/`);
  else {
    form.closest("dialog")?.close();
    form.reset();
    free();
    await queue.say();
  }
}

let started = null;
if (SESSION && isSecureContext && "serviceWorker" in navigator && "locks" in navigator) {
  started = start();
  started.catch(() => {});
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (plainly.delete(form)) return;
      const told = actOf(form, event.submitter);
      if (!told) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      keep(form, event.submitter, told);
    },
    true,
  );
}
