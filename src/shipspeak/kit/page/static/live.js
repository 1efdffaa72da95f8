// Keeps #live true: after each event it asks for the fragment and swaps the parts whose HTML has changed, so that
// a half-filled form is left alone. Without this file the page reloads itself (<noscript> refresh).
const live = document.getElementById("live");
const seen = new Map();
let busy = false;
let again = false;

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(live.dataset.fragment, { headers: { accept: "text/html" } });
    if (answer.ok) swap(await answer.text());
  } catch { /* offline for a moment: the next event, or the timer, asks again */ }
  busy = false;
  if (again) {
    again = false;
    refresh();
  }
}

function swap(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const go = fresh.querySelector("[data-go]");
  if (go) {
    source.close();
    location.replace(go.dataset.go);
    return;
  }
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const old = document.getElementById(part.id);
    const text = part.innerHTML;
    if (!old || seen.get(part.id) === text) continue;
    const open = [...old.querySelectorAll("details")].map((box) => box.open);
    if (seen.has(part.id) || old.innerHTML !== text) old.replaceChildren(...part.childNodes);
    [...old.querySelectorAll("details")].forEach((box, n) => { box.open = Boolean(open[n]); });
    seen.set(part.id, text);
  }
  const said = document.getElementById("said");
  if (said) document.title = `${said.textContent} · ${document.querySelector("h1").textContent} · ShipSpeak`;
}

const source = new EventSource(live.dataset.events);
source.onmessage = refresh;
source.addEventListener("changed", refresh);
// Some proxies hold streams back: ask by ourselves while the stream is down.
setInterval(() => { if (source.readyState !== EventSource.OPEN) refresh(); }, 4000);
