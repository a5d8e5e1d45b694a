// beside
// What stands beside the dose while nobody answers: a rescue, tap by tap, and the medicines that were
// ordered. What it knows of them the clinic has said; the numbers of an order are the order's own.
import { PER_UNIT, thousandths } from "./figures.js";

export const NOTHING = { rescues: [], triggers: [], actions: [], medicines: [], given: [], may_record: false, may_give: false };
const MS_PER_MIN = 60000;

export const besideOf = (snapshot) => ({ ...NOTHING, ...snapshot.beside });
export const openRescue = (beside) => beside.rescues.findLast((each) => each.ended === null) ?? null;

// ---- What an entry adds -----------------------------------------------------------------------

const detailOf = (fields) => String(fields[`detail-${fields.did}`] ?? "").trim();

// What was done, with what was typed beside it: `Oxygen 4 L/min`.
function doneIn(actions, fields) {
  const action = actions.find((each) => each.id === fields.did);
  const typed = detailOf(fields);
  return [action?.name ?? fields.did, typed, typed && action?.asks?.unit].filter(Boolean).join(" ");
}

function inRescue(beside, change) {
  const here = openRescue(beside);
  if (!here) return beside.rescues;
  return beside.rescues.map((each) => (each === here ? change(here) : each));
}

// The rescue or the dose of one entry, on top of what is known. Nothing that is given is changed.
export const BESIDE_ADDS = {
  "session-record-rescue": (told, entry) => {
    const { beside } = told;
    const { fields, at } = entry;
    let { rescues } = beside;
    if (!fields.rescue && fields.trigger) {
      const name = beside.triggers.find((each) => each.id === fields.trigger)?.name ?? fields.trigger;
      rescues = [...rescues, { id: entry.act_id, trigger: name, began: at, called_by: entry.by_name, did: [], ended: null }];
    } else if (fields.did) {
      const what = doneIn(beside.actions, fields);
      rescues = inRescue(beside, (here) => ({ ...here, did: [...here.did, { at, what }] }));
    } else if (fields.is_over) rescues = inRescue(beside, (here) => ({ ...here, ended: at }));
    told.beside = { ...beside, rescues };
  },
  "session-give-adjunct": (told, entry) => {
    const { beside } = told;
    const { fields } = entry;
    const at = entry.at - Number(fields.minutes_ago || 0) * MS_PER_MIN;
    const ordered = beside.medicines.find((each) => each.order === fields.order);
    const drug = (ordered?.drug ?? fields.drug ?? "").trim();
    const dose = ordered ? amountOf(fields, ordered) : null;
    const what = ordered
      ? `${drug} ${dose / PER_UNIT} ${ordered.unit}`
      : `${drug} ${fields.amount} ${{ ug: "µg", ml: "mL" }[fields.unit] ?? "mg"}, on a prescriber's word`;
    const medicines = beside.medicines.map((each) => {
      if (each !== ordered && !isAlike(each.drug, drug)) return each;
      return { ...each, given: each.given + (inUnitOf(each, fields, dose) ?? each.most), last: Math.max(each.last ?? at, at) };
    });
    told.beside = { ...beside, medicines, given: [...beside.given, { at, what }] };
  },
};

// One of two names says the other. Said too often rather than not: then the paper sheet is asked.
function isAlike(one, other) {
  const [short, long] = [one.toLowerCase(), other.toLowerCase()].sort((a, b) => a.length - b.length);
  return short !== "" && long.includes(short);
}

const amountOf = (fields, ordered) => (String(fields.less ?? "").trim() ? thousandths(fields.less) : ordered.dose);

// A dose in the unit of an order; null when it was told in another kind of unit.
function inUnitOf(ordered, fields, dose) {
  if (fields.order) return dose;
  if ((fields.unit === "ml") !== (ordered.unit === "mL")) return null;
  const units = thousandths(fields.amount);
  return fields.unit === "ug" ? units / PER_UNIT : units;
}

// ---- What keeps an entry from being taken -----------------------------------------------------

export const BESIDE_CHECKS = {
  "session-record-rescue": ({ fields, told: { beside } }) => {
    const here = openRescue(beside);
    if (!beside.may_record) return ["Somebody who treats them writes this down."];
    if (fields.trigger) return here ? ["A rescue is under way already. Tap what is done."] : [];
    if (!here) return ["No rescue is under way. Say first what set it off."];
    if (fields.is_over) return String(fields.response ?? "").trim() ? [] : ["Say how they are now, then end it."];
    const asks = beside.actions.find((each) => each.id === fields.did)?.asks;
    const typed = detailOf(fields);
    if (asks?.is_needed && !typed) return [`Say it too: ${asks.label}.`];
    if (!typed || !asks?.most) return [];
    const figure = Number(typed.replace(",", "."));
    return figure > 0 && figure <= asks.most ? [] : [`That cannot be. It lies over 0 and up to ${asks.most}.`];
  },
  "session-give-adjunct": ({ fields, told: { beside }, at }) => {
    if (!beside.may_give) return ["A nurse or a prescriber writes this down."];
    const given = at - Number(fields.minutes_ago || 0) * MS_PER_MIN;
    const ordered = beside.medicines.find((each) => each.order === fields.order);
    if (!ordered) {
      const isWhole = fields.drug?.trim() && fields.route && fields.said_by && thousandths(fields.amount) > 0;
      return isWhole ? [] : ["Say which drug, how much, how, and which prescriber said so."];
    }
    const dose = amountOf(fields, ordered);
    if (!(dose > 0 && dose <= ordered.dose)) return [`The order says ${ordered.what}, or less. Look at the figure.`];
    return [
      ...ordered.held,
      ...(given >= ordered.expires ? ["This order is over. Ask the prescriber."] : []),
      ...(ordered.given + dose > ordered.most ? [`At most ${ordered.most_words} in a session. Ask the prescriber.`] : []),
      ...tooSoon(ordered, given),
      ...(ordered.asks_allergy && !fields.is_allergy_asked ? ["No allergy is on record, which says nothing. Ask, then tick it."] : []),
      ...(ordered.needs_note && !fields.note?.trim() ? ["Say why it is given although something speaks against it, in the note."] : []),
    ];
  },
};

function tooSoon(ordered, at) {
  if (ordered.last === null || at - ordered.last >= ordered.least_ms) return [];
  const minutes = Math.max(0, Math.floor((at - ordered.last) / MS_PER_MIN));
  return [`The last dose was ${minutes} min ago; ${ordered.least_ms / MS_PER_MIN} min lie between two. Ask the prescriber.`];
}

// ---- What an entry says, in a few words -------------------------------------------------------

export function saidBeside({ act, fields }, snapshot) {
  const { triggers, actions, medicines } = besideOf(snapshot);
  const named = (rows, id) => rows.find((each) => each.id === id)?.name ?? id;
  if (act === "session-give-adjunct")
    return medicines.find((each) => each.order === fields.order)?.what ?? `${fields.drug} ${fields.amount} ${fields.unit}`;
  if (fields.is_over) return `over. ${fields.response}`;
  return fields.did ? doneIn(actions, fields) : named(triggers, fields.trigger);
}
