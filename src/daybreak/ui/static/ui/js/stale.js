// How old the page is, and clocks that count down. A due clock never stands still:
// it counts on by itself, and a page that was not refreshed says so.
import { hide, show } from "./words.js";

const AGREE_MS = 120000; // our choice: clocks nearer than this are taken as the same
const noun = document.body.dataset.pageNoun || "page"; // what one looks at, in its own word
const limit = Number(document.body.dataset.ageLimitS || 0) * 1000;
const loaded = Date.now();
const made = Date.parse(document.body.dataset.made || "") || loaded;
const apart = loaded - made; // an old copy of the page, or a device whose clock is wrong
const agree = Math.abs(apart) < AGREE_MS;

// The server's time as near as we know it.
export const now = () => (agree ? Date.now() : made + (Date.now() - loaded));

function newest() {
  let latest = made;
  for (const part of document.querySelectorAll("[data-made]"))
    latest = Math.max(latest, Date.parse(part.dataset.made) || 0);
  return latest;
}

const two = (number) => String(number).padStart(2, "0");

function count(clock) {
  const left = Date.parse(clock.getAttribute("datetime")) - now();
  if (Number.isNaN(left)) return;
  const seconds = Math.floor(Math.abs(left) / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const text = hours
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
  const words = left < 0 ? `${text} over` : text;
  if (clock.textContent !== words) clock.textContent = words;
}

function look() {
  for (const clock of document.querySelectorAll("[data-countdown]")) count(clock);
  if (!limit) return;
  const fresh = newest();
  const age = Date.now() - fresh;
  if (!agree && fresh === made) {
    show("page-is-old", `This ${noun} is an old copy, or the clock of this device is wrong.`);
  } else if (age > limit) {
    const minutes = Math.max(1, Math.floor(age / 60000));
    show("page-is-old", `This ${noun} is ${minutes} minute${minutes > 1 ? "s" : ""} old.`);
  } else {
    hide("page-is-old");
  }
}

look();
setInterval(look, 1000);
addEventListener("pageshow", look);
document.addEventListener("visibilitychange", look);
