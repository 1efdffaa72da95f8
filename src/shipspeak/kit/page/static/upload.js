// Drag and drop, progress, and a stop button for the upload form. Without this file the form posts by itself.
// The body is the form's own, so the server has one way in; the browser reads the files as it sends them.
const form = document.getElementById("upload");
const input = form.querySelector('input[type="file"]');
const sending = form.querySelector(".sending");
const problem = form.querySelector(".problem");
const bar = sending.querySelector("progress");
const say = (name, text) => { sending.querySelector(`[data-is="${name}"]`).textContent = text; };
let request = null;

const size = (bytes) => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`);

function fail(sentence) {
  request = null;
  sending.hidden = true;
  problem.textContent = sentence;
  problem.hidden = false;
}

function answered() {
  const where = request.getResponseHeader("Location") || request.responseURL;
  if (request.status >= 200 && request.status < 300) {
    request = null;
    say("count", "All of it arrived.");
    location.assign(where);
    return;
  }
  let sentence = "The upload was refused. Try again, or choose another file.";
  try {
    sentence = JSON.parse(request.responseText).detail || sentence;
  } catch { /* not a problem document */ }
  fail(sentence);
}

function send(files) {
  if (request || !files.length) return;
  request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.onprogress = (event) => {
    if (!event.lengthComputable) return;
    bar.value = (100 * event.loaded) / event.total;
    say("count", `${size(event.loaded)} of ${size(event.total)} sent`);
  };
  request.onload = answered;
  request.onerror = () => fail("The connection broke before all of it arrived. Nothing was kept; send it again.");
  request.onabort = () => fail("Stopped. Nothing was kept.");
  problem.hidden = true;
  sending.hidden = false;
  bar.value = 0;
  say("file", files.length === 1 ? files[0].name : `${files.length} files`);
  say("count", "");
  const body = new FormData(form);
  body.delete(input.name);
  for (const file of files) body.append(input.name, file);
  request.send(body);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send([...input.files]);
});
sending.querySelector('[data-do="cancel"]').addEventListener("click", () => request && request.abort());

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
window.addEventListener("beforeunload", (event) => { if (request) event.preventDefault(); });
