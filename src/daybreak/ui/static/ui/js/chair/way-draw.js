// way-draw
// How much has been given where no pump runs, and what comes next: drawn as the clinic's own page does.
import { countdown, h, hour, icon, minutes } from "./draw.js";
import { dosedSpan, stageOf } from "./rules.js";
import { mayAt, nextLot, nextNumber, ofDevices, ofHoldNow, wayOf } from "./way.js";

const inMg = (ug) => String(ug / 1000);
const WHOLE = 100;
const ENDS = { swallowed: ", swallowed", spat: ", spat out" };

export function given(told, snapshot, now) {
  const way = wayOf(snapshot);
  if (told.dose.devices) return inDevices(told, snapshot, now);
  return way.kind === "held" && told.dose.hold ? held(told, snapshot, now) : atOnce(told, snapshot);
}

const runs = ({ chair }, { rules }) => rules.stages.running.includes(stageOf(chair.history, rules));
const notes = (told, snapshot, name) =>
  runs(told, snapshot) ? wayOf(snapshot).notes.map((each) => h(name, {}, each)) : [];

function checked({ checks, prepared }) {
  return h("div.signed", {}, icon("two"), h("span", {}, h("b", {}, `Dose checked by ${checks.length}`), prepared.by_name));
}

function figure(amount, whole, aside) {
  return h("div", {}, h("p.dose-num", {}, `${amount} `, h("span.unit", {}, `of ${whole} mg`)), h("p.small.soft", {}, aside));
}

// Its words may tell a length that goes on.
function warned(words) {
  return h("p.dose-note.row-tight", {}, icon("warn"), h("b.small", { "data-until": "" }, words));
}

// One piece for each device: given, next with its clock, or later.
function oneDevice(number, told, snapshot, now) {
  const { devices } = told.dose;
  const used = devices.used.find((each) => each.number === number);
  const isNext = runs(told, snapshot) && number === nextNumber(devices);
  const state = used ? "given" : isNext ? "next" : runs(told, snapshot) ? "later" : "not given";
  const at = mayAt(devices);
  const inside = used
    ? [h("span", {}, icon("check"), `given ${hour(used.at, snapshot)}`), h("span.small.soft", {}, `lot ${used.lot}`)]
    : !isNext ? [h("span.soft", {}, state)]
    : at === null || at <= now ? [h("span", {}, "may be given now")]
    : [h("span", {}, `from ${hour(at, snapshot)}`), h("span.devices-left", { "data-until": at }, countdown(at - now))];
  return h("li", { "data-state": state }, h("b", {}, `Device ${number}`), ...inside);
}

function inDevices(told, snapshot, now) {
  const { devices, prepared } = told.dose;
  const next = runs(told, snapshot) ? nextNumber(devices) : null;
  const at = mayAt(devices);
  const isDue = at === null || at <= now;
  const isRunning = stageOf(told.chair.history, snapshot.rules) === snapshot.rules.stages.dose;
  const give = next && isRunning && nextLot(devices)
    ? h(isDue ? "button.btn.btn-primary" : "button.btn", { type: "button", "data-do": "device", "data-number": next }, icon("check"), `Device ${next} given`)
    : null;
  const other = h("button.btn", { type: "button", "data-act": "session-give-device" }, icon("warn"), "It failed, or another lot");
  const lines = Array.from({ length: devices.count }, (_, index) => oneDevice(index + 1, told, snapshot, now));
  const failed = devices.failed.map((each) => h("p.small.dose-note", {}, `Failed ${hour(each.at, snapshot)}, not counted. ${each.words}`));
  return h(next ? "section.dose.dose-led" : "section.dose", { id: "dose", "aria-label": "Dose" },
    figure(inMg(devices.used.length * devices.device_ug), inMg(prepared.dose_ug), `${devices.used.length} of ${devices.count} devices of ${inMg(devices.device_ug)} mg`),
    next && isRunning ? h("div.dose-acts", {}, give, other) : null,
    h("ol.devices", {}, ...lines), checked(told.dose), ...failed, ...ofDevices(devices).map(warned), ...notes(told, snapshot, "p.small.soft.dose-note"));
}

function held(told, snapshot, now) {
  const { hold, prepared } = told.dose;
  const { least_ms, most_ms, how } = wayOf(snapshot);
  const ended = hold.ended ?? dosedSpan(told.chair.history, snapshot.rules).ended;
  const spent = (ended ?? now) - hold.began;
  const least = hold.began + least_ms;
  const said = ended === null ? `since ${hour(hold.began, snapshot)}` : `held for ${minutes(spent)}${ENDS[hold.how] ?? ""}`;
  const ends = [["swallowed", "check", "Swallowed"], ["spat", "out", "Spat out"]].map(([value, drawn, words]) =>
    h(value === "swallowed" && least <= now ? "button.btn.btn-primary" : "button.btn", { type: "button", "data-do": "hold", "data-how": value }, icon(drawn), words));
  const left = least > now ? h("span.end", {}, h("b", { "data-until": least }, countdown(least - now))) : null;
  const until = h("p.small.soft.row-tight", {}, h("span", {}, `Hold until ${hour(least, snapshot)}, at most ${hour(hold.began + most_ms, snapshot)}`), left);
  const wrong = ofHoldNow({ ...hold, ended }, wayOf(snapshot), now);
  const percent = ended === null && least_ms ? Math.min(WHOLE, Math.floor((spent * WHOLE) / least_ms)) : WHOLE;
  return h(ended === null ? "section.dose.dose-led" : "section.dose", { id: "dose", "aria-label": "Dose" },
    figure(inMg(prepared.dose_ug), inMg(prepared.dose_ug), `${how} ${said}`),
    ended === null ? h("div.dose-acts", {}, ...ends) : null,
    h("div.stack-sm", {}, h("progress.now", { max: WHOLE, value: percent, "aria-label": "Time held" }), ended === null ? until : null, wrong ? warned(wrong) : null, ...notes(told, snapshot, "p.small")),
    checked(told.dose));
}

function atOnce(told, snapshot) {
  const { prepared, where } = told.dose;
  const { began } = dosedSpan(told.chair.history, snapshot.rules);
  const place = where ? `, ${where}` : "";
  return h("section.dose", { id: "dose", "aria-label": "Dose" },
    figure(inMg(prepared.dose_ug), inMg(prepared.dose_ug), `${prepared.drug_ul / 1000} mL`),
    h("div.stack-sm", {}, h("progress.now", { max: WHOLE, value: WHOLE, "aria-label": "Dose given" }),
      h("p.small.soft", {}, `${wayOf(snapshot).how} ${hour(began, snapshot)}${place}`), ...notes(told, snapshot, "p.small")),
    checked(told.dose));
}
