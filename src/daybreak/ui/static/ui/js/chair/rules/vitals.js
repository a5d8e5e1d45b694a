// What was measured at the chair, and what cannot be a measurement at all.
import { byCodePoint, byFigures, sorted } from "./order.js";
import { fill, refusal } from "./saying.js";
import { dosedSpan } from "./stages.js";
import { MS_PER_S } from "./units.js";
import { halfUp, pointed } from "./whole.js";

// Every figure that cannot be a reading, with what may have been meant.
export function implausible(vitals, rules) {
  const outside = taken(vitals, rules)
    .filter(([row, value]) => value < row.lowest || value > row.highest)
    .map(([row, value]) => outOfRange(row, value, rules));
  return outside.length ? outside : impossiblePressures(vitals, rules);
}

// The refusal of figures that cannot be a reading, or null.
export function checkPlausible(vitals, rules) {
  if (!taken(vitals, rules).length) return refusal(rules, "vitals-empty");
  const wrong = implausible(vitals, rules);
  if (!wrong.length) return null;
  return { code: "vitals-range", message: wrong.map((each) => each.because).join(" ") };
}

// A figure as people write it, with its unit.
export function shown(row, value) {
  return `${figure(row, value)} ${row.unit}`.trim();
}

// The newest figure of each signal shortly before the start; null before there is one.
export function baselineOf(chair, rules) {
  const { began } = dosedSpan(chair.history, rules);
  if (began === null) return null;
  const since = began - rules.baseline_window_s * MS_PER_S;
  const newest = {};
  for (const reading of sorted(chair.readings, (one, other) => one.at - other.at)) {
    if (reading.at < since || reading.at > began) continue;
    for (const [row, value] of taken(reading.vitals, rules)) newest[row.signal] = value;
  }
  return newest;
}

// The readings taken by `now`, in order of time. What a fast clock wrote ahead waits.
export function readingsUntil(chair, now, rules) {
  const none = -1;
  const figures = (reading) => rules.signals.map((row) => of(reading.vitals, row.signal) ?? none);
  return sorted(
    chair.readings.filter((each) => each.at <= now),
    (one, other) =>
      one.at - other.at ||
      byCodePoint(one.id ?? "", other.id ?? "") ||
      byFigures(figures(one), figures(other)),
  );
}

export function of(vitals, signal) {
  return vitals?.[signal] ?? null;
}

export function taken(vitals, rules) {
  return rules.signals
    .map((row) => [row, of(vitals, row.signal)])
    .filter(([, value]) => value !== null);
}

export function signalRow(signal, rules) {
  return rules.signals.find((row) => row.signal === signal);
}

function figure(row, value) {
  return pointed(value, row.decimals);
}

function outOfRange(row, value, rules) {
  const instead = meant(row, value);
  const because = fill(rules.phrases.outside, {
    name: row.name,
    reading: shown(row, value),
    lowest: figure(row, row.lowest),
    highest: figure(row, row.highest),
  });
  return {
    signal: row.signal,
    value,
    because: instead === null ? because : didYouMean(because, figure(row, instead), rules),
    instead,
  };
}

// What the finger meant: another unit, no minus, or one key too many.
function meant(row, value) {
  const candidates = row.meant ? [converted(row.meant, value)] : slips(value);
  return candidates.find((each) => each >= row.lowest && each <= row.highest) ?? null;
}

function converted({ less, times, over }, value) {
  return Number(halfUp(BigInt(times * (value - less)), BigInt(over)));
}

function slips(value) {
  const digits = String(Math.abs(value));
  const shorter = [...digits].map((_, place) => digits.slice(0, place) + digits.slice(place + 1));
  const fewer = digits.length > 1 ? shorter.reverse().map(Number) : [];
  return [Math.abs(value), ...fewer];
}

// Systolic is over diastolic, and the mean lies between them.
function impossiblePressures(vitals, rules) {
  const names = rules.pressures;
  const systolic = of(vitals, names.systolic);
  const diastolic = of(vitals, names.diastolic);
  const mean = of(vitals, names.mean);
  if (systolic !== null && diastolic !== null && systolic <= diastolic) {
    const because = fill(rules.phrases.pressure_order, { systolic, diastolic });
    const swapped = systolic < diastolic;
    return [
      {
        signal: names.systolic,
        value: systolic,
        because: swapped ? didYouMean(because, `${diastolic}/${systolic}`, rules) : because,
        instead: swapped ? diastolic : null,
      },
    ];
  }
  const isOver = systolic !== null && mean > systolic;
  const isUnder = diastolic !== null && mean < diastolic;
  if (mean === null || !(isOver || isUnder)) return [];
  const because = fill(rules.phrases.mean_outside, { mean });
  return [{ signal: names.mean, value: mean, because, instead: null }];
}

function didYouMean(because, instead, rules) {
  return fill(rules.phrases.did_you_mean, { because, instead });
}
