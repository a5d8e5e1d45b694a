// What one reading calls for, line by line of the profile.
import { fill, finding, weight, worstFirst } from "./saying.js";
import { MS_PER_S, PERCENT, S_PER_MIN } from "./units.js";
import { of, shown, signalRow, taken } from "./vitals.js";

// Everything in one reading that calls for someone's attention, worst first. `baseline` is null
// while there is no start yet.
export function findings(vitals, baseline, rules) {
  const past = rules.alarms
    .filter((line) => isImmediate(line) && fires(line, vitals, baseline))
    .map((line) => immediateFinding(line, vitals, baseline, rules));
  const unjudged = baseline === null ? [] : withoutBaseline(vitals, baseline, rules);
  return worstFirst([...past, ...unjudged], rules);
}

// What the latest of `readings`, in order of time, has in common with those before it.
export function lasting(readings, rules) {
  const latest = readings.length - 1;
  const past = readings.length ? rules.alarms.filter((line) => !isImmediate(line)) : [];
  const found = past
    .filter((line) => lasts(unbroken(line, readings, latest), line, readings[latest]))
    .map((line) => lastingFinding(line, unbroken(line, readings, latest), rules));
  return worstFirst(found, rules);
}

// The worst of what the reading in that place of `readings` is past of these lines, those that must
// last among them; null when there is none. Of two as bad as each other the first line stands.
export function worstOf(lines, readings, place, baseline, rules) {
  const { vitals } = readings[place];
  let found = null;
  for (const line of lines) {
    if (found && weight(line.severity, rules) <= weight(found.severity, rules)) continue;
    const isPast = isImmediate(line)
      ? fires(line, vitals, baseline)
      : lasts(unbroken(line, readings, place), line, readings[place]);
    if (isPast) found = line;
  }
  if (!found) return null;
  return isImmediate(found)
    ? immediateFinding(found, vitals, baseline, rules)
    : lastingFinding(found, unbroken(found, readings, place), rules);
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

// The readings past the line running, from that in `place` back; one without the signal does not end
// it.
function unbroken(line, readings, place) {
  const run = [];
  for (let at = place; at >= 0; at -= 1) {
    if (fires(line, readings[at].vitals, null)) run.push(readings[at]);
    else if (of(readings[at].vitals, line.signal) !== null) break;
  }
  return run;
}

function lasts(run, line, reading) {
  if (run.length < line.confirm_count || run[0].at !== reading.at) return false;
  return lastedS(run) >= line.persistence_s;
}

function lastedS(run) {
  return Math.floor((run[0].at - run.at(-1).at) / MS_PER_S);
}

function immediateFinding(line, vitals, baseline, rules) {
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

function lastingFinding(line, run, rules) {
  const row = signalRow(line.signal, rules);
  const because = fill(rules.phrases[line.phrase], {
    name: row.name,
    reading: shown(row, of(run[0].vitals, line.signal)),
    line: line.value,
    minutes: Math.floor(lastedS(run) / S_PER_MIN),
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
