// A number that may also be slid: the box holds the truth, the slider follows it and leads it.
for (const box of document.querySelectorAll("input[data-slide]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "slide";
  slider.min = box.dataset.least;
  slider.max = box.dataset.most;
  slider.step = box.dataset.step;
  slider.value = box.value;
  slider.tabIndex = -1; // the box has the keyboard; this is for a finger or a mouse
  slider.setAttribute("aria-hidden", "true");
  slider.addEventListener("input", () => {
    box.value = slider.value;
  });
  box.addEventListener("input", () => {
    slider.value = box.value.replace(",", ".");
  });
  (box.closest(".affix") ?? box).after(slider);
}
