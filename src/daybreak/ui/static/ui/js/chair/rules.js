// What is so at a chair, worked out from what was recorded there and from the rules as data.
//
// The device's way of reading what care/session/as_data.py writes. It knows no threshold, interval
// or level of its own, and says what the server would say of the same record; tests compare both.
// Times are whole milliseconds since 1970, UTC; intervals begin with their first moment and end
// before their last. Nothing here looks at a clock, keeps anything, or changes what it is given.
export const UNDERSTANDS = 1; // the version of the data

export { allAlarms, mayAcknowledge, openAlarms, resumeGates } from "./rules/alarms.js";
export { endsAt, given, wallTime } from "./rules/dose-given.js";
export { doubleCheck } from "./rules/double-check.js";
export { gatesAsked, gatesShut } from "./rules/gates.js";
export { due } from "./rules/monitoring.js";
export { Refused } from "./rules/saying.js";
export { dosedSpan, entered, mayGo, recoveryClock, stageOf } from "./rules/stages.js";
export { checkSymptom, felt, isPresent } from "./rules/symptoms.js";
export { findings, lasting } from "./rules/thresholds.js";
export { baselineOf, checkPlausible, implausible, shown } from "./rules/vitals.js";
