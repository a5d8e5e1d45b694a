// What is so at a chair, worked out from what was recorded there and from the rules as data.
//
// The device's way of reading what care/session/as_data.py writes. It knows no threshold, interval
// or level of its own, and says what the server would say of the same record; a test compares both.
// Times are whole milliseconds since 1970, UTC; intervals begin with their first moment and end
// before their last. Nothing here looks at a clock, keeps anything, or changes what it is given.

export const UNDERSTANDS = 1; // the version of the data

const MS_PER_S = 1000;
const S_PER_MIN = 60;
const MS_PER_H = 3_600_000n;
const PERCENT = 100;
const PER_UNIT = 1000; // a mg in micrograms, a mL in microlitres

// Said where care raises: a figure that cannot be, or a call that is wrong.
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

// ---- Where a session stands -------------------------------------------------------------------

export function stageOf(history, rules) {
  return history.length ? history.at(-1).stage : rules.stages.first;
}

// Whether a session may go from one stage to another: the act that takes it there and who may do
// it, or the refusal.
export function mayGo(rules, from, to) {
  const onward = rules.stages.steps.filter((step) => step.from === from);
  const step = onward.find((each) => each.to === to);
  if (step) return { may: true, act: step.act, roles: step.roles, refusal: null };
  const open = onward.map((each) => each.to).sort(byCodePoint).join(", ");
  const steps = open || rules.refusals["no-step"];
  const refused = refusal(rules, "session-step", { here: from, to, steps });
  return { may: false, act: null, roles: [], refusal: refused };
}

// When a session first entered a stage, or null.
export function entered(history, stage) {
  return history.find((step) => step.stage === stage)?.at ?? null;
}

// When the dose began and when it was over: at the first step out of dosing or pause.
export function dosedSpan(history, rules) {
  const running = (step) => rules.stages.running.includes(step.stage);
  const first = history.findIndex(running);
  const out = first < 0 ? undefined : history.slice(first).find((step) => !running(step));
  return { began: entered(history, rules.stages.dose), ended: out?.at ?? null };
}

// The least time of observation, from `starts_at` until before `ends_at`; null before the end.
// Where the first device was given later than the start, `chair.counts_from` says when.
export function recoveryClock(chair, rules, isAccompanied = true) {
  const { began, ended } = dosedSpan(chair.history, rules);
  if (began === null || ended === null) return null;
  const { counted_from, minimum_s, unaccompanied_minimum_s } = rules.recovery;
  const first = Math.max(began, chair.counts_from ?? began);
  const starts_at = counted_from === "start" ? first : ended;
  const least_s = isAccompanied ? minimum_s : (unaccompanied_minimum_s ?? minimum_s);
  return { starts_at, ends_at: Math.max(starts_at + least_s * MS_PER_S, ended) };
}

// ---- Figures ----------------------------------------------------------------------------------

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

function of(vitals, signal) {
  return vitals?.[signal] ?? null;
}

function taken(vitals, rules) {
  return rules.signals
    .map((row) => [row, of(vitals, row.signal)])
    .filter(([, value]) => value !== null);
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

// ---- Lines ------------------------------------------------------------------------------------

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
function fires(line, vitals, baseline) {
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

function signalRow(signal, rules) {
  return rules.signals.find((row) => row.signal === signal);
}

function lineOf(code, rules) {
  return rules.alarms.find((line) => line.code === code) ?? null;
}

// ---- Symptoms ---------------------------------------------------------------------------------

// What the symptoms present at `now` call for, worst first.
export function felt(symptoms, now, rules) {
  const known = symptoms.filter((each) => each.onset <= now);
  const terms = new Set(known.filter((each) => isPresent(each, now)).map((each) => each.term));
  const found = [...terms].flatMap((term) =>
    ofTerm(termRow(term, rules), known.filter((each) => each.term === term), now, rules),
  );
  return worstFirst(found, rules);
}

// The refusal of a symptom that cannot be one, or null.
export function checkSymptom(symptom, rules) {
  const { terms, grades } = rules.symptoms;
  const last = grades.length;
  if (!terms.some((row) => row.term === symptom.term)) return refusal(rules, "symptom-term");
  if (symptom.grade < 1 || symptom.grade > last) return refusal(rules, "symptom-grade", { last });
  const resolved = symptom.resolved ?? null;
  return resolved !== null && resolved < symptom.onset ? refusal(rules, "symptom-time") : null;
}

export function isPresent(symptom, at) {
  const resolved = symptom.resolved ?? null;
  return symptom.onset <= at && (resolved === null || at < resolved);
}

// One that a later list has dropped still counts by its grade.
function termRow(term, rules) {
  const row = rules.symptoms.terms.find((each) => each.term === term);
  const name = term.replaceAll("-", " ");
  return row ?? { term, name, alarm: null, alert_from_count: null, of_low_pressure: false };
}

function ofTerm(row, symptoms, now, rules) {
  const { alert_from, critical_from, phrases } = rules.symptoms;
  const present = symptoms.filter((each) => isPresent(each, now));
  const grade = Math.max(...present.map((each) => each.grade));
  const alerts = grade >= alert_from ? rules.alert : null;
  const level = heavier(row.alarm, grade >= critical_from ? rules.critical : alerts, rules);
  const found = [];
  if (level !== null) {
    const because = fill(phrases.present, { name: row.name, grade });
    found.push(symptomFinding(`symptom-${row.term}`, level, because, rules));
  }
  if (row.alert_from_count !== null && symptoms.length >= row.alert_from_count) {
    const because = fill(phrases.repeated, { name: row.name, count: symptoms.length });
    found.push(symptomFinding(`symptom-${row.term}-repeated`, rules.alert, because, rules));
  }
  return found;
}

function symptomFinding(rule, level, because, rules) {
  return finding(rule, level, because, rules.symptoms.source, rules.symptoms.to_do[level]);
}

// Critical when someone with a low pressure has a symptom of it; null otherwise.
function lowPressure(vitals, symptoms, at, rules) {
  const low = rules.symptoms.low_pressure;
  const names = symptoms
    .filter((each) => isPresent(each, at))
    .map((each) => termRow(each.term, rules))
    .filter((row) => row.of_low_pressure)
    .map((row) => row.name);
  const line = rules.alarms
    .filter((each) => each.channel === low.channel && each.severity === low.line)
    .find((each) => fires(each, vitals, null));
  if (!names.length || !line) return null;
  const because = fill(rules.phrases.low_pressure, {
    reading: shown(signalRow(line.signal, rules), of(vitals, line.signal)),
    names: [...new Set(names)].join(", ").toLowerCase(),
  });
  return symptomFinding(low.rule, low.level, because, rules);
}

// ---- Alarms -----------------------------------------------------------------------------------

// Every alarm that is not over, or that nobody has seen yet, worst first.
export function openAlarms(chair, now, rules) {
  const open = allAlarms(chair, now, rules).filter((alarm) => alarm.closed_at === null);
  const shownWeight = (alarm) => weight(alarm.level ?? alarm.peak, rules);
  return sorted(open, (one, other) => shownWeight(other) - shownWeight(one) || one.since - other.since);
}

// Every alarm there was by `now`, in order of time, open or not.
export function allAlarms(chair, now, rules) {
  const stories = new Map();
  const told = [...measuredTurns(chair, now, rules), ...feltTurns(chair, now, rules)];
  for (const [channel, turn] of told) addTo(stories, channel, turn);
  const answers = sorted(
    chair.acknowledgements.filter((each) => each.at <= now),
    (one, other) =>
      one.at - other.at ||
      byCodePoint(one.by, other.by) ||
      byCodePoint(one.role, other.role) ||
      weight(one.level, rules) - weight(other.level, rules) ||
      byCodePoint(one.action, other.action),
  );
  const found = [];
  for (const [channel, turns] of stories) {
    const seen = answers.filter((each) => each.channel === channel);
    for (const [alarm, earlier] of fold(channel, inOrder(turns, rules), seen, rules)) {
      found.push(ringing(alarm, earlier, chair, now, rules));
    }
  }
  return sorted(
    found,
    (one, other) => one.since - other.since || byCodePoint(one.channel, other.channel),
  );
}

// Whether `ack` answers an alarm that is open.
export function mayAcknowledge(ack, chair, now, rules) {
  const alarm = openAlarms(chair, now, rules).find((each) => each.channel === ack.channel);
  const why = whyNotAcknowledge(ack, alarm, rules);
  return { may: why === null, refusal: why === null ? null : refusal(rules, why) };
}

function whyNotAcknowledge(ack, alarm, rules) {
  if (!alarm || alarm.unseen === null) return "alarm-none";
  if (!rolesOf(alarm.finding, rules).includes(ack.role)) return "alarm-role";
  if (weight(ack.level, rules) < weight(alarm.unseen, rules)) return "alarm-worse";
  return ack.action.trim() ? null : "alarm-action";
}

// What stands against going on with a dose: each critical alarm that still is one, or unseen.
export function resumeGates(chair, now, rules) {
  return openAlarms(chair, now, rules)
    .filter((alarm) => [alarm.level, alarm.unseen].includes(rules.critical))
    .map((alarm) => {
      const { still_critical, unseen, resume } = rules.phrases;
      const phrase = alarm.level === rules.critical ? still_critical : unseen;
      const because = fill(phrase, { alarm: alarm.finding.because });
      const { source } = alarm.finding;
      const shut = finding(`resume-${alarm.channel}`, rules.hold, because, source, resume);
      return { ...shut, overridable_by: rules.resume_by };
    });
}

// One moment in the story of an alarm; without a finding it was no longer so.
function turnOf(at, found, isReading) {
  return { at, finding: found, is_reading: isReading };
}

// What a turn is, if it is worse than a note: a note never opens an alarm.
function turnLevel(turn, rules) {
  if (turn.finding === null) return null;
  return weight(turn.finding.level, rules) > weight(rules.quiet, rules) ? turn.finding.level : null;
}

function measuredTurns(chair, now, rules) {
  const readings = readingsUntil(chair, now, rules);
  const { began } = dosedSpan(chair.history, rules);
  const baseline = baselineOf(chair, rules);
  const channels = channelsOf(rules);
  const turns = [];
  readings.forEach((reading, place) => {
    const before = began !== null && reading.at >= began ? baseline : null;
    const upToIt = readings.slice(0, place + 1);
    const past = [...findings(reading.vitals, before, rules), ...lasting(upToIt, rules)];
    for (const [channel, lines] of channels) {
      if (of(reading.vitals, lines[0].signal) === null) continue;
      // Of two as bad as each other the first of the profile stands.
      const fired = lines.flatMap((line) => past.filter((each) => each.rule === line.code));
      if (channel === rules.symptoms.low_pressure.channel) {
        const low = lowPressure(reading.vitals, chair.symptoms, reading.at, rules);
        if (low) fired.push(low);
      }
      turns.push([channel, turnOf(reading.at, worst(fired, rules), true)]);
    }
  });
  return turns;
}

function feltTurns(chair, now, rules) {
  const told = chair.symptoms.flatMap((each) => [each.onset, each.resolved ?? null]);
  const times = new Set(told.filter((at) => at !== null && at <= now));
  const turns = [];
  for (const at of times) {
    const found = felt(chair.symptoms, at, rules);
    const begun = chair.symptoms.filter((each) => each.onset <= at);
    for (const term of new Set(begun.map((each) => each.term))) {
      const channel = `symptom-${term}`;
      const fired = found.filter((each) => [channel, `${channel}-repeated`].includes(each.rule));
      turns.push([channel, turnOf(at, worst(fired, rules), false)]);
    }
    turns.push(...pressureTurn(chair, at, rules));
  }
  return turns;
}

// A symptom that comes after a low pressure was measured makes it critical then and there.
function pressureTurn(chair, at, rules) {
  const { channel, signal } = rules.symptoms.low_pressure;
  const last = readingsUntil(chair, at, rules).findLast((each) => of(each.vitals, signal) !== null);
  const low = last && lowPressure({ [signal]: of(last.vitals, signal) }, chair.symptoms, at, rules);
  return low ? [[channel, turnOf(at, low, false)]] : [];
}

// By time, and those of one moment by what they say, in whatever order they were told.
function inOrder(turns, rules) {
  const heaviness = (turn) => {
    const level = turnLevel(turn, rules);
    return level === null ? 0 : 1 + weight(level, rules);
  };
  return sorted(
    turns,
    (one, other) =>
      one.at - other.at ||
      heaviness(one) - heaviness(other) ||
      Number(one.is_reading) - Number(other.is_reading) ||
      byCodePoint(one.finding?.rule ?? "", other.finding?.rule ?? "") ||
      byCodePoint(one.finding?.because ?? "", other.finding?.because ?? ""),
  );
}

// The alarms of one channel, each with the last acknowledgement of the one before it. Of two turns
// at one moment the worse stands; an acknowledgement of that moment comes after.
function fold(channel, turns, seen, rules) {
  const events = sorted(
    [...turns.map((turn) => ({ at: turn.at, turn })), ...seen.map((ack) => ({ at: ack.at, ack }))],
    (one, other) => one.at - other.at || Number("ack" in one) - Number("ack" in other),
  );
  const told = [];
  let alarm = null;
  let earlier = null;
  for (const { at, turn, ack } of events) {
    if (turn) alarm = alarm ? turned(alarm, turn, rules) : opened(channel, turn, rules);
    else if (alarm) alarm = answered(alarm, ack, rules);
    if (alarm !== null && alarm.level === null && alarm.unseen === null) {
      told.push([{ ...alarm, closed_at: at }, earlier]);
      earlier = alarm.seen.at(-1) ?? null;
      alarm = null;
    }
  }
  return alarm === null ? told : [...told, [alarm, earlier]];
}

function opened(channel, turn, rules) {
  const level = turnLevel(turn, rules);
  if (level === null) return null;
  return {
    channel,
    since: turn.at,
    finding: turn.finding,
    level,
    peak: level,
    unseen: level,
    turns: [turn],
    seen: [],
    closed_at: null,
    repeat_due: null,
    is_repeat_missed: false,
    is_sounding: false,
  };
}

// Better, worse or the same: worse than it last was is unseen again.
function turned(alarm, turn, rules) {
  const level = turnLevel(turn, rules);
  const turns = [...alarm.turns, turn];
  if (level === null) return { ...alarm, level, turns };
  const isWorse = alarm.level === null || weight(level, rules) > weight(alarm.level, rules);
  return {
    ...alarm,
    level,
    finding: turn.finding,
    peak: heavier(alarm.peak, level, rules),
    unseen: isWorse ? heavier(alarm.unseen, level, rules) : alarm.unseen,
    turns,
  };
}

// Somebody who may answers it; only what is no worse than they saw is seen.
function answered(alarm, ack, rules) {
  if (!rolesOf(alarm.finding, rules).includes(ack.role)) return alarm;
  const covers = alarm.unseen !== null && weight(ack.level, rules) >= weight(alarm.unseen, rules);
  return { ...alarm, seen: [...alarm.seen, ack], unseen: covers ? null : alarm.unseen };
}

// The same alarm with its repeat clock, and whether it sounds at `now`.
function ringing(alarm, earlier, chair, now, rules) {
  const isHere = rules.stages.on_site.includes(stageOf(chair.history, rules));
  if (alarm.closed_at !== null || alarm.level === null || !isHere) return alarm;
  const repeat_due = repeatDue(alarm, rules);
  const is_repeat_missed = repeat_due !== null && now > repeat_due;
  const isNew = alarm.unseen !== null && !isQuiet(alarm, earlier, now, rules);
  return { ...alarm, repeat_due, is_repeat_missed, is_sounding: is_repeat_missed || isNew };
}

function repeatDue(alarm, rules) {
  const last = alarm.turns.findLast((turn) => turn.is_reading);
  if (!last) return null;
  const asks = lineOf(alarm.finding.rule, rules) ?? rules.answers[alarm.level];
  return last.at + asks.repeat_within_s * MS_PER_S;
}

// Whether the like of it was answered so lately that it opens without a sound.
function isQuiet(alarm, earlier, now, rules) {
  const line = lineOf(alarm.finding.rule, rules);
  if (earlier === null || line === null) return false;
  if (weight(earlier.level, rules) < weight(alarm.level, rules)) return false;
  return now < earlier.at + line.cooldown_s * MS_PER_S;
}

function rolesOf(found, rules) {
  return (lineOf(found.rule, rules) ?? rules.answers[found.level]).ack_roles;
}

// The readings taken by `now`, in order of time. What a fast clock wrote ahead waits.
function readingsUntil(chair, now, rules) {
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

// Each channel with its lines: what opens, worsens and closes as one thing.
function channelsOf(rules) {
  const channels = new Map();
  for (const line of rules.alarms) addTo(channels, line.channel, line);
  return channels;
}

// ---- What is due ------------------------------------------------------------------------------

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
  const { source } = alarm.finding;
  return dueReading(`repeat-${alarm.channel}`, what, [signal], alarm.repeat_due, source, now, rules);
}

function dueReading(rule, what, signals, due_at, source, now, rules) {
  const overdue_at = due_at + rules.lateness.overdue_s * MS_PER_S;
  const late_at = due_at + rules.lateness.late_s * MS_PER_S;
  const passed = { due: due_at, overdue: overdue_at, late: late_at };
  const punctuality = Object.keys(passed).findLast((each) => now >= passed[each]) ?? "later";
  return { rule, what, signals, due_at, overdue_at, late_at, punctuality, source };
}

// ---- Gates ------------------------------------------------------------------------------------

// The questions before a step on this route, in their order.
export function gatesAsked(before, route, rules) {
  return rules.gates.gates
    .filter((gate) => gate.before === before)
    .filter((gate) => !gate.only_routes.length || gate.only_routes.includes(route));
}

// Each question before a step that was answered no, or not at all. `answers` are true or false by
// the id of the gate.
export function gatesShut(before, route, answers, rules) {
  return gatesAsked(before, route, rules)
    .filter((gate) => answers[gate.id] !== true)
    .map((gate) => {
      const isNo = answers[gate.id] === false;
      const { question } = gate;
      const because = isNo ? gate.if_no : fill(rules.phrases.unanswered, { question });
      const shut = finding(gate.id, rules.hold, because, gate.source, gate.to_do);
      return isNo ? shut : { ...shut, unknown: [gate.id] };
    });
}

// What is missing from an independent double check of what was prepared.
//
// `checks`: {figures: {by, dose_ug, drug_ul, bag_ul, rate_ul_per_h}, role, at, saw_other} each, bag
// and rate null where nothing runs in; `prepared`: {at, dose_ug, drug_ul, bag_ul, rate_ul_per_h}, or
// null when nothing is.
export function doubleCheck(checks, prepared, now, rules) {
  const { roles, people } = rules.double_check;
  if (prepared === null || prepared.at > now) {
    return [says("not-prepared", ["preparation"], rules)];
  }
  const count = checks
    .filter((check) => prepared.at <= check.at && check.at <= now)
    .filter((check) => roles.includes(check.role));
  const inTime = sorted(count, (one, other) => one.at - other.at);
  const counted = [...new Map(inTime.map((check) => [check.figures.by, check])).values()];
  const isBlind = (check) => !check.saw_other;
  const found = counted.flatMap((one, place) =>
    counted.slice(place + 1).flatMap((other) => apart(one.figures, other.figures, prepared, rules)),
  );
  if (counted.length < people) {
    found.push(says("second-check-missing", ["second-check"], rules));
  } else if (counted.filter(isBlind).length < people) {
    found.push(says("second-check-seen", [], rules));
  }
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

// A hold in the words of a gate that weighs more than one answer.
function says(rule, unknown, rules) {
  const words = rules.gates.words[rule];
  const [because, to_do] = [fill(words.because, {}), fill(words.to_do, {})];
  return { ...finding(rule, rules.hold, because, rules.gates.source, to_do), unknown };
}

function apart(one, other, computed, rules) {
  const { phrases } = rules;
  return rules.double_check.figures.flatMap((row) => {
    const [a, b, c] = [one, other, computed].map((each) => each[row.figure] ?? null);
    if (near(a, b, rules) && near(a, c, rules) && near(b, c, rules)) return [];
    const said = (value) => amount(value, row.unit) ?? phrases.nothing;
    const because = fill(phrases.figures, {
      name: row.name,
      one: said(a),
      other: said(b),
      computed: said(c),
    });
    const { source } = rules.double_check;
    return [finding(row.rule, rules.hold, because, source, phrases.figures_to_do)];
  });
}

function near(a, b, rules) {
  if (a === null || b === null) return a === b;
  const [over, under] = rules.double_check.agree_percent.map(BigInt);
  const [one, other] = [BigInt(a), BigInt(b)];
  const least = one < other ? one : other;
  return least > 0n && distance(one, other) * BigInt(PERCENT) * under <= over * least;
}

// ---- The dose ---------------------------------------------------------------------------------

// How much of what was prepared went in by `now`, with what does not fit.
//
// `prepared`: {drug_ug, volume_ul}; `changes`: {at, rate_ul_per_h} each, a pause and a stop are a
// rate of nothing; `readings`: {at, shown_ul} each, the volume since the start as the pump showed
// it; `clock`: how the site's clock goes, as `site_clock` of care says it.
export function given(prepared, changes, readings, now, rules, clock = []) {
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
  if (!rate) return null;
  const left = prepared.volume_ul - given(prepared, changes, readings, now, rules).volume_ul;
  const us = halfUp(BigInt(left) * MS_PER_H * BigInt(PER_UNIT), BigInt(rate));
  const ends = BigInt(now) + us / BigInt(PER_UNIT);
  return ends > BigInt(rules.last_ms) ? null : Number(ends);
}

// A time as the clock on the wall shows it, and by which clock: "18:05 UTC".
export function wallTime(at, clock) {
  const span = clock.findLast((each) => each.from <= at) ?? clock[0] ?? { offset_s: 0, name: "UTC" };
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
  return halfUp(total, MS_PER_H);
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
      say("pump-over-prepared", phrases.pump_over, { shown: showed, prepared: amount(whole, "mL") });
    }
    if (reading.shown_ul < last) {
      say("pump-went-back", phrases.pump_back, { before: amount(last, "mL"), shown: showed });
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

// ---- What all of it shares --------------------------------------------------------------------

function finding(rule, level, because, source, to_do) {
  return { rule, level, because, source, to_do, unknown: [], overridable_by: [] };
}

function refusal(rules, code, figures = {}) {
  return { code, message: fill(rules.refusals[code], figures) };
}

// A sentence with its figures filled in; doubled braces are braces.
function fill(phrase, figures) {
  return phrase.replace(/\{\{|\}\}|\{(\w+)\}/g, (sign, name) => (name ? figures[name] : sign[0]));
}

function weight(level, rules) {
  return rules.levels[level];
}

// The worse of two levels; null is none.
function heavier(one, other, rules) {
  if (one === null || other === null) return one ?? other;
  return weight(other, rules) > weight(one, rules) ? other : one;
}

function worst(found, rules) {
  return worstFirst(found, rules)[0] ?? null;
}

function worstFirst(found, rules) {
  return sorted(found, (one, other) => weight(other.level, rules) - weight(one.level, rules));
}

function addTo(groups, name, value) {
  groups.set(name, [...(groups.get(name) ?? []), value]);
}

function sorted(some, order) {
  return [...some].sort(order);
}

// As Python orders text: by code point, where JavaScript would compare halves of one.
function byCodePoint(one, other) {
  const points = (text) => [...text].map((sign) => sign.codePointAt(0));
  const [first, second] = [points(one), points(other)];
  return byFigures(first, second) || first.length - second.length;
}

function byFigures(first, second) {
  const place = first.findIndex((value, at) => value !== second[at]);
  return place < 0 || place >= second.length ? 0 : first[place] - second[place];
}

// A whole number with its last figures behind a point.
function pointed(value, decimals) {
  if (!decimals) return String(value);
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

// Thousandths as a person writes them: "12.5 mL"; null stays null.
function amount(thousandths, unit) {
  if (thousandths === null) return null;
  const [value, per] = [BigInt(thousandths), BigInt(PER_UNIT)];
  const size = value < 0n ? -value : value;
  const rest = String(per + (size % per)).slice(1).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${size / per}${rest && "."}${rest} ${unit}`;
}

function least(one, other) {
  const [a, b] = [BigInt(one), BigInt(other)];
  return a < b ? a : b;
}

function distance(one, other) {
  return one < other ? other - one : one - other;
}

// The nearest whole number to `over / under`, ties away from zero; `under` is over zero.
function halfUp(over, under) {
  const size = over < 0n ? -over : over;
  const rounded = (2n * size + under) / (2n * under);
  return over < 0n ? -rounded : rounded;
}
