// Large keys for figures at the chair: they type into whichever field was touched last, so that no
// keyboard covers the page. A keyboard that is plugged in types as ever.
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", ".", "back", "next"];
const WORDS = { back: "⌫", next: "Next" };
const SAID = { back: "Delete the last key", next: "Next figure", ".": "Point" };
const isTouched = matchMedia("(pointer: coarse)");

const fieldsOf = (form) => [
  ...form.querySelectorAll("input[inputmode='numeric'], input[inputmode='decimal'], input[data-typed]"),
];

function type(field, key) {
  if (key === "back") field.value = field.value.slice(0, -1);
  else if (key !== "." || !field.value.includes(".")) field.value += key;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function keysFor(form) {
  const fields = fieldsOf(form);
  if (!fields.length) return;
  const pad = document.createElement("div");
  pad.className = "keys";
  pad.hidden = true;
  pad.setAttribute("role", "group");
  pad.setAttribute("aria-label", "Keys for figures");
  let now = null;
  for (const key of KEYS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = WORDS[key] ?? key;
    if (SAID[key]) button.setAttribute("aria-label", SAID[key]);
    button.tabIndex = -1; // the keyboard itself is faster
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    button.addEventListener("click", () => {
      if (!now) return;
      if (key !== "next") {
        type(now, key);
        return;
      }
      const next = fields[fields.indexOf(now) + 1];
      if (next?.offsetParent) next.focus();
      else pad.hidden = true;
    });
    pad.append(button);
  }
  form.append(pad);
  for (const field of fields) {
    field.dataset.typed = "";
    if (isTouched.matches) field.inputMode = "none";
    field.addEventListener("focus", () => {
      now = field;
      pad.hidden = false;
      (field.closest(".field, fieldset") ?? field).after(pad);
      pad.scrollIntoView({ block: "nearest" });
    });
  }
}

for (const form of document.querySelectorAll("form[data-keys]")) keysFor(form);
