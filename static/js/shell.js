// On every page, once it stands: registers the worker, and sends what waits in the outbox.

const here = document.querySelector("script[data-outbox]");
// A bad line fails though the phone believes that there is one, and no phone is told when it holds again.
const SOONEST_MS = 2000;
const LATEST_MS = 60000;
let pause = SOONEST_MS;
let again;

// Whether anything was ever put into the outbox here: most never do, and need none of its code.
function isUsed() {
  try {
    return Boolean(localStorage.getItem("outbox"));
  } catch {
    return true;
  }
}

function say(words) {
  document.querySelector("[data-outbox-note]")?.remove();
  const note = document.createElement("p");
  const link = document.createElement("a");
  note.className = "note notes";
  note.dataset.outboxNote = "";
  note.setAttribute("role", "status");
  link.href = "/outbox";
  link.textContent = words;
  note.append(link);
  document.querySelector("main")?.prepend(note);
}

async function send() {
  if (!isUsed() || !("indexedDB" in window)) return;
  await import(here.dataset.outbox);
  const isOpen = (one) => !one.sent || !one.seen || one.sent.manage;
  const all = await outbox.list();
  if (!all.some(isOpen)) {
    localStorage.removeItem("outbox");
    return;
  }
  if (navigator.onLine) {
    const waiting = await outbox.sendAll();
    await outbox.holdAll();
    if (waiting) sendAgain();
    else pause = SOONEST_MS;
  }
  dispatchEvent(new Event("outbox"));
  if (location.pathname === "/outbox") return; // it tells by itself
  const after = await outbox.list();
  if (after.some((one) => one.sent && !one.seen)) say(here.dataset.sent);
  else if (after.some((one) => !one.sent)) say(here.dataset.waiting);
}

const trySend = () => send().catch(() => {});

function sendAgain() {
  clearTimeout(again);
  again = setTimeout(trySend, pause);
  pause = Math.min(2 * pause, LATEST_MS);
}

addEventListener("online", trySend);
addEventListener("unsent", sendAgain);
addEventListener("load", () => {
  navigator.serviceWorker?.register(`/sw.js?language=${document.documentElement.lang}`).catch(() => {});
  trySend();
});
