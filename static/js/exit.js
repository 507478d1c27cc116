// The quick way out, by a tap on the link or by Esc three times within two seconds: what stands here is gone at once,
// and Back leads to the front page instead of what was open in this window before. On every page, for that.
// The browser's own list of visited pages still names them: no page can change it.

const DRAFTS = "keep-ask-"; // of keep.js
const link = document.querySelector("[data-exit]");
let pressed = [];

// On a bad line the next page takes seconds: nobody is to read this one until then.
function turnTo(address) {
  document.documentElement.hidden = true;
  document.title = "…";
  location.replace(address);
}

function leave() {
  try {
    sessionStorage.setItem("left", Date.now());
    for (const key of Object.keys(localStorage)) if (key.startsWith(DRAFTS)) localStorage.removeItem(key);
  } catch {
    // This browser keeps nothing: then Back leads back.
  }
  fetch("/leave", { keepalive: true }).catch(() => {}); // what was sent step by step is in a cookie
  turnTo(link.href);
}

function leftAt() {
  try {
    return Number(sessionStorage.getItem("left"));
  } catch {
    return 0;
  }
}

// What is opened after a leaving says so in the history, and may be gone back to. Nothing is written there before
// anybody leaves: a page that answers a form would then be reloaded without it.
function comeBack() {
  if (leftAt() && !(history.state?.opened > leftAt())) turnTo("/");
}

if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") comeBack();
else if (leftAt()) history.replaceState({ ...history.state, opened: Date.now() }, "");
addEventListener("pageshow", (event) => event.persisted && comeBack());

link?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (!link) return;
  pressed = event.key === "Escape" ? [...pressed, event.timeStamp].slice(-3) : [];
  if (pressed.length === 3 && event.timeStamp - pressed[0] < 2000) leave();
});
