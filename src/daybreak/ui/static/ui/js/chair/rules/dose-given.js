// How much was given: by the clock, and by what the pump showed.
import { sorted } from "./order.js";
import { fill, finding, refusal, Refused } from "./saying.js";
import { MS_PER_H, MS_PER_S, PER_UNIT, PERCENT } from "./units.js";
import { amount, distance, halfUp, least } from "./whole.js";

// How much of what was prepared went in by `now`, with what does not fit.
//
// `prepared`: {drug_ug, volume_ul}; `changes`: {at, rate_ul_per_h} each, a pause and a stop are a
// rate of nothing; `readings`: {at, shown_ul} each, the volume since the start as the pump showed
// it; `clock`: how the site's clock goes, as `site_clock` of care says it. Null where by the
// profile no pump runs.
export function given(prepared, changes, readings, now, rules, clock = []) {
  if (!rules.pump) return null;
  checkPump(prepared, changes, rules);
  const rates = untilInTime(changes, now);
  const told = untilInTime(readings, now);
  const byClock = least(run(rates, now), prepared.volume_ul);
  let volume = byClock;
  let isCalculated = true;
  if (told.length) {
    // The highest figure, not the last: what was given does not come back when a pump is reset.
    const most = Math.max(...told.map((each) => each.shown_ul));
    const record = told.findLast((each) => each.shown_ul === most);
    const since = run(rates, now, record.at);
    volume = least(BigInt(record.shown_ul) + since, prepared.volume_ul);
    isCalculated = since > 0n;
  }
  const drug = drugIn(volume, prepared);
  return {
    volume_ul: Number(volume),
    drug_ug: Number(drug),
    by_clock_ul: Number(byClock),
    left_ug: Number(BigInt(prepared.drug_ug) - drug),
    is_calculated: isCalculated,
    findings: [
      ...differing(rates, told, prepared, rules, clock),
      ...impossible(told, prepared, rules),
      ...unread(rates, told, rules, clock),
    ],
  };
}

// The millisecond in which the rest will be in at the rate of `now`; null while the pump stands.
export function endsAt(prepared, changes, readings, now, rules) {
  const rate = untilInTime(changes, now).at(-1)?.rate_ul_per_h ?? 0;
  if (!rate || !rules.pump) return null;
  const left = prepared.volume_ul - given(prepared, changes, readings, now, rules).volume_ul;
  const us = halfUp(BigInt(left) * BigInt(MS_PER_H) * BigInt(PER_UNIT), BigInt(rate));
  const ends = BigInt(now) + us / BigInt(PER_UNIT);
  return ends > BigInt(rules.last_ms) ? null : Number(ends);
}

const UTC = { offset_s: 0, name: "UTC" };

// A time as the clock on the wall shows it, and by which clock: "18:05 UTC".
export function wallTime(at, clock) {
  const span = clock.findLast((each) => each.from <= at) ?? clock[0] ?? UTC;
  const shownAt = new Date(at + span.offset_s * MS_PER_S);
  const two = (value) => String(value).padStart(2, "0");
  return `${two(shownAt.getUTCHours())}:${two(shownAt.getUTCMinutes())} ${span.name}`;
}

function checkPump(prepared, changes, rules) {
  const refuse = (code) => {
    const { message } = refusal(rules, code);
    throw new Refused(code, message);
  };
  if (prepared.drug_ug <= 0 || prepared.volume_ul <= 0) refuse("prepared");
  if (changes.some((change) => change.rate_ul_per_h < 0)) refuse("rate");
}

function untilInTime(some, now) {
  const told = some.filter((each) => each.at <= now);
  return sorted(told, (one, other) => one.at - other.at);
}

// The volume that flows in `[since, until)`: each rate holds until the next, before the first
// nothing flows. Added up in microlitres per hour times milliseconds, so that parts add up.
function run(rates, until, since = null) {
  let total = 0n;
  rates.forEach((change, place) => {
    const starts = since === null ? change.at : Math.max(change.at, since);
    const ends = place + 1 < rates.length ? Math.min(rates[place + 1].at, until) : until;
    if (ends > starts) total += BigInt(change.rate_ul_per_h) * BigInt(ends - starts);
  });
  return halfUp(total, BigInt(MS_PER_H));
}

// The drug in so much of it, never more than there is.
function drugIn(volume, prepared) {
  const drug = halfUp(BigInt(prepared.drug_ug) * volume, BigInt(prepared.volume_ul));
  return least(drug, prepared.drug_ug);
}

// Where pump and clock differ by more than the percentage, or by more than the volume.
function differing(rates, told, prepared, rules, clock) {
  const { pump, phrases } = rules;
  return told.flatMap((reading) => {
    const byClock = least(run(rates, reading.at), prepared.volume_ul);
    const off = distance(BigInt(reading.shown_ul), byClock);
    const share = off * BigInt(PERCENT);
    const isMuch = off > BigInt(pump.tolerance_ul);
    if (!isMuch && share <= BigInt(pump.tolerance_percent) * byClock) return [];
    const because = fill(phrases.pump_differs, {
      time: wallTime(reading.at, clock),
      shown: amount(reading.shown_ul, "mL"),
      clock: amount(byClock, "mL"),
    });
    return [finding("pump-differs", rules.alert, because, pump.source, phrases.pump_differs_to_do)];
  });
}

// A pump that counts backwards, or shows more than was prepared.
function impossible(told, prepared, rules) {
  const { pump, phrases } = rules;
  const found = [];
  const whole = prepared.volume_ul;
  const say = (rule, phrase, figures) => {
    const because = fill(phrase, figures);
    found.push(finding(rule, rules.alert, because, pump.source, phrases.pump_again));
  };
  told.forEach((reading, place) => {
    const showed = amount(reading.shown_ul, "mL");
    const last = place ? told[place - 1].shown_ul : reading.shown_ul;
    if (reading.shown_ul > whole) {
      const figures = { shown: showed, prepared: amount(whole, "mL") };
      say("pump-over-prepared", phrases.pump_over, figures);
    }
    if (reading.shown_ul < last) {
      const figures = { before: amount(last, "mL"), shown: showed };
      say("pump-went-back", phrases.pump_back, figures);
    }
  });
  return found;
}

// Pauses, changes and stops at which nobody entered what the pump showed.
function unread(rates, told, rules, clock) {
  const { pump, phrases, quiet } = rules;
  return rates.slice(1).flatMap((change, place) => {
    const next = rates[place + 2]?.at ?? Infinity;
    if (told.some((reading) => change.at <= reading.at && reading.at < next)) return [];
    const because = fill(phrases.pump_unread, { time: wallTime(change.at, clock) });
    const found = finding("pump-unread", quiet, because, pump.source, phrases.pump_unread_to_do);
    return [{ ...found, unknown: ["pump-volume"] }];
  });
}
