// Two people compute what goes into the pump, neither seeing the other's answer first.
import { says } from "./gates.js";
import { sorted } from "./order.js";
import { fill, finding } from "./saying.js";
import { PERCENT } from "./units.js";
import { amount, distance, least } from "./whole.js";

// What is missing from an independent double check of what was prepared.
//
// `checks`: {figures: {by, dose_ug, drug_ul, bag_ul, rate_ul_per_h}, role, at, saw_other} each; bag
// and rate are null where nothing runs in. `prepared`: {at, dose_ug, drug_ul, bag_ul,
// rate_ul_per_h} as it was computed here; null when nothing was prepared.
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
