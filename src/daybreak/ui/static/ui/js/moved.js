// Somebody else went on with the session that this page is about: the page comes anew by itself,
// unless something was entered here that would be lost; then it says so.
import { show } from "./words.js";

let isTouched = false;
document.addEventListener("input", () => {
  isTouched = true;
});

document.addEventListener("session-moved", () => {
  if (isTouched) show("session-moved", "Somebody went on with this session. Store what you have entered, or look again.");
  else location.reload();
});
