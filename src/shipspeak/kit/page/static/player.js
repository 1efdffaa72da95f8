// One bar that plays every clip on the page. Without this file each clip is the browser's own <audio controls>.
const bar = document.getElementById("player");
// Looked up each time: live.js may have brought new ones.
const clips = () => [...document.querySelectorAll("audio.clip")].sort((a, b) => a.dataset.start - b.dataset.start);
const part = (name) => bar.querySelector(`[data-do="${name}"]`);
const seek = part("seek");
const what = bar.querySelector('[data-is="what"]');
let now = null;
let speed = 1;

function show() {
  const on = Boolean(now) && !now.paused;
  bar.classList.toggle("on", on);
  part("toggle").setAttribute("aria-label", on ? "Pause" : "Play");
  for (const link of document.querySelectorAll("a.play")) {
    const plays = on && link.hash === `#${now.id}`;
    link.classList.toggle("playing", plays);
    link.toggleAttribute("aria-current", plays);
  }
}

function play(clip, from) {
  if (!clip) return;
  if (now && now !== clip) now.pause();
  bar.hidden = false;
  bar.classList.add("used");
  if (now !== clip) what.textContent = clip.dataset.label;
  now = clip;
  if (from !== undefined && clip.readyState > 0) clip.currentTime = from;
  clip.playbackRate = speed;
  clip.play().catch(() => {
    what.textContent = "This clip could not be played.";
    show();
  });
}

function step(by) {
  const all = clips();
  play(all[Math.min(all.length - 1, Math.max(0, all.indexOf(now) + by))], 0);
}

function move(seconds) {
  if (now) now.currentTime = Math.max(0, Math.min(now.duration || 0, now.currentTime + seconds));
}

const verbs = {
  toggle: () => (now && !now.paused ? now.pause() : play(now || clips()[0])),
  back: () => move(-5),
  forward: () => move(5),
  next: () => step(1),
  previous: () => step(-1),
};

// A link to a clip plays it, wherever it stands: card, table, timeline (there `href` is an SVG value).
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#clip-']");
  if (!link) return;
  const clip = document.getElementById(link.getAttribute("href").slice(1));
  if (!clip) return;
  event.preventDefault();
  if (clip === now && !clip.paused) clip.pause();
  else play(clip, 0);
});

bar.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button) verbs[button.dataset.do]();
});
seek.addEventListener("input", () => {
  if (now && now.duration) now.currentTime = (seek.value / 100) * now.duration;
});
part("speed").addEventListener("change", (event) => {
  speed = Number(event.target.value);
  if (now) now.playbackRate = speed;
});

// Media events do not bubble, but they can be caught on the way down.
for (const name of ["play", "pause", "ended"]) document.addEventListener(name, show, true);
document.addEventListener("timeupdate", ({ target: clip }) => {
  if (clip !== now || !clip.duration) return;
  seek.value = (100 * clip.currentTime) / clip.duration;
  const seconds = Math.floor(Number(clip.dataset.start) / 1000 + clip.currentTime);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  seek.setAttribute("aria-valuetext", `${text} of the meeting`);
}, true);

// Single-letter keys, which a person can turn off (WCAG 2.1.4).
const keys = { " ": "toggle", k: "toggle", j: "back", l: "forward", n: "next", p: "previous" };
const switched = part("keys");
try {
  switched.checked = localStorage.getItem("player-keys") !== "off";
} catch { /* a file opened from disk may have no storage */ }
switched.addEventListener("change", () => {
  try {
    localStorage.setItem("player-keys", switched.checked ? "on" : "off");
  } catch { /* likewise */ }
});
document.addEventListener("keydown", (event) => {
  // What looks like a button is pressed like one.
  const link = event.key === " " && event.target.closest("a[href^='#clip-']");
  if (link) {
    event.preventDefault();
    link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    return;
  }
  if (!switched.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  const busy = event.target.closest("input, select, textarea, button, summary, a, audio, [contenteditable]");
  if (busy && (event.key === " " || busy.matches("input, select, textarea, [contenteditable]"))) return;
  const verb = keys[event.key];
  if (!verb) return;
  event.preventDefault();
  verbs[verb]();
});

if (!clips().length) bar.hidden = true;
