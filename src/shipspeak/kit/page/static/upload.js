// Drag and drop, progress, and going on after an interruption. Without this file the form posts by itself.
// Files are sent in pieces by the tus protocol (https://tus.io): what the server has acknowledged it has for good, so a
// lost connection, a closed lid or a restarted service costs at most one piece. What is remembered here of an upload is
// its address and the names, sizes and dates of its files; no content.
const form = document.getElementById("upload");
const input = form.querySelector('input[type="file"]');
const sending = form.querySelector(".sending");
const problem = form.querySelector(".problem");
const bar = sending.querySelector("progress");
const again = form.querySelector(".again");
const say = (name, text) => { sending.querySelector(`[data-is="${name}"]`).textContent = text; };

const PIECE = 8 * 1024 * 1024;
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds before another try; the last one repeats
const MEMORY = "shipspeak.upload";
const TUS = { "Tus-Resumable": "1.0.0" };
let upload = null;

const size = (bytes) => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`);
const fingerprint = (files) => files.map((file) => [file.name, file.size, file.lastModified].join("|"));
const same = (one, other) => one.length === other.length && one.every((mark, at) => mark === other[at]);

function recall() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY));
  } catch {
    return null; // no memory, or one that is not ours
  }
}

function remember(what) {
  try {
    if (what) localStorage.setItem(MEMORY, JSON.stringify(what));
    else localStorage.removeItem(MEMORY);
  } catch { /* private windows may keep nothing: then a reload starts anew */ }
}

class Refused extends Error {}
class Stopped extends Error {}
class Gone extends Error {}

// One request; its progress in `moved`. A server that is away or full of work is no answer: it rejects with a plain Error.
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
      if (status >= 500 && status !== 507) return reject(new Error());
      if (status === 409 && method === "PATCH") return reject(new Error()); // ask how far it is, and go on from there
      let sentence = "The upload was refused. Try again, or choose another file.";
      try {
        sentence = JSON.parse(request.responseText).detail || sentence;
      } catch { /* not a problem document */ }
      return reject(new Refused(sentence));
    };
    request.onerror = () => reject(new Error());
    request.ontimeout = request.onerror;
    request.onabort = () => reject(new Stopped());
    request.send(body);
  });
}

// Until it is answered. Only what a person must hear of ends it: a refusal, their own "stop".
async function patiently(step) {
  for (let tried = 0; ; tried += 1) {
    try {
      return await step();
    } catch (error) {
      if (error instanceof Refused || error instanceof Stopped || error instanceof Gone) throw error;
      let left = WAITS[Math.min(tried, WAITS.length - 1)];
      for (; left > 0; left -= 1) {
        say("count", `The connection is gone. What arrived is safe; going on by itself in ${left} s.`);
        await new Promise((resolve) => { setTimeout(resolve, 1000); });
        if (upload.stopped) throw new Stopped();
      }
      say("count", "Going on …");
    }
  }
}

async function begin(files) {
  const draft = JSON.parse((await patiently(() => ask("POST", "/v1/drafts"))).responseText);
  const saved = { marks: fingerprint(files), draft: `/v1/drafts/${draft.id}`, files: [] };
  for (const file of files) {
    const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
    const headers = { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": `filename ${name}` };
    const made = await patiently(() => ask("POST", draft.files, { headers }));
    saved.files.push(made.getResponseHeader("Location"));
  }
  remember(saved);
  return saved;
}

const far = async (where) => Number((await ask("HEAD", where, { headers: TUS })).getResponseHeader("Upload-Offset"));

function progress(arrived, total) {
  const now = performance.now();
  upload.first ??= { at: now, arrived };
  const speed = (arrived - upload.first.arrived) / (now - upload.first.at); // bytes a millisecond, of this session
  const seconds = speed > 0 ? (total - arrived) / speed / 1000 : 0;
  const left = now - upload.first.at < 3000 || seconds < 2 ? ""
    : seconds < 90 ? `, about ${Math.ceil(seconds)} s left` : `, about ${Math.ceil(seconds / 60)} min left`;
  bar.value = total ? (100 * arrived) / total : 100;
  say("count", `${size(arrived)} of ${size(total)} sent${left}`);
}

async function transfer(files, saved) {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const [number, file] of files.entries()) {
    const where = saved.files[number];
    let offset = await patiently(() => far(where));
    progress(before + offset, total);
    while (offset < file.size) {
      const from = offset;
      offset = await patiently(async () => {
        const start = await far(where); // after an interruption it may be further than was answered
        if (start > from) return start;
        const headers = { ...TUS, "Upload-Offset": String(start), "Content-Type": "application/offset+octet-stream" };
        const moved = (bytes) => progress(before + Math.min(start + bytes, file.size), total);
        const answer = await ask("PATCH", where, { headers, body: file.slice(start, start + PIECE), moved });
        return Number(answer.getResponseHeader("Upload-Offset"));
      });
    }
    before += file.size;
  }
}

async function run(files) {
  const known = recall();
  let saved = known && same(known.marks, fingerprint(files)) ? known : null;
  for (;;) {
    try {
      saved ??= await begin(files);
      await transfer(files, saved);
      say("count", "All of it arrived.");
      const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
      const headers = { "Content-Type": "application/json" };
      const answer = await patiently(() =>
        ask("POST", `${saved.draft}/meeting`, { headers, body: JSON.stringify(fields) }));
      remember(null);
      location.assign(`/meetings/${JSON.parse(answer.responseText).id}`);
      return;
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      remember(null);
      saved = null; // swept since: from the beginning
    }
  }
}

async function send(files) {
  if (upload || !files.length) return;
  upload = { stopped: false, request: null, first: null };
  problem.hidden = true;
  again.hidden = true;
  sending.hidden = false;
  bar.value = 0;
  say("file", files.length === 1 ? files[0].name : `${files.length} files`);
  say("count", "");
  try {
    await run(files);
  } catch (error) {
    sending.hidden = true;
    problem.hidden = false;
    if (error instanceof Stopped) problem.textContent = "Stopped. Nothing was kept.";
    else problem.textContent = error.message || "The upload could not go on. Send the file again.";
    forget();
  }
  upload = null;
}

function forget() {
  const saved = recall();
  remember(null);
  if (saved) fetch(saved.draft, { method: "DELETE" }).catch(() => {}); // swept within a day otherwise
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
const left = recall();
if (left?.marks) {
  const names = left.marks.map((mark) => mark.split("|").slice(0, -2).join("|"));
  again.querySelector("strong").textContent = names.length === 1 ? names[0] : `${names.length} files`;
  again.hidden = false;
  again.querySelector('[data-do="forget"]').addEventListener("click", () => { again.hidden = true; forget(); });
}

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
  input.files = event.dataTransfer.files;
  send([...event.dataTransfer.files]);
});
window.addEventListener("beforeunload", (event) => { if (upload) event.preventDefault(); });
