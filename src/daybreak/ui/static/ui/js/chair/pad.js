// Large keys for a PIN: they type into the field of their form, so that no keyboard covers the page.
for (const pad of document.querySelectorAll("[data-pad]")) {
  const field = pad.closest("form")?.querySelector("[data-pin]");
  if (!field) continue;
  pad.hidden = false;
  field.inputMode = "none"; // a keyboard that is plugged in still types
  pad.addEventListener("click", (event) => {
    const digit = event.target.closest("[data-digit]")?.dataset.digit;
    if (!digit) return;
    if (digit === "clear") field.value = "";
    else if (digit === "back") field.value = field.value.slice(0, -1);
    else if (field.value.length < field.maxLength) field.value += digit;
  });
}
