// checks
// What keeps an entry from being taken on this device: the same that would keep it at the clinic, as far
// as it can be known here. Where it cannot, the entry is not taken, and the paper sheet is.
import {
  checkPlausible, checkSymptom, doubleCheck, dosedSpan, due, gatesShut, mayAcknowledge, mayGo, resumeGates, stageOf,
} from "./rules.js";
import { BESIDE_CHECKS, openRescue } from "./beside.js";
import { thousandths } from "./figures.js";
import { answersOf, rowOf, vitalsOf } from "./model.js";
import { CHECKS as OF_THE_WAY, endNeeds, startNeeds } from "./way.js";

const PERCENT = 100;
export const NEEDS_THE_CLINIC = "This is worked out when the clinic answers again. Until then use the paper sheet.";

const said = (found) => found.map((each) => `${each.because} ${each.to_do}`.trim());
const both = (refused) => (refused ? [refused.message] : []);

// Everything that stands against it, in sentences; nothing when it may be kept. `who` is {by, role,
// roles}; `at` whole milliseconds.
export function against(act, fields, who, told, snapshot, at) {
  const check = CHECKS[act];
  return check ? check({ fields, who, told, snapshot, rules: snapshot.rules, at }) : [NEEDS_THE_CLINIC];
}

const here = ({ told, rules }) => stageOf(told.chair.history, rules);

function step(asked, to, from = here(asked)) {
  const may = mayGo(asked.rules, from, to);
  if (!may.may) return both(may.refusal);
  return may.roles.some((role) => asked.who.roles.includes(role)) ? [] : [`This is for ${may.roles.join(" or ")}.`];
}

function shown({ fields, told, snapshot }, isNeeded = false) {
  const volume = thousandths(fields.shown);
  if (volume === null) return isNeeded ? ["Enter what the pump shows."] : [];
  const whole = told.dose.prepared?.total_ul ?? 0;
  const most = whole * (PERCENT + snapshot.over_percent);
  const isWrong = Number.isNaN(volume) || (whole && volume * PERCENT > most);
  return isWrong ? ["That cannot be what the pump shows. Look at the display again."] : [];
}

function rateOf(fields) {
  const rate = thousandths(fields.rate);
  return rate > 0 ? [] : ["Enter the rate as the pump's display shows it."];
}

// Readings before the start that are missing or too old.
function baseline({ told, rules, at }) {
  const before = new Set(rules.watches.filter((each) => each.is_due_at_once).map((each) => each.id));
  const late = due(told.chair, at, rules).filter((each) => before.has(each.rule) && each.punctuality !== "later");
  return late.map((each) => `${each.what} is due before this. Take it first.`);
}

function holds({ snapshot, told }) {
  const go = told.dose.goes.at(-1);
  return [
    ...(snapshot.adopted ? [] : ["The director has not adopted the thresholds of this profile. Nobody is dosed with them."]),
    ...said(snapshot.holds),
    ...(go?.go ? [] : ["There is no go. A prescriber signs it first."]),
  ];
}

function shut({ snapshot, told, rules, fields }, stages) {
  const answers = { ...told.dose.answers, ...answersOf(fields) };
  return said(stages.flatMap((stage) => gatesShut(stage, snapshot.route, answers, rules)));
}

const overARescue = ({ told }) => (openRescue(told.beside) ? ["A rescue is open. End it first."] : []);

const CHECKS = {
  ...BESIDE_CHECKS,
  "session-record-vitals": ({ fields, rules }) => {
    const vitals = vitalsOf(fields, rules);
    if (Object.values(vitals).some(Number.isNaN)) return ["Type figures only."];
    return both(checkPlausible(vitals, rules));
  },
  "session-record-symptom": ({ fields, rules, told, at }) => {
    const grade = Number(fields.grade);
    const isThere = told.chair.symptoms.some((each) => each.term === fields.term && each.resolved === null);
    if (!grade) return isThere ? [] : ["This was not noted before, so it cannot have passed."];
    return both(checkSymptom({ term: fields.term, grade, onset: at, resolved: null }, rules));
  },
  "session-acknowledge": ({ fields, who, told, rules, at }) =>
    both(mayAcknowledge({ ...fields, at, by: who.by, role: who.role }, told.chair, at, rules).refusal),
  "session-decide": (asked) => {
    const { fields, who, snapshot, rules } = asked;
    if (!who.roles.includes("prescriber")) return ["A prescriber signs this, with their own PIN."];
    if (!rules.stages.before_dose.includes(here(asked)))
      return ["A go is signed between check-in and the start."];
    if (fields.decision !== "go") return fields.reason?.trim() ? [] : ["Say why there is no dose today."];
    return [...said(snapshot.holds), ...baseline(asked)];
  },
  "session-prepare": (asked) => {
    const { fields, snapshot } = asked;
    const from = here(asked);
    const wrong = from === "prepared" ? [] : step(asked, "prepared", from);
    if (wrong.length) return wrong;
    const row = rowOf(fields, snapshot.table);
    if (!row) return [NEEDS_THE_CLINIC];
    return [
      ...(row.because ? [row.because] : []),
      ...(fields.product?.trim() && fields.lot?.trim() ? [] : ["Type product and lot as printed on the vial."]),
      ...(fields.expires_on >= dayOf(asked) ? [] : ["This vial is out of date. Put it aside and take another."]),
      ...holds(asked),
      ...shut(asked, ["checked-in", "pre-assessed", "prepared"]),
    ];
  },
  "session-check-dose": (asked) => {
    const { fields, who, told, rules } = asked;
    const made = told.dose.prepared;
    if (!made || here(asked) !== "prepared") return ["Nothing is drawn up yet. Prepare the dose first."];
    if (made.by === who.by) return ["You drew it up yourself. Somebody else works it out, without looking."];
    if (!rules.double_check.roles.includes(who.role)) return ["A nurse or a prescriber checks a dose."];
    const figures = [thousandths(fields.dose), ...(made.rate_ul_per_h === null ? [] : [thousandths(fields.rate)])];
    return figures.every((each) => each > 0) ? [] : ["Enter the figures you came to."];
  },
  "session-start": (asked) => {
    const { fields, told, rules, at } = asked;
    const made = told.dose.prepared;
    const isSet = !made || made.rate_ul_per_h === null || thousandths(fields.rate) === made.rate_ul_per_h;
    return [
      ...step(asked, "dosing"),
      ...holds(asked),
      ...said(doubleCheck(told.dose.checks, made, at, rules)),
      ...startNeeds(asked),
      ...(isSet ? [] : ["The pump is not set to the rate that was worked out. Look at both."]),
      ...shut(asked, ["checked-in", "pre-assessed", "prepared", "dosing"]),
      ...said(resumeGates(told.chair, at, rules)),
      ...overARescue(asked),
      ...baseline(asked),
    ];
  },
  "session-pause": (asked) => [...step(asked, "paused"), ...shown(asked)],
  "session-resume": (asked) => {
    const { fields, who, told, rules, at } = asked;
    if (here(asked) !== "paused") return ["Only a paused dose goes on."];
    const critical = said(resumeGates(told.chair, at, rules));
    const signs = who.roles.includes("prescriber") && fields.reason?.trim();
    return [...step(asked, "dosing"), ...overARescue(asked), ...(signs ? [] : critical), ...shown(asked)];
  },
  "session-change-rate": (asked) => [
    ...(here(asked) === "dosing" ? [] : ["The rate is changed while a dose is running."]),
    ...rateOf(asked.fields),
    ...(asked.fields.reason?.trim() ? [] : ["Say why the rate was changed."]),
    ...shown(asked),
  ],
  "session-read-pump": (asked) => {
    const { began } = dosedSpan(asked.told.chair.history, asked.rules);
    return began === null ? ["No dose was started here."] : shown(asked, true);
  },
  "session-end": (asked) =>
    asked.rules.stages.running.includes(here(asked)) ? [...endNeeds(asked), ...shown(asked)] : ["There is no dose here to end."],
  "session-assess-discharge": (asked) =>
    ["recovery", "discharge-assessed"].includes(here(asked)) ? [] : ["This is looked at once the dose is over."],
  ...OF_THE_WAY,
};

// The day it is at the clinic, as a date field writes it.
function dayOf({ at, snapshot }) {
  const span = snapshot.wall.findLast((each) => each.from <= at) ?? snapshot.wall[0];
  return new Date(at + span.offset_s * 1000).toISOString().slice(0, 10);
}
