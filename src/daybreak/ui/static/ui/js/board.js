// A board that asks again and hears that nothing has changed; and a sound, if somebody wants one.
// The sound is no alarm: it is off until it is pressed, and off again when the page is loaded.
const AGAIN_MS = 5000; // our choice: often enough to be heard, and room to speak in between
const TONES = [
  [660, 0],
  [880, 0.22],
]; // our choice: Hz and seconds; unlike a monitor's own tones
const LASTS_S = 0.18;
const LOUD = 0.25;

const board = () => document.getElementById("board");

// Answered with "as it was": the figures are as new as the answer.
document.addEventListener("board-is-as-it-was", (event) => {
  const part = board();
  if (!part || !event.detail?.made) return;
  part.dataset.made = event.detail.made;
  const age = document.getElementById("board-age");
  if (age) age.textContent = `As of ${event.detail.clock}`;
});

const button = document.getElementById("board-sound");
let sound = null; // the browser's audio, once somebody has asked for it

function say() {
  const isOn = sound?.state === "running";
  button.setAttribute("aria-pressed", String(isOn));
  button.querySelector("[data-words]").textContent = isOn ? "Sound on" : "Sound off";
}

function tone(hertz, after) {
  const start = sound.currentTime + after;
  const source = new OscillatorNode(sound, { frequency: hertz });
  const volume = new GainNode(sound, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUD, start + 0.02);
  volume.gain.linearRampToValueAtTime(0, start + LASTS_S);
  source.connect(volume).connect(sound.destination);
  source.start(start);
  source.stop(start + LASTS_S);
}

// What is not answered yet, as the server says it. Once answered, the next refresh has it no more.
const calls = () => board()?.querySelector("[data-sounds]") != null;

function look() {
  if (sound?.state !== "running" || !calls()) return;
  button.dataset.sounded = String(Number(button.dataset.sounded || 0) + 1);
  for (const [hertz, after] of TONES) tone(hertz, after);
}

async function press() {
  if (sound?.state === "running") {
    await sound.suspend();
  } else {
    sound ??= new AudioContext();
    sound.onstatechange = say; // a phone may take it away; then it says so
    await sound.resume();
    tone(TONES[0][0], 0); // so that one hears that it can be heard
  }
  say();
  look();
}

if (button && "AudioContext" in globalThis) {
  button.hidden = false;
  button.addEventListener("click", press);
  setInterval(look, AGAIN_MS);
  document.addEventListener("htmx:afterSettle", look);
}
