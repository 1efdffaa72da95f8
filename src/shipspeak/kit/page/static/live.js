// Keeps a meeting's page true: after each event it asks for the fragment and swaps the parts whose HTML has changed, so
// that a half-filled form is left alone. A report that was made again takes the place of the earlier one, where the
// reader is. Without this file the page reloads itself (<noscript> refresh).
const live = () => document.getElementById("live");
const seen = new Map();
let source = null;
let over = false;
let busy = false;
let again = false;

// Only where something is still to come; a finished report asks once a minute.
const waits = () => Boolean(source || document.querySelector("[data-busy]"));
const lost = (is) => {
  const said = document.getElementById("lost");
  if (said) said.hidden = !is;
};

const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const page = (address) => fetch(address, { headers: { accept: "text/html" } });

async function refresh() {
  if (over) return;
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await page(live().dataset.fragment);
    if (answer.ok) await swap(parse(await answer.text()));
    else if (answer.status === 404) gone(parse(await answer.text()));
    lost(answer.status >= 500 && waits());
    if (answer.ok && source?.readyState === EventSource.CLOSED) follow();
  } catch { // nobody there: the next event, or the timer, asks again
    lost(waits());
  }
  busy = false;
  if (again) {
    again = false;
    refresh();
  }
}

async function swap(fresh) {
  const go = fresh.querySelector("[data-go]");
  if (go) {
    if (go.dataset.version === live().dataset.version) return;
    if (live().dataset.shows === "report") await grow(go.dataset.go);
    else {
      over = true;
      source?.close();
      location.replace(go.dataset.go);
    }
    return;
  }
  if (live().dataset.version) {
    // Somebody changed a wish elsewhere: the page itself says so, and follows.
    await grow(location.pathname);
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
  if (said && !live().dataset.shows) {
    document.title = `${said.textContent} · ${document.querySelector("h1").textContent} · ShipSpeak`;
  }
}

// What is open stays open, what plays plays on, and the section being read stays where it is on the screen.
async function grow(address) {
  const answer = await page(address);
  if (!answer.ok) return;
  const fresh = parse(await answer.text()).querySelector("main");
  const main = document.querySelector("main");
  const open = new Set([...main.querySelectorAll("details[open]")].map(named));
  for (const box of fresh.querySelectorAll("details")) if (open.has(named(box))) box.open = true;
  const playing = [...main.querySelectorAll("audio")].find((clip) => !clip.paused);
  const same = playing && [...fresh.querySelectorAll("audio")].find((clip) => clip.src === playing.src);
  if (same) {
    playing.id = same.id;
    same.replaceWith(playing);
  }
  const reading = [...main.querySelectorAll("section[aria-labelledby]")].find((part) => part.getBoundingClientRect().bottom > 0);
  const label = reading && reading.getAttribute("aria-labelledby");
  const top = () => document.getElementById(label)?.getBoundingClientRect().top ?? 0;
  const before = top();
  main.replaceChildren(...fresh.childNodes);
  scrollBy({ top: top() - before, behavior: "instant" });
  seen.clear();
  if (live().dataset.version) document.getElementById("told").textContent = "The report has grown.";
  follow();
}

const named = (box) => box.id || box.querySelector("summary").textContent.replace(/[^a-z]+/gi, " ").trim().slice(0, 24);

function gone(fresh) {
  over = true;
  source?.close();
  document.querySelector("main").replaceChildren(...fresh.querySelector("main").childNodes);
  document.title = fresh.title;
}

function follow() {
  source?.close();
  source = null;
  const { events } = live().dataset;
  if (!events) return;
  source = new EventSource(events);
  source.addEventListener("changed", refresh);
  source.addEventListener("error", refresh); // it broke off: is anybody still there?
}

follow();
// Some proxies hold streams back: ask by ourselves while the stream is down. A finished report asks when it is looked
// at again, and once a minute while it is: it may be made again by itself, or changed, or deleted, in another window.
setInterval(() => { if (waits() && source?.readyState !== EventSource.OPEN) refresh(); }, 4000);
setInterval(() => { if (live().dataset.shows === "report" && !document.hidden) refresh(); }, 60000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
