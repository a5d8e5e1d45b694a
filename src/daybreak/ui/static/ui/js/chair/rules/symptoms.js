// What someone feels or shows in a session, and whom it calls.
import { fill, finding, heavier, refusal, worstFirst } from "./saying.js";
import { fires } from "./thresholds.js";
import { of, shown, signalRow } from "./vitals.js";

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

// Critical when someone with a low pressure has a symptom of it; null otherwise.
export function lowPressure(vitals, symptoms, at, rules) {
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
