// model
// The session as it stands on this device: what the clinic knew, and on top of it what was entered here.
// Nothing is judged here; the rules look at what comes out. Nothing that is given is changed.
import { BESIDE_ADDS, besideOf } from "./beside.js";
import { thousandths } from "./figures.js";
import { stageOf } from "./rules.js";
import { ADDS as OF_THE_WAY, begins, wayOf } from "./way.js";

// The figures of the vitals' form as the rules take them.
export function vitalsOf(fields, rules) {
  const vitals = {};
  for (const { signal, decimals } of rules.signals) {
    const typed = String(fields[signal] ?? "").trim().replace(",", ".");
    if (!typed) continue;
    const value = Number(typed) * 10 ** decimals;
    vitals[signal] = Math.abs(value - Math.round(value)) < 1e-6 ? Math.round(value) : NaN;
  }
  return vitals;
}

const GATE = "gate-";
export function answersOf(fields) {
  const ticked = Object.entries(fields).filter(([name, value]) => name.startsWith(GATE) && value);
  return Object.fromEntries(ticked.map(([name]) => [name.slice(GATE.length), true]));
}

// The row of the table that was worked out at the clinic for this vial and bag; null when none fits.
export function rowOf(fields, table) {
  const strength = Number(fields.strength);
  const diluent = "diluent" in fields ? thousandths(fields.diluent) : null;
  const way = fields.bag || "added";
  const fits = (row) =>
    row.strength_ug_per_ml === strength && row.diluent_ul === diluent && (diluent === null || row.bag === way);
  return table.find(fits) ?? null;
}

const onward = (told, entry, stage) => {
  told.chair.history = [...told.chair.history, { stage, at: entry.at, by: entry.by }];
};

const pumped = (told, entry, rate) => {
  if (rate !== null) told.dose.changes = [...told.dose.changes, { at: entry.at, rate_ul_per_h: rate }];
  const shown = thousandths(entry.fields.shown);
  if (shown !== null) told.dose.shown = [...told.dose.shown, { at: entry.at, shown_ul: shown }];
};

const lastRate = (told) => told.dose.changes.findLast((each) => each.rate_ul_per_h)?.rate_ul_per_h ?? 0;

// What each act adds to what is known.
const ADDS = {
  ...BESIDE_ADDS,
  "session-record-vitals": (told, entry, { rules }) => {
    const ago = Number(entry.fields.minutes_ago || 0);
    const reading = { id: entry.act_id, at: entry.at - ago * 60000, vitals: vitalsOf(entry.fields, rules) };
    told.chair.readings = [...told.chair.readings, reading].sort((one, other) => one.at - other.at);
  },
  "session-record-symptom": (told, entry) => {
    const { term } = entry.fields;
    const grade = Number(entry.fields.grade);
    told.chair.symptoms = told.chair.symptoms.map((each) =>
      each.term === term && each.resolved === null ? { ...each, resolved: entry.at } : each,
    );
    if (grade) told.chair.symptoms.push({ term, grade, onset: entry.at, resolved: null });
  },
  "session-acknowledge": (told, entry) => {
    const { channel, level, action } = entry.fields;
    const said = { channel, level, action, at: entry.at, by: entry.by, role: entry.role };
    told.chair.acknowledgements = [...told.chair.acknowledgements, said];
  },
  "session-decide": (told, entry, { stages }) => {
    const go = entry.fields.decision === "go";
    told.dose.goes = [...told.dose.goes, { at: entry.at, go, by_name: entry.by_name, reason: entry.fields.reason }];
    if (go && stages.here(told) === "checked-in") onward(told, entry, "pre-assessed");
  },
  "session-prepare": (told, entry, { table, stages }) => {
    const row = rowOf(entry.fields, table);
    if (!row) return;
    const infused = row.rate_ul_per_h > 0;
    const figures = {
      dose_ug: row.dose_ug,
      drug_ul: row.drug_ul,
      bag_ul: infused ? row.total_ul : null,
      rate_ul_per_h: infused ? row.rate_ul_per_h : null,
    };
    const { product, lot } = entry.fields;
    told.dose.prepared = {
      ...figures, product, lot, at: entry.at, by: entry.by, by_name: entry.by_name,
      strength_ug_per_ml: row.strength_ug_per_ml, total_ul: row.total_ul, minutes: row.minutes || null,
    };
    told.dose.checks = [{ at: entry.at, role: entry.role, saw_other: false, figures: { by: entry.by, ...figures } }];
    told.dose.answers = { ...told.dose.answers, ...answersOf(entry.fields) };
    if (stages.here(told) === "pre-assessed") onward(told, entry, "prepared");
  },
  "session-check-dose": (told, entry) => {
    const made = told.dose.prepared;
    if (!made) return;
    const figures = {
      by: entry.by,
      dose_ug: thousandths(entry.fields.dose),
      drug_ul: made.drug_ul,
      bag_ul: made.bag_ul,
      rate_ul_per_h: made.rate_ul_per_h === null ? null : thousandths(entry.fields.rate),
    };
    told.dose.checks = [...told.dose.checks, { at: entry.at, role: entry.role, saw_other: false, figures }];
  },
  "session-start": (told, entry, more) => {
    onward(told, entry, "dosing");
    told.dose.answers = { ...told.dose.answers, ...answersOf(entry.fields) };
    pumped(told, entry, thousandths(entry.fields.rate));
    begins(told, entry, more);
  },
  "session-pause": (told, entry) => {
    onward(told, entry, "paused");
    pumped(told, entry, 0);
  },
  "session-resume": (told, entry) => {
    const rate = lastRate(told);
    onward(told, entry, "dosing");
    pumped(told, entry, rate);
  },
  "session-change-rate": (told, entry) => pumped(told, entry, thousandths(entry.fields.rate)),
  "session-read-pump": (told, entry) => pumped(told, entry, null),
  "session-end": (told, entry) => {
    onward(told, entry, "recovery");
    pumped(told, entry, 0);
  },
  ...OF_THE_WAY,
};

// Everything known of the session: {chair, dose, beside} of the snapshot with the entries on top, in their
// order. An entry that the clinic did not take over changes nothing.
export function standing(snapshot, entries) {
  const told = { chair: { ...snapshot.chair }, dose: { ...snapshot.dose }, beside: besideOf(snapshot) };
  const { rules, table } = snapshot;
  const stages = { here: (each) => stageOf(each.chair.history, rules) };
  for (const entry of entries) {
    const known = entry.state === "stored" && entry.known_at <= snapshot.server_ms;
    if (entry.state === "conflict" || known || !(entry.act in ADDS)) continue;
    const over = () => onward(told, entry, "recovery");
    ADDS[entry.act](told, withWho(entry, snapshot), { rules, table, stages, way: wayOf(snapshot), over });
  }
  return told;
}

// Who did it, and as which of their roles they are asked.
export function withWho(entry, snapshot) {
  const signer = snapshot.signers.find((each) => each.account === entry.signed_by);
  const who = signer ?? { account: snapshot.account.id, name: snapshot.account.name, roles: snapshot.account.roles };
  const role = ["prescriber", "nurse"].find((each) => who.roles.includes(each)) ?? "nurse";
  return { ...entry, by: who.account, by_name: who.name, role };
}
