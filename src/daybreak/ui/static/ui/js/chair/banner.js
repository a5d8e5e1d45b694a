// banner
// Where the entries are, in words that are true at any moment: never "saved" before it is so.
const NONE = { waiting: [], conflicts: [], sending: false, trouble: "" };
const entriesOf = (count) => `${count} ${count === 1 ? "entry is" : "entries are"}`;

const TROUBLES = {
  shut: "Sign in on this device to send them.",
  broken: "The clinic's server could not take them. Call whoever looks after it.",
  unreachable: "",
};

// What the banner says of a standing: {kind, icon, words}; `hour` writes a time as the wall shows it.
export function says(standing, { hour, isAlone = false, since = null } = {}) {
  const { waiting, conflicts, sending, trouble } = { ...NONE, ...standing };
  if (waiting.length) {
    const first = hour ? `, since ${hour(waiting[0].at)}` : "";
    const where = `${entriesOf(waiting.length)} saved on this tablet only${first}.`;
    if (sending) return { kind: "offline", icon: "offline", words: `Sending… ${where}` };
    const more = TROUBLES[trouble] ?? trouble;
    const words = `${where} Nobody else sees this. Call out. ${more}`.trim();
    return { kind: "not-saved", icon: "offline", words };
  }
  if (conflicts.length) {
    const noun = conflicts.length === 1 ? "entry was" : "entries were";
    const words = `${conflicts.length} ${noun} not taken over: look at the session's page.`;
    return { kind: "not-saved", icon: "critical", words };
  }
  if (!isAlone) return { kind: "offline", icon: "saved", words: "Saved here and at the clinic." };
  const known = hour && since !== null ? ` This page knows what the clinic knew at ${hour(since)}.` : "";
  const words = `The clinic's server does not answer.${known} What you enter is saved on this tablet first.`;
  return { kind: "offline", icon: "offline", words };
}

// Put it at the top of the page; without anything to say on an ordinary page it is not there.
export function draw(said) {
  let place = document.getElementById("kept-banner");
  if (!place) {
    place = document.createElement("div");
    place.id = "kept-banner";
    place.setAttribute("role", "status");
    const banners = document.querySelector(".chair-banners") ?? document.body;
    banners.prepend(place);
  }
  place.hidden = said === null;
  if (said === null) return;
  place.className = "banner";
  place.dataset.kind = said.kind;
  if (place.dataset.words === said.words) return;
  place.dataset.words = said.words;
  place.replaceChildren(icon(said.icon), text(said.words));
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

function text(words) {
  const span = document.createElement("span");
  span.textContent = words;
  return span;
}
