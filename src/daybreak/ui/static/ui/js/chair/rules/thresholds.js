// What one reading calls for, line by line of the profile.
import { fill, finding, worstFirst } from "./saying.js";
import { MS_PER_S, PERCENT, S_PER_MIN } from "./units.js";
import { of, shown, signalRow, taken } from "./vitals.js";

// Everything in one reading that calls for someone's attention, worst first. `baseline` is null
// while there is no start yet.
export function findings(vitals, baseline, rules) {
  const past = rules.alarms
    .filter((line) => isImmediate(line) && fires(line, vitals, baseline))
    .map((line) => lineFinding(line, vitals, baseline, rules));
  const unjudged = baseline === null ? [] : withoutBaseline(vitals, baseline, rules);
  return worstFirst([...past, ...unjudged], rules);
}

// What the latest of `readings`, in order of time, has in common with those before it.
export function lasting(readings, rules) {
  if (!readings.length) return [];
  const found = [];
  for (const line of rules.alarms) {
    if (isImmediate(line)) continue;
    const run = unbroken(line, readings);
    if (run.length < line.confirm_count || run.at(-1).at !== readings.at(-1).at) continue;
    const lasted_s = Math.floor((run.at(-1).at - run[0].at) / MS_PER_S);
    if (lasted_s < line.persistence_s) continue;
    found.push(lastingFinding(line, run.at(-1).vitals, lasted_s, rules));
  }
  return worstFirst(found, rules);
}

const ON_WHICH_SIDE = {
  ">=": (value, line) => value >= line,
  ">": (value, line) => value > line,
  "<=": (value, line) => value <= line,
  "<": (value, line) => value < line,
};

// A rise without a reading before the start is none.
export function fires(line, vitals, baseline) {
  const value = of(vitals, line.signal);
  if (value === null) return false;
  const holds = ON_WHICH_SIDE[line.comparator];
  if (line.relative === "nothing") return holds(value, line.value);
  const before = of(baseline, line.signal);
  if (before === null) return false;
  if (line.relative === "over-baseline") return holds(value - before, line.value);
  return holds((value - before) * PERCENT, line.value * before);
}

function isImmediate(line) {
  return line.confirm_count === 1;
}

// The readings past the line running, up to the latest; one without the signal does not end it.
function unbroken(line, readings) {
  const run = [];
  for (const reading of [...readings].reverse()) {
    if (fires(line, reading.vitals, null)) run.unshift(reading);
    else if (of(reading.vitals, line.signal) !== null) break;
  }
  return run;
}

function lineFinding(line, vitals, baseline, rules) {
  const row = signalRow(line.signal, rules);
  const value = of(vitals, line.signal);
  const before = of(baseline, line.signal) ?? 0;
  const because = fill(rules.phrases[line.phrase], {
    name: row.name,
    reading: shown(row, value),
    line: line.value,
    change: value - before,
    baseline: before,
  });
  return finding(line.code, line.severity, because, line.source, line.to_do);
}

function lastingFinding(line, vitals, lasted_s, rules) {
  const row = signalRow(line.signal, rules);
  const because = fill(rules.phrases[line.phrase], {
    name: row.name,
    reading: shown(row, of(vitals, line.signal)),
    line: line.value,
    minutes: Math.floor(lasted_s / S_PER_MIN),
  });
  return finding(line.code, line.severity, because, line.source, line.to_do);
}

function withoutBaseline(vitals, baseline, rules) {
  return taken(vitals, rules)
    .filter(([row]) => row.is_judged_by_rise && of(baseline, row.signal) === null)
    .map(([row]) => ({
      ...finding(
        `${row.word}-no-baseline`,
        rules.quiet,
        fill(rules.phrases.no_baseline, { name: row.name }),
        rules.source,
        "",
      ),
      unknown: [`baseline-${row.word}`],
    }));
}
