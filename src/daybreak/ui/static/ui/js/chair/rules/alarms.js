// Which alarms are open: latched until somebody has seen them, repeated until over.
import { byCodePoint, sorted } from "./order.js";
import { fill, finding, heavier, refusal, weight } from "./saying.js";
import { stageOf } from "./stages.js";
import { turnLevel, turnsOf } from "./turns.js";
import { MS_PER_S } from "./units.js";

// Every alarm that is not over, or that nobody has seen yet: the worst first, then the oldest.
export function openAlarms(chair, now, rules) {
  const open = allAlarms(chair, now, rules).filter((alarm) => alarm.closed_at === null);
  const badness = (alarm) => weight(alarm.level ?? alarm.peak, rules);
  return sorted(open, (one, other) => badness(other) - badness(one));
}

// Every alarm there was by `now`, in order of time, open or not.
export function allAlarms(chair, now, rules) {
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
  for (const [channel, turns] of turnsOf(chair, now, rules)) {
    const seen = answers.filter((each) => each.channel === channel);
    for (const [alarm, earlier] of fold(channel, turns, seen, rules)) {
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

// The alarms of one channel, each with the last acknowledgement of the one before it. Of two turns
// at one moment the worse stands; an acknowledgement of that moment comes after.
function fold(channel, turns, seen, rules) {
  const happened = [
    ...turns.map((turn) => ({ at: turn.at, turn })),
    ...seen.map((ack) => ({ at: ack.at, ack })),
  ];
  const told = [];
  let alarm = null;
  let earlier = null;
  for (const { at, turn, ack } of sorted(happened, (one, other) => one.at - other.at)) {
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
  alarm.turns.push(turn); // nobody else has it before it is folded
  if (level === null) return Object.assign(alarm, { level });
  const isWorse = alarm.level === null || weight(level, rules) > weight(alarm.level, rules);
  return Object.assign(alarm, {
    level,
    finding: turn.finding,
    peak: heavier(alarm.peak, level, rules),
    unseen: isWorse ? heavier(alarm.unseen, level, rules) : alarm.unseen,
  });
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

function lineOf(code, rules) {
  return rules.alarms.find((line) => line.code === code) ?? null;
}
