// Counts the minutes in which nobody touches the page, says so, and then asks the server again,
// which signs the person out. A script only counts; the server decides.
import { show } from "./words.js";

const minutes = Number(document.body.dataset.idleMinutes || 0);
const KEY = "daybreak-touched";
const TELL_MS = 60000; // the server hears of a touch at most this often

function start() {
  const limit = minutes * 60000;
  let told = Date.now();
  const touchedAt = () => Number(localStorage.getItem(KEY) || 0); // shared by all open pages
  localStorage.setItem(KEY, String(Date.now()));

  async function tell() {
    told = Date.now();
    try {
      const answer = await fetch("/healthz", { cache: "no-store" });
      if (answer.redirected)
        show(
          "not-saved",
          "You have been signed out. What you typed is still here: copy what is long, then sign in again.",
        );
    } catch {
      // No network: whoever sends something will hear of it then.
    }
  }

  function touched() {
    localStorage.setItem(KEY, String(Date.now()));
    if (Date.now() - told > TELL_MS) tell();
  }
  for (const kind of ["pointerdown", "keydown", "scroll"])
    addEventListener(kind, touched, { passive: true, capture: true });

  setInterval(() => {
    const left = limit - (Date.now() - touchedAt());
    const words = ` · by itself in ${Math.max(1, Math.ceil(left / 60000))} min`;
    for (const place of document.querySelectorAll("[data-idle-words]"))
      if (place.textContent !== words) place.textContent = words;
    if (left < -5000 && navigator.onLine) location.replace(location.pathname + location.search);
  }, 5000);
}

if (minutes) start();
