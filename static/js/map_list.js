// A list and its map are one thing: the same rows, the same order. On a wide screen they stand side by side, on a phone
// a button shows the one or the other. The list alone is complete; the map is fetched once it is shown.

const page = document.querySelector("[data-map-list]");
const section = page.querySelector("[data-map-part]");
const toggle = page.querySelector("[data-switch]");
const [toMap, toList] = toggle.querySelectorAll("span");
const beside = matchMedia("(min-width: 900px) and (scripting: enabled)");

let shown = null;

async function open() {
  section.hidden = false;
  const failed = section.querySelector("[data-failed]");
  failed.hidden = true;
  try {
    shown = shown || import(section.dataset.code).then(({ show }) => show());
    await shown;
  } catch {
    // A bad line: the list is there, and the map can be asked for again.
    shown = null;
    failed.hidden = false;
  }
}

function turn(map) {
  for (const part of [page, page.closest("main")]) part.toggleAttribute("data-map-open", map);
  toMap.hidden = map;
  toList.hidden = !map;
  if (map) open();
  else page.querySelector("[data-marked]")?.scrollIntoView({ block: "center" });
}

function settle() {
  const wide = beside.matches;
  if (wide && page.hasAttribute("data-map-open")) turn(false);
  const frugal = Boolean(navigator.connection && navigator.connection.saveData);
  toggle.hidden = wide && !frugal;
  if (wide && !frugal) (window.requestIdleCallback || setTimeout)(open);
}

toggle.addEventListener("click", () => {
  if (beside.matches) {
    toggle.hidden = true;
    open();
  } else {
    turn(!page.hasAttribute("data-map-open"));
  }
});
beside.addEventListener("change", settle);
addEventListener("popstate", () => location.reload());
settle();
