// queue
// Every entry of the chair goes through here: onto this device first, then to the clinic.
// It is sent until the clinic has said what became of it. A lost answer is asked for again with the
// same id, so that nothing is stored twice.
import * as store from "./store.js";

const ANSWER_MS = 10000; // our choice: longer than a slow answer, shorter than patience
const AT_ONCE_MS = 5000; // our choice: an entry older than this has waited
const RETRY_MS = [2000, 4000, 8000, 15000]; // our choice: soon first, then as often as a page polls
const MOST = 50; // entries in one letter
const NO_ANSWER = new Set([502, 503, 504]);

export const POLL = { "X-Daybreak-Poll": "1" };

// The answer of the server, or null when there was none: no network, a dead server, too late.
export async function fetched(path, options = {}) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ANSWER_MS);
  try {
    const answer = await fetch(path, { cache: "no-store", ...options, signal: controller.signal });
    if (NO_ANSWER.has(answer.status)) return null;
    if (answer.redirected) return { shut: true, out: true }; // to the page that signs people in
    if (answer.status === 403 || answer.status === 423) return { shut: true };
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    return { status: answer.status, told: isJson ? await answer.json() : null };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export class Queue {
  // `clock` is a Clock; `changed` is called with how it stands: {waiting, sending, trouble, conflicts}.
  constructor(clock, changed = () => {}) {
    this.clock = clock;
    this.changed = changed;
    this.sending = false;
    this.trouble = "";
    this.tried = 0;
    this.timer = null;
    this.channel = new BroadcastChannel("daybreak-chair");
    this.channel.onmessage = () => this.say(false);
    addEventListener("online", () => this.flush());
  }

  // Keep one entry; `more` is who did it, and how somebody else signs for it, if they do. Only once this has answered may a page say that it is saved on this device.
  async keep(session, act, fields, more = {}) {
    const stamp = this.clock.stamp();
    const { sign, ...rest } = more;
    const entry = { act, act_id: crypto.randomUUID(), session, fields, tried: false, ...stamp, ...rest };
    if (sign) Object.assign(entry, await sign(message(entry, session)));
    const kept = await store.keepEntry(entry);
    await store.setMark("clock", this.clock.stampToKeep());
    await this.say();
    return kept;
  }

  // Send what waits. Of all tabs one sends at a time. Answers, by act id, what became of each.
  async flush() {
    clearTimeout(this.timer);
    const answers = await navigator.locks.request("daybreak-flush", () => this.sent());
    await this.say();
    const waiting = (await store.entries()).some((entry) => entry.state === "waiting");
    if (waiting) this.again();
    else this.tried = 0;
    return answers;
  }

  again() {
    clearTimeout(this.timer);
    const wait = RETRY_MS[Math.min(this.tried, RETRY_MS.length - 1)];
    this.tried += 1;
    this.timer = setTimeout(() => this.flush(), wait);
  }

  async sent() {
    const answers = new Map();
    const sessions = new Set();
    for (const entry of await store.entries()) if (entry.state === "waiting") sessions.add(entry.session);
    for (const session of sessions) if (!(await this.sentOf(session, answers))) break;
    return answers;
  }

  async sentOf(session, answers) {
    for (;;) {
      const waiting = (await store.entries(session)).filter((entry) => entry.state === "waiting");
      if (!waiting.length) return true;
      if (waiting.some((entry) => entry.uncertain) && !(await this.askTheTime(session))) return false;
      const letter = [];
      for (const entry of waiting.slice(0, MOST)) letter.push(await this.readied(entry));
      this.sending = true;
      await this.say();
      const answer = await fetched(`/sessions/${session}/flush/`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken"), ...this.ofNobody(letter) },
        body: JSON.stringify(letter.map(told)),
      });
      this.sending = false;
      if (!(await this.took(answer, letter, answers))) return false;
    }
  }

  // Sending by itself is nobody's doing, and keeps nobody signed in.
  ofNobody(letter) {
    return letter.some((entry) => entry.waited) ? POLL : {};
  }

  async askTheTime(session) {
    const answer = await fetched(`/sessions/${session}/offline.json`, { headers: POLL });
    if (answer?.shut) this.trouble = "shut";
    if (!answer?.told?.server_ms) {
      this.trouble ||= "unreachable";
      return false;
    }
    this.clock.heard(answer.told.server_ms);
    return true;
  }

  // As it goes out. From the first try on its time stands, or the clinic would take it for another.
  async readied(entry) {
    const waited = entry.tried || entry.alone || this.clock.now() - entry.at > AT_ONCE_MS;
    if (entry.tried) return { ...entry, waited };
    const settled = this.clock.settle(entry);
    // Two contacts agree only as far as their answers were quick; the order of this device stands.
    const before = (await store.mark("told-until")) ?? 0;
    settled.at = Math.max(settled.at, before);
    await store.setMark("told-until", settled.at);
    return { ...(await store.changeEntry(entry, { ...settled, tried: true })), waited };
  }

  async took(answer, letter, answers) {
    if (answer === null) this.trouble = "unreachable";
    else if (answer.shut) this.trouble = "shut";
    else if (answer.status !== 200 || !answer.told) this.trouble = "broken";
    else this.trouble = "";
    if (this.trouble) return false;
    this.clock.heard(answer.told.server_ms);
    const byId = new Map(letter.map((entry) => [entry.act_id, entry]));
    for (const each of answer.told.answers) {
      const entry = byId.get(each.act_id);
      answers.set(each.act_id, each);
      if (each.state === "refused") await store.dropEntry(entry.act_id);
      else if (each.state === "again") this.trouble = each.because;
      else
        await store.changeEntry(entry, {
          state: each.state,
          because: each.because || "",
          known_at: answer.told.server_ms,
        });
    }
    return !this.trouble;
  }

  // What the clinic has shown us in a snapshot of its own need not be kept here any more.
  async forgetStored(session, snapshotMs) {
    for (const entry of await store.entries(session))
      if (entry.state !== "waiting" && entry.known_at <= snapshotMs) await store.dropEntry(entry.act_id);
  }

  async say(tellOthers = true) {
    const kept = await store.entries();
    const waiting = kept.filter((entry) => entry.state === "waiting");
    const conflicts = kept.filter((entry) => entry.state === "conflict");
    if (tellOthers) this.channel.postMessage("changed");
    this.changed({ waiting, conflicts, sending: this.sending, trouble: this.trouble });
  }
}

// What the clinic is told of an entry.
export function told(entry) {
  const { act, act_id, place, at, told_at, account, fields, waited, uncertain, signed_by, proof } = entry;
  return {
    act, act_id, place, at, told_at, account, fields, waited, uncertain,
    clock_off_s: Math.round((told_at - at) / 1000),
    signed_by: signed_by ?? null,
    proof: proof ?? "",
  };
}

// The bytes a PIN signs, as web/session/kept.py writes them.
export function message(entry, session) {
  const fields = Object.entries(entry.fields).sort(([one], [other]) => (one < other ? -1 : 1));
  return new TextEncoder().encode(JSON.stringify([entry.act, entry.act_id, entry.told_at, session, fields]));
}
