// A page that is open hears that something has changed, and looks at itself once more, as whoever it is. It listens
// to a stream; where there is none it asks now and then; in a hidden window it does neither. Nothing that is being
// typed is touched, nothing moves under a finger, and a screen reader is told in words.

const POLL_MS = 8000; // how often a page asks that cannot listen
const HELLO_MS = 6000; // a stream that has not said hello by then is held back by something in between
const AGAIN_MS = 3000; // until the stream is tried again; twice as long each time
const LONGEST_MS = 300000;
const GAP_MS = 1000; // between two looks at one page
const LIST_GAP_MS = 10000; // and at a list that many look at together, once it has said that there is more
const SLACK_MS = 2000; // what happened while the page was being made
const SHOWN_MS = 8000;

const box = document.getElementById("live");
const [status, show] = box.children;
const { here, list } = box.dataset;
const made = Number(box.dataset.made);
let { ticket } = box.dataset;
let bornAt = Date.now();
let since = made - SLACK_MS;
let etag = "";
let stream = null;
let streamTimer, pollTimer, lookTimer, hush;
let wait = AGAIN_MS;
let lookedAt = 0;
let pressedUntil = 0;
let latest, offered; // the page as it was fetched last, and as "Show" would bring it

// Not all phones in one moment.
const spread = (ms) => ms * (0.75 + Math.random() / 2);

// ── Hearing ───────────────────────────────────────────────────────────────────────────────────────────────────────

function listen() {
  if (document.hidden || stream) return;
  if (!box.dataset.url || !window.EventSource) {
    pollTimer = pollTimer || setTimeout(poll, spread(POLL_MS / 2));
    return;
  }
  const mine = new EventSource(`${box.dataset.url}?ticket=${encodeURIComponent(ticket)}&since=${since}`);
  stream = mine;
  streamTimer = setTimeout(() => lose(mine), HELLO_MS);
  mine.addEventListener("hello", (event) => {
    clearTimeout(streamTimer);
    clearTimeout(pollTimer);
    pollTimer = undefined;
    since = event.lastEventId;
    wait = AGAIN_MS;
  });
  mine.onmessage = (event) => {
    since = event.lastEventId;
    lookSoon();
  };
  mine.onerror = () => lose(mine);
}

function lose(mine) {
  if (mine !== stream) return;
  hangUp();
  streamTimer = setTimeout(listen, spread(wait));
  wait = Math.min(wait * 2, LONGEST_MS);
  if (!pollTimer) pollTimer = setTimeout(poll, spread(GAP_MS));
}

function hangUp() {
  clearTimeout(streamTimer);
  if (stream) stream.close();
  stream = null;
}

async function poll() {
  clearTimeout(pollTimer);
  pollTimer = setTimeout(poll, spread(POLL_MS));
  try {
    const answer = await fetch(`/live/since?ticket=${encodeURIComponent(ticket)}`, {
      headers: { "X-Live": "1", ...(etag && { "If-None-Match": etag }) },
    });
    if (answer.status !== 200) return;
    etag = answer.headers.get("ETag") || "";
    lookSoon();
  } catch {
    // The line is away: the next time will do.
  }
}

// ── Looking ───────────────────────────────────────────────────────────────────────────────────────────────────────

function lookSoon() {
  const gap = list && !show.hidden ? LIST_GAP_MS : GAP_MS;
  const due = Math.max(lookedAt + gap - Date.now(), list ? Math.random() * 500 : 0);
  if (!lookTimer) lookTimer = setTimeout(look, due);
}

async function look() {
  lookTimer = undefined;
  lookedAt = Date.now();
  try {
    if (list) await count();
    if (list && !isOld()) return;
    const page = await fetchPage();
    if (page && !list) await merge(page);
  } catch {
    // The line is away: the page stays as it is.
  }
}

async function count() {
  const answer = await fetch(list, { headers: { "X-Live": "1" } });
  if (!answer.ok) return;
  const { items } = await answer.json();
  const news = items.filter((one) => Date.parse(one.created_at) > made).length;
  if (news) offer(inWords(news), () => location.reload());
}

const isOld = () => Date.now() - bornAt > box.dataset.life * 500;

async function fetchPage() {
  const answer = await fetch(here, { headers: { "X-Live": "1" } });
  if (answer.status >= 500) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  // Signed out meanwhile, or gone: the next tap will say so.
  if (!fresh || answer.redirected) return stop();
  ({ ticket } = fresh.dataset);
  bornAt = Date.now();
  latest = page;
  return page;
}

// ── Merging ───────────────────────────────────────────────────────────────────────────────────────────────────────

const isField = (node) => node.matches("input:not([type=hidden]), textarea, select");
// Other modules look after them, or they stay as they were.
const KEPT = "#live, .share, [data-live-keep]";
const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;

function isTouched(field) {
  if (field === document.activeElement) return true;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
}

const holdsTouched = (node) =>
  [node, ...node.querySelectorAll("input, textarea, select")].some((one) => isField(one) && isTouched(one));
const says = (root) => [...root.querySelectorAll("main [data-say]")].map((one) => one.dataset.say);
const rows = (root) => [...root.querySelectorAll(".queue a")].map((one) => one.getAttribute("href"));

// Fetched when it is needed: the first view of a page does without.
const merger = () =>
  (merger.loading =
    merger.loading ||
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = box.dataset.merge;
      script.nonce = document.querySelector("head script[nonce]").nonce; // of this page: else it is not run
      script.onload = () => resolve(window.Idiomorph);
      script.onerror = reject;
      document.head.append(script);
    }));

// With all of its form, and the word in it that tells one sending from another.
const isBeingFilled = (node) => node.matches("input, textarea, select") && holdsTouched(node.form || node);

async function merge(page) {
  if (page !== latest) return;
  // Under a finger, or with a form on its way, after which a new page comes: not now.
  if (Date.now() < pressedUntil || document.querySelector("form[data-sent]")) {
    setTimeout(merge, 400, page);
    return;
  }
  const queue = document.querySelector(".queue");
  if (queue && queue.matches(":hover, :focus-within") && offered !== page) {
    const changed = rows(page).join() !== rows(document).join();
    if (changed) offer(inWords(newRows(page)) || box.dataset.changed, () => merge(page));
    offered = page;
    return;
  }
  let morph;
  try {
    ({ morph } = await merger());
  } catch {
    offer(box.dataset.changed, () => location.reload());
    return;
  }
  const known = new Set(says(document));
  const news = newRows(page);
  const focused = document.activeElement;
  const callbacks = {
    beforeNodeMorphed: (from) => !isElement(from) || !(from.matches(KEPT) || isBeingFilled(from)),
    beforeNodeRemoved: (node) => !isElement(node) || !(node.matches(".notes") || holdsTouched(node)),
    beforeNodeAdded: (node) => !isElement(node) || !node.matches(".notes"),
    beforeAttributeUpdated: (name, node) => !(name === "open" && node.matches("details")),
  };
  for (const part of ["main", "nav.bar"]) {
    const [from, to] = [document.querySelector(part), page.querySelector(part)];
    if (from && to) morph(from, to, { callbacks });
  }
  // It was the page as it was kept (worker.js), and is no more.
  document.querySelector("[data-copy]")?.remove();
  if (!focused.isConnected) {
    const main = document.getElementById("main");
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
  }
  const told = says(document).filter((one) => one && !known.has(one));
  if (news) told.push(inWords(news));
  if (told.length) tell(told.join(" "));
}

function newRows(page) {
  const known = new Set(rows(document));
  return rows(page).filter((one) => !known.has(one)).length;
}

// ── Telling ───────────────────────────────────────────────────────────────────────────────────────────────────────

function ask(yes) {
  show.hidden = !yes;
  box.classList.toggle("live--asks", yes);
}

const inWords = (n) => (n === 1 ? box.dataset.one : n ? box.dataset.many.replace("{n}", n) : "");

function tell(words) {
  clearTimeout(hush);
  ask(false);
  status.textContent = words;
  hush = setTimeout(() => (status.textContent = ""), SHOWN_MS);
}

function offer(words, act) {
  clearTimeout(hush);
  if (status.textContent !== words) status.textContent = words;
  ask(true);
  show.onclick = () => {
    ask(false);
    status.textContent = "";
    act();
  };
}

// ── Beginning and ending ──────────────────────────────────────────────────────────────────────────────────────────

function rest() {
  hangUp();
  clearTimeout(pollTimer);
  pollTimer = undefined;
}

function stop() {
  rest();
  document.removeEventListener("visibilitychange", turn);
}

// Who comes back to the window has missed what happened meanwhile: the stream tells, by the last number heard.
function turn() {
  if (document.hidden) return rest();
  if (isOld()) lookSoon();
  listen();
}

document.addEventListener("visibilitychange", turn);
addEventListener("pagehide", rest);
addEventListener("pageshow", (event) => event.persisted && turn());
for (const [name, ms] of [["pointerdown", 2000], ["pointerup", 400], ["pointercancel", 400]]) {
  addEventListener(name, () => (pressedUntil = Date.now() + ms), { passive: true });
}
listen();
