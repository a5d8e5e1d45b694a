// The questions that stand before each step. Unanswered is shut.
import { fill, finding } from "./saying.js";

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

// A hold in the words of a gate that weighs more than one answer.
export function says(rule, unknown, rules) {
  const words = rules.gates.words[rule];
  const [because, to_do] = [fill(words.because, {}), fill(words.to_do, {})];
  return { ...finding(rule, rules.hold, because, rules.gates.source, to_do), unknown };
}
