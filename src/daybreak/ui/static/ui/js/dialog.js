// Opens a dialog from a link that leads to the same form as a page, and hides what has been seen.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) document.getElementById(closer.dataset.closes)?.close();
  const hider = event.target.closest("[data-hides]");
  if (hider) document.getElementById(hider.dataset.hides).hidden = true;
});
