// Puts words into a banner that the page keeps ready, and shows it.
export function show(id, words) {
  const banner = document.getElementById(id);
  if (!banner) return;
  const place = banner.querySelector("[data-words]");
  if (place && place.textContent !== words) place.textContent = words;
  banner.hidden = false;
}

export function hide(id) {
  const banner = document.getElementById(id);
  if (banner) banner.hidden = true;
}
