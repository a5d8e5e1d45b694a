// store
// What this device keeps: snapshots of sessions and entries that are not at the clinic yet.
// All of it is sealed with AES-GCM under a key that the browser never shows to anybody, us included.
// In the open stand only ids, the order, and whether an entry has arrived.
const NAME = "daybreak-chair";
const VERSION = 1;
const TABLES = { keys: "id", snapshots: "session", entries: "act_id", marks: "id" };
const words = new TextEncoder();

let opened = null;
let isLeft = false; // somebody signed out: this page keeps nothing more, or it would begin anew

function asked(request) {
  return new Promise((answer, fail) => {
    request.onsuccess = () => answer(request.result);
    request.onerror = () => fail(request.error);
  });
}

function finished(transaction) {
  return new Promise((answer, fail) => {
    transaction.oncomplete = () => answer();
    transaction.onabort = transaction.onerror = () => fail(transaction.error);
  });
}

function open() {
  if (isLeft) return Promise.reject(new Error("Signed out on this device."));
  opened ??= new Promise((answer, fail) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const [table, key] of Object.entries(TABLES))
        request.result.createObjectStore(table, { keyPath: key });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => {
        isLeft = true; // in another tab
        request.result.close();
        opened = null;
      };
      request.result.onclose = () => (opened = null); // the browser closed it by itself: it is opened anew
      answer(request.result);
    };
    request.onerror = () => fail(request.error);
  });
  opened.catch(() => (opened = null));
  return opened;
}

// Run `work` on some tables; what it changed is on the disk before this answers.
async function within(tables, mode, work) {
  const base = await open();
  const transaction = base.transaction(tables, mode, { durability: "strict" });
  const done = finished(transaction);
  done.catch(() => {});
  const found = await work(...tables.map((table) => transaction.objectStore(table)));
  await done;
  return found;
}

async function key() {
  const kept = await within(["keys"], "readonly", (keys) => asked(keys.get("device")));
  if (kept) return kept.key;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return within(["keys"], "readwrite", async (keys) => {
    const other = await asked(keys.get("device")); // another tab may have been quicker
    if (other) return other.key;
    await asked(keys.add({ id: "device", key: made }));
    return made;
  });
}

async function seal(told) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = words.encode(JSON.stringify(told));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain) };
}

async function unseal(row) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await key(), row.sealed);
  return JSON.parse(new TextDecoder().decode(plain));
}

export async function keepSnapshot(snapshot) {
  const row = { session: snapshot.session, ...(await seal(snapshot)) };
  await within(["snapshots"], "readwrite", (snapshots) => asked(snapshots.put(row)));
}

export async function snapshotOf(session) {
  const row = await within(["snapshots"], "readonly", (snapshots) => asked(snapshots.get(session)));
  return row ? unseal(row) : null;
}

export async function dropSnapshot(session) {
  await within(["snapshots"], "readwrite", (snapshots) => asked(snapshots.delete(session)));
}

// Keep one entry: it gets the next place on this device. It is on the disk when this answers.
export async function keepEntry(entry) {
  const hidden = await seal(entry);
  return within(["entries", "marks"], "readwrite", async (entries, marks) => {
    const place = ((await asked(marks.get("place")))?.value ?? 0) + 1;
    await asked(marks.put({ id: "place", value: place }));
    const row = { act_id: entry.act_id, session: entry.session, place, state: "waiting", ...hidden };
    await asked(entries.add(row));
    return { ...entry, place, state: "waiting" };
  });
}

// The entries of a session, or of all, in their order.
export async function entries(session = null) {
  const rows = await within(["entries"], "readonly", (table) => asked(table.getAll()));
  const chosen = rows.filter((row) => session === null || row.session === session);
  chosen.sort((one, other) => one.place - other.place);
  return Promise.all(
    chosen.map(async (row) => ({ ...(await unseal(row)), place: row.place, state: row.state })),
  );
}

// How many entries are on this device only; nothing has to be unsealed for it.
export async function unsent() {
  const rows = await within(["entries"], "readonly", (table) => asked(table.getAll()));
  return rows.filter((row) => row.state === "waiting").length;
}

// Change an entry that is still here; one that another tab has dropped stays dropped.
export async function changeEntry(entry, changes) {
  const { state = entry.state, ...rest } = changes;
  const told = { ...entry, ...rest };
  const { place: _place, state: _state, ...content } = told;
  const hidden = await seal(content);
  await within(["entries"], "readwrite", async (table) => {
    const row = await asked(table.get(entry.act_id));
    if (row) await asked(table.put({ ...row, ...hidden, state }));
  });
  return { ...told, state };
}

export async function dropEntry(actId) {
  await within(["entries"], "readwrite", (table) => asked(table.delete(actId)));
}

// Small things that are nobody's data: the clock's last stamp, tries of a PIN.
export async function mark(id) {
  return (await within(["marks"], "readonly", (marks) => asked(marks.get(id))))?.value ?? null;
}

export async function setMark(id, value) {
  await within(["marks"], "readwrite", (marks) => asked(marks.put({ id, value })));
}

// Everything goes, the key first of all. Refuses while entries are on this device only.
export async function forget() {
  if (await unsent()) return false;
  const base = await open();
  isLeft = true;
  base.close();
  opened = null;
  await new Promise((answer, fail) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = () => answer();
    request.onerror = () => fail(request.error);
  });
  return true;
}
