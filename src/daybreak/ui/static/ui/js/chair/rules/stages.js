// Where a session stands, and the steps between.
import { byCodePoint } from "./order.js";
import { refusal } from "./saying.js";
import { MS_PER_S } from "./units.js";

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
