// A button that prints; without a script it stays hidden and the browser's own way remains.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
