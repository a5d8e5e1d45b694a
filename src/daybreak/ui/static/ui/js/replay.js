// Plays a session again: asks for the screen of one moment after the other, from the record alone.
// Without a script the links and the scrubber's button do the same, a step at a time.
const box = document.getElementById("replay");
const place = document.getElementById("frame-place");
const scrub = document.getElementById("scrub");

if (box && place && scrub) {
  const first = Number(box.dataset.first);
  const last = Number(box.dataset.last);
  const events = box.dataset.events.split(" ").filter(Boolean).map(Number);
  const tick = 1000; // one look a second: at 60 times, a minute of the session
  const minute = 60 * tick;
  let at = Number(scrub.value);
  let speed = 0;
  let timer = 0;
  let asked = 0; // an answer that is overtaken by a later question is not shown

  const address = (moment) => {
    const query = new URLSearchParams({ at: String(moment), view: box.dataset.view });
    if ("nameless" in box.dataset) query.set("names", "no");
    return query;
  };

  async function show(moment) {
    at = Math.min(Math.max(Math.ceil(moment), first), last);
    scrub.value = String(at);
    const mine = ++asked;
    const query = address(at);
    history.replaceState(null, "", `?${query}`);
    query.set("frame", "1");
    try {
      const answer = await fetch(`?${query}`, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const words = await answer.text();
      if (mine === asked) place.innerHTML = words;
    } catch {
      halt();
      if (mine === asked) place.textContent = "This moment could not be shown. Load the page again.";
    }
  }

  function halt() {
    speed = 0;
    clearTimeout(timer);
    box.dataset.playing = "";
    for (const each of box.querySelectorAll("[data-speed]")) each.setAttribute("aria-pressed", "false");
  }

  function play(times) {
    halt();
    speed = times;
    box.dataset.playing = String(times);
    box.querySelector(`[data-speed="${times}"]`)?.setAttribute("aria-pressed", "true");
    const go = async () => {
      const began = performance.now();
      await show(at + tick * speed);
      if (!speed) return;
      if (at >= last) halt();
      else timer = setTimeout(go, Math.max(0, tick - (performance.now() - began)));
    };
    timer = setTimeout(go, tick);
  }

  const before = () => show(events.filter((each) => each < at).at(-1) ?? first);
  const next = () => show(events.find((each) => each > at) ?? last);

  for (const each of box.querySelectorAll("[data-play]")) each.hidden = false;
  for (const each of box.querySelectorAll("[data-no-script]")) each.hidden = true;
  const steps = [before, () => show(at - minute), () => show(at + minute), next];
  for (const link of box.querySelectorAll("[data-step]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      halt();
      steps[Number(link.dataset.step)]();
    });
  }
  for (const button of box.querySelectorAll("[data-speed]")) {
    button.addEventListener("click", () => play(Number(button.dataset.speed)));
  }
  box.querySelector("[data-pause]").addEventListener("click", halt);
  scrub.addEventListener("input", () => {
    halt();
    show(Number(scrub.value));
  });
  for (const link of box.querySelectorAll(".tabs a, p a[href^='?']")) {
    link.addEventListener("click", () => {
      const to = new URL(link.href);
      to.searchParams.set("at", String(at));
      link.href = to.href;
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("button, a, input, textarea, select") && event.key !== "Escape") {
      if (event.key === " " || event.target.closest("input")) return;
    }
    const speeds = { 1: 1, 2: 10, 3: 60 };
    if (event.key === " ") speed ? halt() : play(1);
    else if (event.key === "ArrowRight") halt(), event.shiftKey ? show(at + minute) : next();
    else if (event.key === "ArrowLeft") halt(), event.shiftKey ? show(at - minute) : before();
    else if (event.key === "Home") halt(), show(first);
    else if (event.key === "End") halt(), show(last);
    else if (event.key in speeds) play(speeds[event.key]);
    else return;
    event.preventDefault();
  });
}
