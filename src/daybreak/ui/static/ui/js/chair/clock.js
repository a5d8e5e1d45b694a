// clock
// What time it is at the clinic, on a device whose own clock may be wrong or be set meanwhile.
//
// Two clocks are compared: the wall's, which somebody may set, and the steady one of this page, which
// nobody can set, but which stands still while the device sleeps and dies with the page. Each answer of
// the server is a contact: its time is at least what the answer says. Time never goes backwards here.
const AGREE_MS = 2000; // our choice: clocks nearer than this go alike

export class Clock {
  // `kept` is the stamp of an earlier page: {server, wall, floor}, or null. `wall` and `steady` are
  // functions that tell whole milliseconds.
  constructor({ kept = null, wall = () => Date.now(), steady = () => performance.now(), life = "" } = {}) {
    this.wall = wall;
    this.steady = steady;
    this.life = life || crypto.randomUUID();
    this.kept = kept;
    this.floor = kept?.floor ?? 0;
    this.offset = null; // server's time less the steady clock's, from this page's own contacts
    this.began = { wall: wall(), steady: steady() };
    this.seen = { ...this.began };
    this.jumped = false; // since the last contact, or at least not known otherwise
    this.setBack = kept !== null && this.began.wall < kept.wall - AGREE_MS;
  }

  // An answer of the server that said `serverMs`. Of all contacts the tightest counts.
  heard(serverMs) {
    this.look();
    const offset = serverMs - this.steady();
    // After a sleep the steady clock has missed time, so an older contact says too little.
    const guessed = this.offset === null || this.jumped;
    this.offset = guessed ? offset : Math.max(this.offset, offset);
    // What was guessed may lie ahead; then it has to come back, or every later time would be wrong.
    if (guessed && this.floor > serverMs + AGREE_MS) this.floor = serverMs;
    this.jumped = false;
    this.setBack = false;
    this.contact = { server: serverMs, wall: this.wall(), steady: this.steady() };
    this.kept = null;
  }

  // Notices that the wall's clock and the steady one went apart: set by hand, or a device that slept.
  look() {
    const wall = this.wall();
    const steady = this.steady();
    const apart = wall - this.seen.wall - (steady - this.seen.steady);
    if (Math.abs(apart) > AGREE_MS) {
      this.jumped = true;
      // Forward it may have slept: then the wall is right. Backward nothing sleeps: the steady one is.
      if (apart > 0 && this.offset !== null) this.offset += apart;
      if (apart > 0 && this.offset === null) this.began.wall += apart;
      if (apart < 0) this.setBack = true;
    }
    this.seen = { wall, steady };
  }

  get isCertain() {
    return this.offset !== null && !this.jumped;
  }

  // The clinic's time, as near as it can be known; whole milliseconds, never less than before.
  now() {
    this.look();
    const steady = this.steady();
    let now;
    if (this.offset !== null) now = steady + this.offset;
    else if (this.kept === null) now = this.began.wall + steady - this.began.steady;
    else {
      const passed = Math.max(0, this.began.wall - this.kept.wall);
      now = this.kept.server + passed + steady - this.began.steady;
    }
    this.floor = Math.max(this.floor, Math.floor(now));
    return this.floor;
  }

  // What an entry of this moment has to remember of the clocks.
  stamp() {
    const at = this.now();
    return {
      at,
      told_at: Math.floor(this.wall()),
      steady: this.steady(),
      life: this.life,
      uncertain: !this.isCertain,
      set_back: this.setBack,
    };
  }

  // What the next page of this device has to know.
  stampToKeep() {
    return { server: this.now(), wall: Math.floor(this.wall()), floor: this.floor };
  }

  // The time of an entry that was uncertain when it was made, with what this contact has taught:
  // {at, uncertain}. Nothing is guessed that can be known, and what cannot stays marked.
  settle(entry) {
    if (!entry.uncertain || !this.contact) return { at: entry.at, uncertain: entry.uncertain };
    const { server, wall, steady } = this.contact;
    const byWall = server - (wall - entry.told_at);
    if (entry.life === this.life) {
      const bySteady = server - (steady - entry.steady);
      const alike = Math.abs(bySteady - byWall) <= AGREE_MS;
      // The steady clock cannot be set; only a sleep makes it say too late a time.
      if (alike || bySteady < byWall) return { at: Math.floor(bySteady), uncertain: false };
      return { at: Math.min(entry.at, server), uncertain: true };
    }
    // An earlier page: did the wall's clock stand to the clinic's then as it does now?
    const alike = Math.abs(entry.told_at - entry.at - (wall - server)) <= AGREE_MS;
    // Set back before the entry was made, it has gone on from there; else the entry's own time is best.
    const at = !alike && entry.set_back ? byWall : entry.at;
    return { at: Math.floor(Math.min(at, server)), uncertain: !alike };
  }
}
