// A toast says what has been stored, then goes. It stays while it is pointed at or holds the focus.
const SHOWN_MS = 10000;

function leaveLater(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast);
    else toast.remove();
  }, SHOWN_MS);
}

for (const toast of document.querySelectorAll("[data-goes]")) leaveLater(toast);

const place = document.getElementById("toasts");
if (place) {
  for (const toast of place.children) leaveLater(toast);
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) if (node.classList?.contains("toast")) leaveLater(node);
  }).observe(place, { childList: true });
}
