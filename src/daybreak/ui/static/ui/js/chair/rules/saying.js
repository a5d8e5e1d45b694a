// What a rule answers: a finding in the words of the data, or a refusal.
import { sorted } from "./order.js";

// Said where care raises: a figure that cannot be, or a call that is wrong.
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export function finding(rule, level, because, source, to_do) {
  return { rule, level, because, source, to_do, unknown: [], overridable_by: [] };
}

export function refusal(rules, code, figures = {}) {
  return { code, message: fill(rules.refusals[code], figures) };
}

// A sentence with its figures filled in; doubled braces are braces.
export function fill(phrase, figures) {
  return phrase.replace(/\{\{|\}\}|\{(\w+)\}/g, (sign, name) => (name ? figures[name] : sign[0]));
}

export function weight(level, rules) {
  return rules.levels[level];
}

// The worse of two levels; null is none.
export function heavier(one, other, rules) {
  if (one === null || other === null) return one ?? other;
  return weight(other, rules) > weight(one, rules) ? other : one;
}

export function worst(found, rules) {
  return worstFirst(found, rules)[0] ?? null;
}

export function worstFirst(found, rules) {
  return sorted(found, (one, other) => weight(other.level, rules) - weight(one.level, rules));
}
