// Drag and drop, progress, and going on after an interruption. Without this file the form posts by itself.
// Files are sent in pieces by the tus protocol (https://tus.io): what the server has acknowledged it has for good, so a
// lost connection, a closed lid or a restarted service costs at most one piece. What is remembered here of an upload is
// its address and the names, sizes and dates of its files; no content.
const form = document.getElementById("upload");
const input = form.querySelector('input[type="file"]');
const sending = form.querySelector(".sending");
const problem = form.querySelector(".problem");
const bar = sending.querySelector("progress");
const offers = form.querySelector(".offers");
const show = (name, text) => { form.querySelector(`[data-is="${name}"]`).textContent = text; };

const PIECE = 8 * 1024 * 1024;
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds before another try; the last one repeats
const DAY = 24 * 3600 * 1000; // then the server has swept it
const MEMORY = "shipspeak.uploads";
const TUS = { "Tus-Resumable": "1.0.0" };
const FULL = ["queue-full", "disk-nearly-full"]; // it answers, and means it: trying again at once helps nobody
let upload = null;

const size = (bytes) => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`);
const markOf = (file) => [file.name, file.size, file.lastModified].join("|");
const keyOf = (files) => files.map(markOf).sort().join("\n");
const called = (names) => (names.length === 1 ? names[0] : `${names.length} files (${names.join(", ")})`);

// Several uploads may be under way, in other tabs too: each has a place of its own.
function recall() {
  let all = {};
  try {
    all = JSON.parse(localStorage.getItem(MEMORY)) || {};
  } catch { /* no memory, or one that is not ours */ }
  return Object.fromEntries(Object.entries(all).filter(([, saved]) => saved.at > Date.now() - DAY));
}

function remember(key, saved) {
  const all = recall();
  if (saved) all[key] = saved;
  else delete all[key];
  try {
    localStorage.setItem(MEMORY, JSON.stringify(all));
  } catch { /* private windows may keep nothing: then a reload starts anew */ }
}

function forget(key) {
  const saved = recall()[key];
  remember(key, null);
  if (saved) fetch(saved.draft, { method: "DELETE" }).catch(() => {}); // else swept within a day
}

class Refused extends Error {}
class Stopped extends Error {}
class Gone extends Error {}

const detail = (request) => {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {}; // not a problem document
  }
};

// One request; its progress in `moved`. Whoever is away or out of order gives no answer: a plain Error, for another try.
function ask(method, address, { headers = {}, body = null, moved = null } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    upload.request = request;
    request.open(method, address);
    request.setRequestHeader("Accept", "application/json");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (moved) request.upload.onprogress = (event) => moved(event.loaded);
    request.onload = () => {
      const { status } = request;
      if (status >= 200 && status < 300) return resolve(request);
      if (status === 404 || status === 410) return reject(new Gone());
      const said = detail(request);
      const full = status === 507 || FULL.some((code) => said.type?.endsWith(`/${code}`));
      if (status >= 500 && !full) return reject(new Error("ShipSpeak does not answer as it should."));
      if (status === 409 && method === "PATCH") return reject(new Error("Another window sends the same file."));
      return reject(new Refused(said.detail || "The upload was refused. Try again, or choose another file."));
    };
    request.onerror = () => reject(new Error("The connection is gone."));
    request.ontimeout = request.onerror;
    request.onabort = () => reject(new Stopped());
    request.send(body);
  });
}

// Ends early when there is a network again.
const pause = (seconds) => new Promise((resolve) => {
  const timer = setTimeout(done, 1000 * seconds);
  function done() {
    clearTimeout(timer);
    removeEventListener("online", done);
    resolve();
  }
  addEventListener("online", done);
});

// Until it is answered. Only what a person must hear of ends it: a refusal, their own "stop".
async function patiently(step) {
  for (let tried = 0; ; tried += 1) {
    try {
      const answer = await step(tried > 0);
      if (tried) show("said", "Going on.");
      return answer;
    } catch (error) {
      if (error instanceof Refused || error instanceof Stopped || error instanceof Gone) throw error;
      upload.first = null; // the time that is lost says nothing of the speed
      const safe = `${error.message} What arrived is safe`;
      if (!tried) show("said", `${safe}; it goes on by itself.`);
      const until = Date.now() + 1000 * WAITS[Math.min(tried, WAITS.length - 1)];
      for (let left; (left = Math.ceil((until - Date.now()) / 1000)) > 0;) {
        show("count", `${safe}; going on by itself in ${left} s.`);
        const online = navigator.onLine;
        await pause(1);
        if (upload.stopped) throw new Stopped();
        if (!online && navigator.onLine) break;
      }
      show("count", "Going on …");
    }
  }
}

async function begin(files) {
  const draft = JSON.parse((await patiently(() => ask("POST", "/v1/drafts"))).responseText);
  const saved = { at: Date.now(), draft: `/v1/drafts/${draft.id}`, files: {} };
  for (const file of files) {
    const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
    const headers = { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": `filename ${name}` };
    const made = await patiently(() => ask("POST", draft.files, { headers }));
    saved.files[markOf(file)] = made.getResponseHeader("Location");
  }
  remember(keyOf(files), saved);
  return saved;
}

function progress(arrived, total) {
  const now = performance.now();
  upload.first ??= { at: now, arrived };
  const { at, arrived: before } = upload.first;
  const seconds = arrived > before ? ((total - arrived) * (now - at)) / (arrived - before) / 1000 : 0;
  const left = now - at < 2000 || seconds < 2 ? ""
    : seconds < 90 ? `, about ${Math.ceil(seconds)} s left` : `, about ${Math.ceil(seconds / 60)} min left`;
  bar.value = total ? (100 * arrived) / total : 100;
  show("count", `${size(arrived)} of ${size(total)} sent${left}`);
  const quarter = Math.floor(bar.value / 25); // what is read aloud, instead of every figure
  if (quarter > upload.quarter && quarter < 4) show("said", `${25 * quarter} % sent${left}`);
  upload.quarter = quarter;
}

const far = async (where) => Number((await ask("HEAD", where, { headers: TUS })).getResponseHeader("Upload-Offset"));

async function transfer(files, saved) {
  const named = (error, file) => (error instanceof Refused && files.length > 1
    ? new Refused(`${file.name}: ${error.message}`) : error);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const [number, file] of files.entries()) {
    const where = saved.files[markOf(file)];
    show("file", files.length === 1 ? file.name : `${file.name} (${number + 1} of ${files.length})`);
    let offset = await patiently(() => far(where));
    progress(before + offset, total);
    sending.scrollIntoView({ block: "nearest" }); // on a small screen "Stop" must be in sight
    while (offset < file.size) {
      const known = offset;
      offset = await patiently(async (again) => {
        const start = again ? await far(where) : known; // after an interruption it may be further than was answered
        if (start === file.size) return start;
        const headers = { ...TUS, "Upload-Offset": String(start), "Content-Type": "application/offset+octet-stream" };
        const moved = (bytes) => progress(before + Math.min(start + bytes, file.size), total);
        const piece = ask("PATCH", where, { headers, body: file.slice(start, start + PIECE), moved });
        const answer = await piece.catch((error) => { throw named(error, file); });
        return Number(answer.getResponseHeader("Upload-Offset"));
      });
    }
    before += file.size;
  }
}

async function handIn(saved) {
  show("count", "All of it arrived.");
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(fields);
  return JSON.parse((await patiently(() => ask("POST", `${saved.draft}/meeting`, { headers, body }))).responseText).id;
}

async function run(files) {
  const key = keyOf(files);
  const known = recall()[key];
  try {
    const saved = known || await begin(files);
    await transfer(files, saved);
    const id = await handIn(saved);
    remember(key, null);
    return id;
  } catch (error) {
    if (!(error instanceof Gone) || !known) throw error;
    remember(key, null);
    return run(files); // it was swept since: from the beginning
  }
}

function busy(yes) {
  sending.hidden = !yes;
  for (const part of form.querySelectorAll(".target, .wishes")) part.inert = yes;
}

async function send(files) {
  if (upload || !files.length) return;
  upload = { stopped: false, request: null, first: null, quarter: 0 };
  problem.hidden = true;
  offers.replaceChildren();
  bar.value = 0;
  show("count", "");
  show("said", `Sending ${called(files.map((file) => file.name))}.`);
  busy(true);
  try {
    const id = await run(files);
    upload = null;
    location.assign(`/meetings/${id}`);
  } catch (error) {
    upload = null;
    busy(false);
    show("said", "");
    problem.hidden = false;
    if (error instanceof Stopped) problem.textContent = "Stopped. Nothing was kept.";
    else problem.textContent = error.message || "The upload could not go on. Send the file again.";
    forget(keyOf(files));
    input.value = "";
    input.focus();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send([...input.files]);
});
sending.querySelector('[data-do="cancel"]').addEventListener("click", () => {
  if (!upload) return;
  upload.stopped = true;
  upload.request?.abort();
});

// A page that was closed in the middle of it: the browser gives files away only when they are chosen again.
async function offer() {
  for (const [key, saved] of Object.entries(recall())) {
    const heads = await Promise.all(Object.values(saved.files).map((where) =>
      fetch(where, { method: "HEAD", headers: TUS }).catch(() => null)));
    if (heads.some((head) => head?.status === 404)) remember(key, null); // stopped elsewhere, or swept
    if (!heads.every((head) => head?.ok) || upload) continue;
    const sum = (name) => heads.reduce((bytes, head) => bytes + Number(head.headers.get(name)), 0);
    const names = Object.keys(saved.files).map((mark) => mark.split("|").slice(0, -2).join("|"));
    const line = form.querySelector("template").content.cloneNode(true).firstElementChild;
    line.querySelector("strong").textContent = called(names);
    line.querySelector("span").textContent = `${size(sum("Upload-Offset"))} of ${size(sum("Upload-Length"))}`;
    line.querySelector("button").addEventListener("click", () => { line.remove(); forget(key); });
    offers.append(line);
  }
}
offer();

// The whole window is the target; a file dropped beside it must not replace the page.
let depth = 0;
const carries = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
document.addEventListener("dragenter", (event) => { if (carries(event)) form.classList.toggle("over", ++depth > 0); });
document.addEventListener("dragleave", (event) => { if (carries(event)) form.classList.toggle("over", --depth > 0); });
document.addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
document.addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  depth = 0;
  form.classList.remove("over");
  if (upload) return;
  input.files = event.dataTransfer.files;
  send([...event.dataTransfer.files]);
});
window.addEventListener("beforeunload", (event) => { if (upload) event.preventDefault(); });
