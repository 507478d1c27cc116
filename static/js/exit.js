// The quick way out: what stands here is gone at once, and this page from the history.
// A tap on the link, or Esc three times within two seconds.

const link = document.querySelector("[data-exit]");
let pressed = [];

function leave() {
  // On a bad line the next page takes seconds: nobody is to read this one until then.
  document.documentElement.hidden = true;
  document.title = "…";
  location.replace(link.href);
}

link?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (!link) return;
  pressed = event.key === "Escape" ? [...pressed, event.timeStamp].slice(-3) : [];
  if (pressed.length === 3 && event.timeStamp - pressed[0] < 2000) leave();
});
