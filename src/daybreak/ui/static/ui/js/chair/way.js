// way
// What is done between the start of a dose and its end where no pump runs: device after device, a hold in
// the mouth, an injection. What each adds to what is known, and what stands against one more.
import { openRescue } from "./beside.js";
import { resumeGates, stageOf, wallTime } from "./rules.js";

const MS_PER_S = 1000;
const S_PER_MIN = 60;
const PUMP = { kind: "pump", buttons: {}, names: {}, notes: [] }; // a snapshot of before ways were told

export const wayOf = (snapshot) => snapshot.way ?? PUMP;

// `4 min 10 s`, `5 min`, `20 s`; a part of a second counts as one.
export function length(ms) {
  const seconds = Math.ceil(ms / MS_PER_S);
  const [whole, rest] = [Math.floor(seconds / S_PER_MIN), seconds % S_PER_MIN];
  return [whole ? `${whole} min` : "", rest || !whole ? `${rest} s` : ""].filter(Boolean).join(" ");
}

// ---- Devices: {count, device_ug, rest_ms, lots, used: [{number, at, lot}], failed: [{at, words}]} ----

const opened = ({ used, failed }) => used.length + failed.length;
const lastOpened = ({ used, failed }) => Math.max(...[...used, ...failed].map((each) => each.at));
export const nextLot = (devices) => devices.lots[opened(devices)] ?? "";

// The device that comes next; null when all that was ordered is given.
export function nextNumber({ used, count }) {
  return used.length < count ? used.length + 1 : null;
}

// The earliest moment of the next one; null before the first and after the last. One that failed may
// have given a part of its dose, so it rests like one that did not.
export function mayAt(devices) {
  return nextNumber(devices) === null || !opened(devices) ? null : lastOpened(devices) + devices.rest_ms;
}

// Whether somebody has to say why another is given all the same.
export function needsWord(told, at, rules) {
  const { devices } = told.dose;
  return opened(devices) >= devices.count || standsOpen(told, at, rules).length > 0;
}

// What is to be looked at: that some failed, and each that came too early. Sentences, as care says them.
export function ofDevices({ used, failed, rest_ms }) {
  const [who, are] = failed.length === 1 ? ["A device", "is"] : [`${failed.length} devices`, "are"];
  const broken = `${who} failed and ${are} not counted. How much went in is not known. Tell the prescriber, who decides whether another is given.`;
  const before = (at) => [...used, ...failed].map((each) => each.at).filter((each) => each < at);
  const early = used
    .map((each) => ({ ...each, gap: each.at - Math.max(...before(each.at)) }))
    .filter(({ gap }) => gap < rest_ms)
    .map(({ number, gap }) => `Device ${number} came ${length(gap)} after the one before; ${length(rest_ms)} are between two. Take the pressure, and tell the prescriber.`);
  return [...(failed.length ? [broken] : []), ...early];
}

// What is to be looked at of a hold, {began, ended}: out too soon, or in too long; empty where nothing is.
export function ofHoldNow({ began, ended }, { least_ms, most_ms }, now) {
  const spent = (ended ?? now) - began;
  if (ended !== null && spent < least_ms)
    return `Held for ${length(spent)}; ${length(least_ms)} are the least. How much was taken up is not known. Write down why, and tell the prescriber.`;
  return spent > most_ms ? `Held for ${length(spent)}; ${length(most_ms)} are the most. Ask them to end it, and write down how.` : "";
}

const said = (found) => found.map((each) => `${each.because} ${each.to_do}`.trim());
const typed = (words) => Boolean(String(words ?? "").trim());

export function outOfTurn(number, devices, { wall }, at) {
  const hour = (ms) => wallTime(ms, wall).split(" ")[0];
  const given = devices.used.find((each) => each.number === number);
  if (given) return `Device ${number} was given at ${hour(given.at)}. Look again.`;
  const next = nextNumber(devices);
  if (next === null || number > devices.count) return `${devices.count} devices are ordered, and no more. Ask the prescriber.`;
  if (number !== next) return `Device ${next} comes next. Give them in their order.`;
  if (opened(devices) && at < lastOpened(devices)) return `The device before was at ${hour(lastOpened(devices))}. Look at the time.`;
  return "";
}

export function tooEarly(devices, { wall }, at) {
  const earliest = mayAt(devices);
  if (earliest === null || at >= earliest) return [];
  const span = wall.findLast((each) => each.from <= earliest) ?? wall[0];
  const clock = new Date(earliest + span.offset_s * MS_PER_S).toISOString().slice(11, 19);
  const left = length(earliest - at);
  return [`Device ${nextNumber(devices)} comes at ${clock} at the earliest: ${left} are left. Wait. If it was given all the same, say why.`];
}

// What is critical or under way: no dose goes on over it.
function standsOpen(told, at, rules) {
  const rescue = openRescue(told.beside) ? ["A rescue is open. End it first."] : [];
  return [...said(resumeGates(told.chair, at, rules)), ...rescue];
}

function critical({ fields, who, told, rules, at }) {
  const shut = standsOpen(told, at, rules);
  if (!shut.length || !who.roles.includes("prescriber")) return shut;
  return typed(fields.reason) ? [] : ["Say why another device is given although this is open."];
}

function ofDevice(asked) {
  const { fields, told, snapshot, rules, at } = asked;
  const { devices } = told.dose;
  if (!devices) return ["No devices are prepared for this session."];
  if (stageOf(told.chair.history, rules) !== rules.stages.dose) return ["A further device is given while a dose is running."];
  const wrong = outOfTurn(Number(fields.number), devices, snapshot, at);
  if (wrong) return [wrong];
  const lot = typed(fields.lot) || nextLot(devices) ? [] : ["This one was not among those in hand. Type its lot."];
  if (typed(fields.failed)) return lot;
  const isOneMore = opened(devices) >= devices.count && !typed(fields.reason);
  return [
    ...(typed(fields.early) ? [] : tooEarly(devices, snapshot, at)),
    ...critical(asked),
    ...(isOneMore ? ["Say who said that another is given in the place of one that failed."] : []),
    ...lot,
  ];
}

function ofHold({ fields, told, snapshot, rules, at }) {
  const { hold } = told.dose;
  if (!hold) return ["Nothing is held in the mouth in this session."];
  if (hold.ended !== null) return [`The hold was over at ${wallTime(hold.ended, snapshot.wall).split(" ")[0]}. Look at the page again.`];
  if (at < hold.began) return ["It had not begun by then. Look at the time."];
  if (!rules.stages.running.includes(stageOf(told.chair.history, rules))) return ["A hold ends while a dose is running."];
  return typed(fields.how) ? [] : ["Say whether it was swallowed or spat out."];
}

export const CHECKS = { "session-give-device": ofDevice, "session-end-hold": ofHold };

// What the start of a dose needs by this way in, beside what every start needs.
export function startNeeds({ fields, snapshot }) {
  const isSomewhere = typed(fields.site) || typed(fields.elsewhere);
  return wayOf(snapshot).kind === "injected" && !isSomewhere ? ["Say where it was injected."] : [];
}

// What stands against ending it here.
export function endNeeds({ fields, told }) {
  const isLeft = told.dose.devices && nextNumber(told.dose.devices) !== null;
  return isLeft && fields.why === "completed" ? ["Not all devices are given. Say why it ends here."] : [];
}

// ---- What is known after it. `over` says of a session that its dose is over with this entry. --------

function usedUp(told, entry, number, over) {
  const { devices } = told.dose;
  const { failed } = entry.fields;
  const lot = String(entry.fields.lot ?? "").trim() || nextLot(devices);
  if (typed(failed)) {
    const one = { at: entry.at, words: `Lot ${lot}: ${failed.trim()}` };
    told.dose.devices = { ...devices, failed: [...devices.failed, one] };
    return;
  }
  if (!devices.used.length) told.chair.counts_from = entry.at;
  told.dose.devices = { ...devices, used: [...devices.used, { number, at: entry.at, lot }] };
  if (number === devices.count) over();
}

export const ADDS = {
  "session-give-device": (told, entry, { over }) => {
    if (told.dose.devices) usedUp(told, entry, Number(entry.fields.number), over);
  },
  "session-end-hold": (told, entry, { over }) => {
    told.dose.hold = { ...told.dose.hold, ended: entry.at, how: entry.fields.how };
    over();
  },
};

// The first device, the hold, or all of it: what a start is, beside the step.
export function begins(told, entry, { way, over }) {
  told.dose.where = String(entry.fields.elsewhere ?? "").trim() || entry.fields.site || "";
  if (told.dose.devices) usedUp(told, entry, 1, over);
  if (way.kind === "held") told.dose.hold = { began: entry.at, ended: null, how: "" };
  if (way.is_at_once) over();
}
