// What every page runs. Each module is one noun; every page works without any of them.
import "./theme.js";
import "./dialog.js";
import "./print.js";
import "./toast.js";
import "./idle.js";
import "./stale.js";
import "./htmx-setup.js";
import "./keys.js";
import "./moved.js";
import "./steady.js";
import "./chair/leaving.js";

// At a chair the page also keeps what it needs for when nobody answers; without it forms go as ever.
if (location.pathname.startsWith("/sessions/")) import("./chair/page.js").catch(() => {});
