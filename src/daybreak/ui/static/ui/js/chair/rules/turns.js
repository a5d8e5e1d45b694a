// The moments in the stories of alarms: what was measured, and what was felt.
import { addTo, byCodePoint, sorted } from "./order.js";
import { weight, worst } from "./saying.js";
import { dosedSpan } from "./stages.js";
import { felt, lowPressure } from "./symptoms.js";
import { worstOf } from "./thresholds.js";
import { baselineOf, of, readingsUntil } from "./vitals.js";

// What happened in each channel by `now`: the turns of its story, in order of time.
export function turnsOf(chair, now, rules) {
  const stories = new Map();
  const told = [...measuredTurns(chair, now, rules), ...feltTurns(chair, now, rules)];
  for (const [channel, turn] of told) addTo(stories, channel, turn);
  return new Map([...stories].map(([channel, turns]) => [channel, inOrder(turns, rules)]));
}

// What a turn is, if it is worse than a note: a note never opens an alarm.
export function turnLevel(turn, rules) {
  if (turn.finding === null) return null;
  return weight(turn.finding.level, rules) > weight(rules.quiet, rules) ? turn.finding.level : null;
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

// One moment in the story of an alarm; without a finding it was no longer so.
function turnOf(at, found, isReading) {
  return { at, finding: found, is_reading: isReading };
}

function measuredTurns(chair, now, rules) {
  const readings = readingsUntil(chair, now, rules);
  const { began } = dosedSpan(chair.history, rules);
  const baseline = baselineOf(chair, rules);
  const channels = channelsOf(rules);
  const turns = [];
  readings.forEach((reading, place) => {
    const before = began !== null && reading.at >= began ? baseline : null;
    for (const [channel, lines] of channels) {
      if (of(reading.vitals, lines[0].signal) === null) continue;
      const isLow = channel === rules.symptoms.low_pressure.channel;
      const fired = [
        worstOf(lines, readings, place, before, rules),
        isLow ? lowPressure(reading.vitals, chair.symptoms, reading.at, rules) : null,
      ].filter((each) => each !== null);
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

// Each channel with its lines: what opens, worsens and closes as one thing.
function channelsOf(rules) {
  const channels = new Map();
  for (const line of rules.alarms) addTo(channels, line.channel, line);
  return channels;
}
