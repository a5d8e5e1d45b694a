// leaving
// Signing out takes everything off this device, and waits while something is on this device only.
import { show } from "../words.js";
import { forget, unsent } from "./store.js";

async function leave(form, submitter) {
  const count = await unsent();
  if (count) {
    const what = count === 1 ? "One entry is" : `${count} entries are`;
    show(
      "not-saved",
      `${what} saved on this device only. Stay signed in until they have arrived at the clinic; ` +
        "locking the screen is enough.",
    );
    return;
  }
  await forget();
  form.dataset.leaves = "yes";
  form.requestSubmit(submitter);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const { pathname } = new URL(form.action, location.href);
  if (form.method !== "post" || !pathname.endsWith("/account/logout/") || form.dataset.leaves) return;
  event.preventDefault();
  leave(form, event.submitter).catch(() => {
    form.dataset.leaves = "yes"; // a device that can keep nothing has nothing to wait for
    form.requestSubmit(event.submitter);
  });
});
