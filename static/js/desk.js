// The desk by keyboard, and that two coordinators see each other. Every part of a page that has a key says so itself
// (aria-keyshortcuts): a link or a button is pressed, a part that unfolds is unfolded, a field is gone to.
// Without this all is reached by Tab and Enter.

const OFF = "desk-keys-off";
const HERE_MS = 30000;
const TYPING = "textarea, select, input:not([type=checkbox], [type=radio])";

function isOn() {
  try {
    return !localStorage.getItem(OFF);
  } catch {
    return true;
  }
}

function turn(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Forbidden: then they stay as they are.
  }
}

// ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const cases = () => [...document.querySelectorAll(".queue a")];

function step(by) {
  const all = cases();
  const at = all.indexOf(document.activeElement.closest(".case")?.querySelector("a"));
  all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
}

function tick() {
  document.activeElement.closest(".case")?.querySelector("input[type=checkbox]").click();
}

function use(part) {
  if (part.matches("summary")) {
    part.parentElement.open = true;
    (part.parentElement.querySelector("input:not([type=hidden]), select, textarea, button") || part).focus();
  } else if (part.matches("a, button")) part.click();
  else part.focus();
}

const MOVES = { j: () => step(1), k: () => step(-1), x: tick };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !isOn()) return;
  if (event.key === "Escape") document.activeElement.blur();
  if (event.target.matches(TYPING)) return;
  const move = cases().length && MOVES[event.key];
  const part = document.querySelector(`main [aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!move && !part) return;
  event.preventDefault();
  if (move) move();
  else use(part);
});

const keys = document.querySelector("[data-keys]");
if (keys) {
  const on = keys.querySelector("[data-keys-on]");
  on.checked = isOn();
  on.addEventListener("change", () => turn(on.checked));
  keys.hidden = false;
}

// ── Who else is here ──────────────────────────────────────────────────────────────────────────────────────────────

const box = document.querySelector("[data-here]");

async function say() {
  if (document.hidden) return;
  try {
    const token = document.querySelector("main input[name=csrf_token]").value;
    const answer = await fetch(box.dataset.here, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.ok || answer.redirected) return;
    const lines = (await answer.text()).split("\n").filter(Boolean);
    box.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    box.hidden = !lines.length;
  } catch {
    // The line is away: the next time will do.
  }
}

if (box) {
  setInterval(say, HERE_MS);
  document.addEventListener("visibilitychange", say);
}
