// What htmx needs from us: polls that count as nobody, a wash of dawn on what changed,
// the first error in focus, and loud words when something was not stored.
// Which answers are swapped in is said once, in base.html: 2xx, 3xx and 422.
import { hide, show } from "./words.js";

const before = new Map();
const byItself = (detail) => !detail.requestConfig?.triggeringEvent;

function texts(part) {
  const found = new Map();
  if (!part) return found;
  for (const one of [part, ...part.querySelectorAll("[id]")])
    if (one.id) found.set(one.id, one.textContent);
  return found;
}

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.triggeringEvent) event.detail.headers["X-Daybreak-Poll"] = "1";
});

document.addEventListener("htmx:beforeSwap", (event) => {
  for (const [id, text] of texts(event.detail.target)) before.set(id, text);
});

document.addEventListener("htmx:afterSettle", (event) => {
  const changed = new Set();
  for (const [id, text] of texts(event.detail.elt))
    if (before.has(id) && before.get(id) !== text) changed.add(id);
  before.clear();
  for (const id of changed) {
    const part = document.getElementById(id);
    // Only the innermost thing that changed is washed, not everything around it.
    if ([...part.querySelectorAll("[id]")].some((inner) => changed.has(inner.id))) continue;
    part.classList.add("changed");
    part.addEventListener("animationend", () => part.classList.remove("changed"), { once: true });
  }
  event.detail.elt?.querySelector?.("[data-first-error]")?.focus();
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && !byItself(event.detail)) hide("not-saved");
});

function saidBy(answer) {
  const page = new DOMParser().parseFromString(answer || "", "text/html");
  const words = [page.querySelector("main h1"), page.querySelector("main p")];
  return words
    .map((part) => part?.textContent.trim().replace(/[.]?$/, "."))
    .filter((text) => text)
    .join(" ");
}

document.addEventListener("htmx:responseError", (event) => {
  if (byItself(event.detail)) return; // the age of the page says it
  show(
    "not-saved",
    saidBy(event.detail.xhr.responseText) || "This was not stored. Load the page again.",
  );
});

for (const kind of ["htmx:sendError", "htmx:timeout"])
  document.addEventListener(kind, (event) => {
    if (byItself(event.detail)) return;
    show(
      "not-saved",
      "No answer came back, so we do not know whether this is stored. What you typed is still here. " +
        "Send it again when the network is back; it will not be stored twice.",
    );
  });
