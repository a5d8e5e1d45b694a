// What refreshes itself waits while a finger is down on it: a tap is never lost between two pages.
const AFTER_MS = 400; // a tap becomes a click a moment after the finger has left
let isDown = false;

addEventListener("pointerdown", () => (isDown = true), { capture: true, passive: true });
for (const kind of ["pointerup", "pointercancel"])
  addEventListener(kind, () => setTimeout(() => (isDown = false), AFTER_MS), { capture: true, passive: true });

document.addEventListener("htmx:beforeSwap", (event) => {
  const byItself = !event.detail.requestConfig?.triggeringEvent;
  if (isDown && byItself) event.detail.shouldSwap = false; // the next one is seconds away
});
