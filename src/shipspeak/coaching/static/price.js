// What the chosen recording would cost, as soon as the browser knows how long it is; nothing is sent for it. The form says
// the prices of half an hour and of an hour, from the price book; every other length lies on the line through both.
const form = document.getElementById("upload");
const input = form.querySelector('input[type="file"]');
const shown = form.querySelector('[data-is="price"]');
const HALF = 1800;
let seconds = null;

const paired = (text) => text.split(" ").map(Number);
// As kit/page/dollars.py writes them: what is expected about, what is promised rounded up.
const dollars = (usd) => usd <= 0 ? "$0" : `$${usd < 1 ? usd.toFixed(4).replace(/0{1,2}$/, "") : usd.toFixed(2)}`;
const about = (usd) => dollars(usd < 1 ? Number(usd.toPrecision(2)) : usd);
const atMost = (usd) => {
  const places = usd < 1 ? Math.min(4, Math.max(2, 1 - Math.floor(Math.log10(usd)))) : 2;
  return dollars(Math.ceil(10 ** places * usd - 1e-6) / 10 ** places);
};

function lasting() {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (!minutes) return `${Math.round(seconds)} s`;
  return [hours ? `${hours} h` : "", minutes % 60 ? `${minutes % 60} min` : ""].filter(Boolean).join(" ");
}

function show() {
  const preset = form.querySelector('select[name="preset"]').value || "usual";
  const { half, hour } = form.querySelector(`.prices .of-${preset}`).dataset;
  shown.hidden = seconds === null;
  if (shown.hidden) return;
  const [usual, most] = paired(half).map((one, n) => one + ((paired(hour)[n] - one) * (seconds - HALF)) / HALF);
  shown.textContent = `This recording, ${lasting()}: usually about ${about(usual)}, never more than ${atMost(most)}.`;
}

const length = (file) => new Promise((resolve) => {
  const player = new Audio();
  const address = URL.createObjectURL(file);
  const done = (found) => { URL.revokeObjectURL(address); resolve(Number.isFinite(found) && found > 0 ? found : null); };
  player.preload = "metadata";
  player.onloadedmetadata = () => done(player.duration);
  player.onerror = () => done(null);
  player.src = address;
});

input.addEventListener("change", async () => {
  seconds = null;
  show();
  const files = [...input.files];
  const found = await Promise.all(files.map(length));
  const same = files.length === input.files.length && files.every((file, n) => file === input.files[n]);
  if (!same) return; // others were chosen meanwhile
  seconds = found.length && found.every(Boolean) ? Math.max(...found) : null; // a transcript beside it costs less
  show();
});
form.querySelector('select[name="preset"]').addEventListener("change", show);
