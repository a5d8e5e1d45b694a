// worker
// Keeps the page that takes over at the chair, and shows it when nobody answers.
// The server writes what to keep before this text, as KEPT.
const CACHE = `daybreak-chair-${KEPT.version}`;
const ANSWER_MS = 8000; // our choice: as long as one waits at a chair before one looks at the pump
const DEAD = new Set([502, 503, 504]);
const OF_A_SESSION = /^\/sessions\/[0-9a-f-]{36}\//;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll([KEPT.shell, ...KEPT.files]);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith("daybreak-chair-") && name !== CACHE) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (KEPT.files.includes(url.pathname)) event.respondWith(kept(url.pathname, request));
  else if (twin(url.pathname)) event.respondWith(lent(request, twin(url.pathname)));
  else if (request.mode === "navigate" && OF_A_SESSION.test(url.pathname)) event.respondWith(page(request, url));
});

// The kept file that is the same as one of a page of the clinic, which may be half loaded when the
// network goes.
function twin(path) {
  if (!path.startsWith(KEPT.statics)) return undefined;
  return KEPT.files.find((each) => each.endsWith(`/${path.slice(KEPT.statics.length)}`));
}

async function lent(request, path) {
  try {
    return await whole(request);
  } catch {
    return (await (await caches.open(CACHE)).match(path)) ?? Response.error();
  }
}

// An answer, once all of it is here: one that breaks off in the middle is none, or an empty page would
// stay. Where somebody is sent on to another page there is nothing to read.
async function whole(request) {
  const answer = await fetch(request);
  if (answer.type !== "opaqueredirect") await answer.clone().arrayBuffer();
  return answer;
}

async function kept(path, request) {
  return (await (await caches.open(CACHE)).match(path)) ?? fetch(request);
}

// The page of a session, or the one that takes over at the same address.
async function page(request, url) {
  const answer = await answered(request);
  if (answer) return answer;
  // Whether a form arrived that was sent past the queue is not known: the page says so.
  if (request.method !== "GET") return Response.redirect(`${url.pathname}?unanswered=1`, 303);
  return (await (await caches.open(CACHE)).match(KEPT.shell)) ?? Response.error();
}

// What the clinic answers to a page's own request, or null when nobody does in time.
async function answered(request) {
  let timer = null;
  const late = new Promise((answer) => {
    timer = setTimeout(() => answer(null), ANSWER_MS);
  });
  try {
    const answer = await Promise.race([whole(request), late]);
    return answer && !DEAD.has(answer.status) ? answer : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
