// beside-draw
// The rescue and the medicines of the page without a network, in the parts and classes of the clinic's own.
import { BESIDE_CHECKS, NOTHING, openRescue } from "./beside.js";
import { h, hour, icon } from "./draw.js";

const line = (at, what, snapshot) => h("li", {}, icon("check"), h("span", {}, `${hour(at, snapshot)} ${what}`));

// The rescue under way, above everything that can wait.
export function rescue({ beside }, snapshot) {
  const here = openRescue(beside);
  if (!here) return h("section", { id: "rescue", hidden: true });
  return h("section.card.card-now", { id: "rescue", "aria-label": "Rescue" },
    h("header", {}, h("h2", {}, `${here.trigger}, since ${hour(here.began, snapshot)}`), h("span", {}, `called by ${here.called_by}`)),
    here.did.length ? h("ul.checks", {}, ...here.did.map((each) => line(each.at, each.what, snapshot))) : h("p.soft", {}, "Nothing was noted yet."),
    h("div.row", {}, h("button.btn.btn-primary", { type: "button", "data-do": "rescue" }, icon("check"), "Note what is done")));
}

// What was given beside the dose.
export function medicines({ beside }, snapshot) {
  const lines = beside.given.map((each) => line(each.at, each.what, snapshot));
  return h("section.card", { id: "medicines", "aria-label": "Given beside the dose", hidden: !lines.length },
    h("header", {}, h("h2", {}, "Given beside the dose")), h("ul.checks", {}, ...lines));
}

const hidden = (name, value) => h("input", { type: "hidden", name, value });
const tap = (name, value, words) => h("button.tap", { type: "submit", name, value }, words);

// What can be tapped in a rescue, or what begins one.
export function rescueForms({ beside }) {
  const here = openRescue(beside);
  const act = { "data-act": "session-record-rescue" };
  if (!here)
    return [
      h("p.soft", {}, "Help first. What set it off?"),
      h("form.taps.taps-wide", act, ...beside.triggers.map((each) => tap("trigger", each.id, each.name))),
    ];
  const plain = beside.actions.filter((each) => !each.asks);
  const asking = beside.actions.filter((each) => each.asks);
  const words = h("textarea", { id: "response", name: "response", rows: 2, maxlength: 2000 });
  return [
    h("form.taps.taps-wide", act, hidden("rescue", here.id), ...plain.map((each) => tap("did", each.id, each.name))),
    h("div.asked-taps", {}, ...asking.map((each) => asked(each, here, act))),
    h("form.form", act, hidden("rescue", here.id), hidden("is_over", "on"),
      h("div.field", {}, h("label", { for: "response" }, "How they are now"), words),
      h("div.row", {}, h("button.btn", { type: "submit" }, icon("check"), "The rescue is over"))),
  ];
}

function asked(action, here, act) {
  const name = `detail-${action.id}`;
  const typed = h("input", { id: name, name, maxlength: 120, autocomplete: "off", inputmode: action.asks.most ? "decimal" : null });
  return h("form.asked-tap", act, hidden("rescue", here.id),
    h("div.field", {}, h("label", { for: name }, action.asks.label), typed),
    h("button.btn", { type: "submit", name: "did", value: action.id }, icon("check"), "Note", h("span.sr", {}, ` ${action.name}`)));
}

// Each order that may be given, and what stands against the others; on a word it is a form of its own.
export function medicineForms({ beside }, snapshot, now) {
  const offers = beside.medicines.map((each) => offer(each, snapshot, now));
  const none = offers.length ? [] : [h("p.soft", {}, "Nothing is ordered that may be given now.")];
  return [
    h("p.soft", {}, "What the clinic knew of allergies and of other medicines stands here as it last said it."),
    ...none,
    ...offers,
    h("div.row", {}, h("button.btn", { type: "button", "data-act": "session-give-adjunct" }, "On a prescriber's word")),
  ];
}

function offer(each, snapshot, now) {
  const against = BESIDE_CHECKS["session-give-adjunct"]({
    fields: { order: each.order, is_allergy_asked: "on", note: "asked" },
    told: { beside: { ...NOTHING, may_give: true, medicines: [each] } },
    at: now,
  });
  const said = [...against, ...each.weigh].map((words) => h("li", {}, words));
  const facts = [`For: ${each.for}.`, `At most ${each.most_words} in a session.`, ...(each.last === null ? [] : [`Last at ${hour(each.last, snapshot)}.`])];
  const about = [h("h3", {}, each.what), h("p.small.soft", {}, facts.join(" ")), said.length ? h("ul.small", {}, ...said) : null];
  if (against.length) return h("article.beside-offer.stack-sm", {}, ...about);
  const id = (name) => `${name}-${each.order}`;
  const allergy = each.asks_allergy
    ? h("label.choice", {}, h("input", { name: "is_allergy_asked", type: "checkbox" }), h("b", {}, "I asked just now: no allergy to it"))
    : null;
  const field = (name, label, more = {}) =>
    h("div.field", {}, h("label", { for: id(name) }, label), h("input", { id: id(name), name, autocomplete: "off", ...more }));
  return h("article.beside-offer.stack-sm", {}, ...about,
    h("form.form", { "data-act": "session-give-adjunct" }, hidden("order", each.order), allergy,
      h("div.field-row", {}, field("less", `Less than that (${each.unit})`, { inputmode: "decimal" }), field("minutes_ago", "How long ago (min)", { inputmode: "numeric" })),
      field("note", each.needs_note ? "Why, although something speaks against it" : "Note (may stay empty)", { maxlength: 200 }),
      h("div.row", {}, h("button.btn.btn-primary", { type: "submit" }, icon("pill"), `Given: ${each.what}`))));
}
