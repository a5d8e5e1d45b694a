// Which readings are due, since when, and how late they are.
import { openAlarms } from "./alarms.js";
import { byCodePoint, sorted } from "./order.js";
import { fill } from "./saying.js";
import { dosedSpan, entered, stageOf } from "./stages.js";
import { MS_PER_S } from "./units.js";
import { of, readingsUntil, signalRow } from "./vitals.js";

// Every reading that is due or coming, the earliest first, repeats of alarms among them.
export function due(chair, now, rules) {
  const readings = readingsUntil(chair, now, rules);
  const asked = rules.watches.map((watch) => askedOf(watch, chair, readings, now, rules));
  const repeats = openAlarms(chair, now, rules).map((alarm) => repeatOf(alarm, now, rules));
  return sorted(
    [...asked, ...repeats].filter((each) => each !== null),
    (one, other) => one.due_at - other.due_at || byCodePoint(one.rule, other.rule),
  );
}

function askedOf(watch, chair, readings, now, rules) {
  const since = countsSince(watch, chair, rules);
  if (since === null) return null;
  const times = watch.signals
    .map((signal) => [signal, dueTime(watch, since, lastTaken(signal, readings))])
    .filter(([, at]) => at !== null);
  if (!times.length) return null;
  const due_at = Math.min(...times.map(([, at]) => at));
  const missing = times.filter(([, at]) => at <= Math.max(due_at, now)).map(([signal]) => signal);
  return dueReading(watch.id, watch.what, missing, due_at, watch.source, now, rules);
}

// From when this watch counts, if it counts in this stage.
function countsSince(watch, chair, rules) {
  if (!watch.stages.includes(stageOf(chair.history, rules))) return null;
  const span = dosedSpan(chair.history, rules);
  return watch.since in span ? span[watch.since] : entered(chair.history, watch.since);
}

function dueTime(watch, since, last) {
  if (!watch.every_s) {
    const at = since + watch.at_s * MS_PER_S;
    return last === null || last < at - watch.early_s * MS_PER_S ? at : null;
  }
  const every = watch.every_s * MS_PER_S;
  if (watch.is_due_at_once) return last === null ? since : Math.max(since, last + every);
  return Math.max(since, last ?? since) + every;
}

function lastTaken(signal, readings) {
  return readings.findLast((each) => of(each.vitals, signal) !== null)?.at ?? null;
}

function repeatOf(alarm, now, rules) {
  if (alarm.repeat_due === null) return null;
  const { signal } = rules.alarms.find((line) => line.channel === alarm.channel);
  const what = fill(rules.phrases.repeat, { name: signalRow(signal, rules).name });
  const { channel, repeat_due, finding } = alarm;
  return dueReading(`repeat-${channel}`, what, [signal], repeat_due, finding.source, now, rules);
}

function dueReading(rule, what, signals, due_at, source, now, rules) {
  const overdue_at = due_at + rules.lateness.overdue_s * MS_PER_S;
  const late_at = due_at + rules.lateness.late_s * MS_PER_S;
  const passed = { due: due_at, overdue: overdue_at, late: late_at };
  const punctuality = Object.keys(passed).findLast((each) => now >= passed[each]) ?? "later";
  return { rule, what, signals, due_at, overdue_at, late_at, punctuality, source };
}
