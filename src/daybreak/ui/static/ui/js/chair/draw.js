// draw
// The chairside screen from what is known on this device: the same parts and classes as the page that
// the clinic draws. Each function answers a piece of the page, or null where there is nothing to show.
import { saidBeside } from "./beside.js";
import { given as givenByWay } from "./way-draw.js";
import { baselineOf, dosedSpan, due, endsAt, findings, given, openAlarms, recoveryClock, stageOf, wallTime } from "./rules.js";
import { wayOf } from "./way.js";

const MS_PER_MIN = 60000;
const SEVERITY = { note: ["note", "note", "Note"], alert: ["warn", "warn", "Warning"], critical: ["critical", "critical", "Critical"] };
const WEIGHTS = ["", "note", "warn", "critical"];
const TILES = [
  ["heart_rate_per_min", "Pulse", ""],
  ["spo2_percent", "SpO₂", "%"],
  ["respiratory_rate_per_min", "Breaths", ""],
  ["moaas", "MOAA/S", ""],
];
const PRESSURES = ["systolic_mmhg", "diastolic_mmhg"];
const WHEN = { later: "soon", due: "now", overdue: "overdue", late: "late" };

// An element: h("p.soft", {role: "alert"}, "words", other).
export function h(name, attributes = {}, ...inside) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inside.filter((each) => each !== null && each !== undefined));
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const hour = (at, { wall }) => wallTime(at, wall).split(" ")[0];
export const minutes = (ms) => `${Math.max(0, Math.floor(ms / MS_PER_MIN))} min`;

const two = (number) => String(number).padStart(2, "0");

export function countdown(left) {
  const seconds = Math.floor(Math.abs(left) / 1000);
  const text = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return left < 0 ? `${text} over` : text;
}

const ticking = (at, now) => h("b", { "data-until": at }, countdown(at - now));

export function alarms({ chair }, snapshot, now) {
  const { rules } = snapshot;
  const open = openAlarms(chair, now, rules);
  return h("div.stack", { id: "alarms", hidden: !open.length }, ...open.map((alarm) => oneAlarm(alarm, snapshot, now)));
}

function oneAlarm(alarm, snapshot, now) {
  const [sev, drawn, word] = SEVERITY[alarm.level ?? alarm.peak];
  const { because, to_do, rule } = alarm.finding;
  const headline = alarm.level === null ? `It is over now, and nobody has answered it: ${because}` : `${because} ${to_do}`;
  const seen = alarm.unseen === null ? alarm.seen.at(-1) : null;
  const answered = seen ? ` ${seen.action}, ${hour(seen.at, snapshot)}.` : "";
  const clock = alarm.repeat_due === null ? h("span") : h("div.clock", {}, ticking(alarm.repeat_due, now),
    h("span.small.soft", {}, `repeat by ${hour(alarm.repeat_due, snapshot)}`));
  const button = alarm.unseen
    ? h("button.btn", { type: "button", "data-do": "acknowledge", "data-channel": alarm.channel, "data-level": alarm.unseen }, icon("check"), "Prescriber told")
    : h("span.badge", { "data-sev": "clear" }, icon("check"), h("span", {}, "told"));
  return h("section.alert", { "data-sev": sev, role: alarm.is_sounding ? "alert" : null, "aria-label": word, id: `alarm-${alarm.channel}` },
    icon(drawn), h("div", {}, h("b", {}, headline), h("p", {}, `Since ${hour(alarm.since, snapshot)}. Rule: ${rule}.${answered}`)), clock, button);
}

export function dueRow({ chair }, snapshot, now) {
  const first = new Map();
  for (const each of due(chair, now, snapshot.rules)) if (!first.has(each.what)) first.set(each.what, each);
  const badges = [...first.values()].map((each) =>
    h("span.due", { "data-when": WHEN[each.punctuality] }, icon("clock"), h("span", {}, `${each.what} `, ticking(each.due_at, now))));
  const stay = recoveryClock(chair, snapshot.rules);
  if (stay) {
    const isOver = now >= stay.ends_at;
    const words = `${isOver ? "Observed long enough since" : "Stays at least until"} ${hour(stay.ends_at, snapshot)}`;
    badges.push(h("span.due", { "data-when": isOver ? "done" : "soon" }, icon("clock"), h("span", {}, words)));
  }
  return h("div.row", { id: "due" }, ...badges, h("span.end.small.soft", { id: "as-of" }, `By this tablet, ${hour(now, snapshot)}`));
}

// The worst line each figure is past.
function raised(vitals, chair, rules) {
  const found = {};
  for (const each of findings(vitals, baselineOf(chair, rules), rules)) {
    const line = rules.alarms.find((row) => row.code === each.rule);
    const [sev] = SEVERITY[each.level] ?? [""];
    if (line && each.level !== rules.quiet && !(line.signal in found)) found[line.signal] = sev;
  }
  return found;
}

export function tiles({ chair }, snapshot, now) {
  const newest = {};
  for (const reading of chair.readings.filter((each) => each.at <= now).sort((one, other) => one.at - other.at))
    for (const [signal, value] of Object.entries(reading.vitals)) newest[signal] = { value, at: reading.at };
  const values = Object.fromEntries(Object.entries(newest).map(([signal, { value }]) => [signal, value]));
  const sev = raised(values, chair, snapshot.rules);
  const before = baselineOf(chair, snapshot.rules);
  const [top, low] = PRESSURES.map((signal) => newest[signal]);
  const worst = PRESSURES.map((signal) => sev[signal] ?? "").sort((one, other) => WEIGHTS.indexOf(other) - WEIGHTS.indexOf(one))[0];
  const was = before && PRESSURES.every((signal) => signal in before) ? `${before[PRESSURES[0]]}/${before[PRESSURES[1]]} before` : "";
  const lead = h("div.vital.vital-lead", { "data-sev": worst || null },
    h("dt", {}, "Blood pressure", h("span", {}, top ? `${hour(top.at, snapshot)} · ${minutes(now - top.at)}` : "")),
    h("dd", {}, String(top?.value ?? "–"), h("span.slash", {}, "/"), String(low?.value ?? "–")), was ? h("dd.delta", {}, was) : null);
  const rest = TILES.map(([signal, name, unit]) => {
    const found = newest[signal];
    const aside = before && signal in before ? `${before[signal]} before` : "";
    return h("div.vital", { "data-sev": sev[signal] ?? null },
      h("dt", {}, name, h("span.xs", {}, found ? minutes(now - found.at) : "")),
      h("dd", {}, String(found?.value ?? "–"), unit ? h("span.unit", {}, ` ${unit}`) : null), aside ? h("dd.delta", {}, aside) : null);
  });
  return h("dl.vitals", { id: "tiles" }, lead, ...rest);
}

const BUTTONS = {
  arrived: [],
  "checked-in": [["session-decide", "check", "Go or no-go"]],
  "pre-assessed": [["session-prepare", "vial", "Prepare"]],
  prepared: [["session-check-dose", "two", "Second check"], ["session-start", "right", "Start"]],
  dosing: [["session-pause", "pause", "Pump paused"], ["session-end", "stop", "Pump stopped"]],
  paused: [["session-resume", "right", "Runs again"], ["session-end", "stop", "Pump stopped"]],
  recovery: [["session-assess-discharge", "out", "Going home"]],
  "discharge-assessed": [["session-assess-discharge", "out", "Going home"]],
};

export function acts({ chair, beside }, snapshot) {
  const stage = stageOf(chair.history, snapshot.rules);
  const own = wayOf(snapshot).buttons; // what this way in calls it; an empty one is not offered
  const named = (BUTTONS[stage] ?? []).map(([act, drawn, words]) => [act, drawn, own[act] ?? words]);
  const rest = named.filter(([, , words]) => words).map(([act, drawn, words]) =>
    h(act === "session-end" ? "button.btn.btn-stop" : "button.btn", { type: "button", "data-act": act }, icon(drawn), words));
  return h("div.acts", { id: "acts", role: "group", "aria-label": "What you can do" },
    h("button.btn.btn-primary", { type: "button", "data-act": "session-record-vitals" }, icon("bp"), "Record BP"), ...rest,
    beside.may_record ? h("button.btn.btn-danger.btn-rescue", { type: "button", "data-do": "rescue" }, icon("bell"), "Rescue") : null,
    h("button.btn.btn-more", { type: "button", "data-do": "more" }, icon("more"), "More"));
}

export function taps({ chair }, snapshot, now) {
  const { taps: known, grades } = snapshot.words;
  const shown = known.map(([term, name]) => {
    const present = chair.symptoms.filter((each) => each.term === term && each.onset <= now && (each.resolved === null || now < each.resolved)).at(-1);
    const said = present ? `${grades[present.grade]}, ${hour(present.onset, snapshot)}` : "none";
    return h("button.tap", { type: "button", "data-do": "symptom", "data-term": term, "aria-pressed": String(Boolean(present)) }, name, h("span", {}, said));
  });
  const more = snapshot.rules.symptoms.terms.length - known.length;
  return h("section", { id: "taps", "aria-label": "What do they notice?" },
    h("div.taps", {}, ...shown, h("button.tap", { type: "button", "data-do": "symptoms" }, "Another…", h("span", {}, `${more} more`))));
}

const inMg = (ug) => (ug / 1000).toFixed(1);
const inMl = (ul) => (ul / 1000).toFixed(1);

export function dose({ chair, dose: known }, snapshot, now) {
  const { rules } = snapshot;
  const made = known.prepared;
  if (!made) return h("section", { id: "dose", hidden: true });
  const { began } = dosedSpan(chair.history, rules);
  const label = { id: "dose", "aria-label": "Dose" };
  if (began !== null && wayOf(snapshot).kind !== "pump") return givenByWay({ chair, dose: known }, snapshot, now);
  if (began === null || made.rate_ul_per_h === null || !rules.pump)
    return h("section.dose", label, h("div", {}, h("p.dose-num", {}, began === null ? "Drawn up" : inMg(made.dose_ug), began === null ? null : h("span.unit", {}, " mg")), h("p.small.soft", {}, `${made.product}, lot ${made.lot}`)));
  const prepared = { drug_ug: made.dose_ug, volume_ul: made.total_ul };
  const by = given(prepared, known.changes, known.shown, now, rules, snapshot.wall);
  const end = endsAt(prepared, known.changes, known.shown, now, rules);
  const rate = known.changes.filter((each) => each.at <= now).at(-1)?.rate_ul_per_h ?? 0;
  const left = end !== null && end > now ? `${minutes(end - now)} left` : rate ? "" : "stands still";
  return h("section.dose", label,
    h("div", {}, h("p.dose-num", {}, inMg(by.drug_ug), h("span.unit", {}, ` of ${inMg(made.dose_ug)} mg${by.is_calculated ? ", calculated by the clock" : ""}`)),
      h("p.small.soft", {}, `${inMl(rate)} mL/h`)),
    h("div.stack-sm", {}, h("progress.now", { max: made.dose_ug, value: by.drug_ug, "aria-label": "Dose given" }),
      h("p.small.soft.row-tight", {}, h("span", {}, `${inMl(by.volume_ul)} of ${inMl(made.total_ul)} mL`), h("span.end", {}, left))),
    h("div.signed", {}, icon("two"), h("span", {}, h("b", {}, `Dose checked by ${known.checks.length}`), made.by_name)),
    ...by.findings.filter((each) => each.level !== rules.quiet).map((each) => h("p.small", {}, `${each.because} ${each.to_do}`)));
}

const STATES = { waiting: "on this tablet only", stored: "at the clinic", conflict: "not taken over" };

// What was entered, in a few words.
function summary({ act, fields }, snapshot) {
  const { rules, words } = snapshot;
  if (act === "session-record-symptom") {
    const row = rules.symptoms.terms.find((each) => each.term === fields.term);
    return `${row?.name ?? fields.term}, ${words.grades[fields.grade]}`;
  }
  if (act === "session-record-vitals") {
    const rest = rules.signals.filter((row) => fields[row.signal] && !PRESSURES.includes(row.signal));
    const pressure = PRESSURES.some((signal) => fields[signal]) ? [PRESSURES.map((signal) => fields[signal] || "–").join("/")] : [];
    return [...pressure, ...rest.map((row) => `${row.name} ${fields[row.signal]}`)].join(", ");
  }
  if (act === "session-give-adjunct" || act === "session-record-rescue") return saidBeside({ act, fields }, snapshot);
  const named = Object.entries(fields).filter(([name, value]) => value && !name.startsWith("gate-") && name in FIELDS);
  return named.map(([name, value]) => FIELDS[name].replace("{}", value)).join(", ");
}

const FIELDS = {
  channel: "{}", action: "{}", decision: "{}", reason: "{}", why: "{}", shown: "pump shows {} mL", rate: "{} mL/h", dose: "{} mg",
  product: "{}", lot: "lot {}", diluent: "into {} mL", words: "{}", number: "{}", how: "{}", site: "{}", elsewhere: "{}",
  early: "early: {}", failed: "failed: {}",
};

// What was entered here, newest first, with where it is now.
export function own(entries, snapshot, names) {
  const lines = [...entries].reverse().map((entry) => {
    const unsure = entry.uncertain && entry.set_back ? ", time uncertain: this tablet's clock was changed" : "";
    const said = summary(entry, snapshot);
    return h("li", { "data-entry": entry.act_id, "data-state": entry.state }, icon(entry.state === "stored" ? "saved" : entry.state === "conflict" ? "critical" : "offline"),
      h("span", {}, `${hour(entry.at, snapshot)}${unsure} ${names[entry.act] ?? entry.act}`, said ? `: ${said}` : "", h("br"), h("span.small.soft", {}, STATES[entry.state])));
  });
  return h("section.card", { id: "own", "aria-labelledby": "own-h", hidden: !lines.length }, h("h2", { id: "own-h" }, "Entered on this tablet"), h("ul.checks", {}, ...lines));
}
