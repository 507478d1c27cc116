// The list and its map as one: hovering or focusing a card marks its point, a tap on a point brings its card, and
// "search this area" brings the list of another place. Fetched with the map.

const page = document.querySelector("[data-map-list]");
const list = page.querySelector("[data-found]");
const section = page.querySelector("[data-map-part]");
const box = section.querySelector("[data-map]");
const panel = section.querySelector("[data-picked]");
const again = section.querySelector("[data-again]");
const status = page.querySelector("[data-map-status]");

const MOVED = 0.25; // of the view: by so much the middle has moved before another search is offered

/** The rows of the list, in its order: where each stands, and its element. */
function rows() {
  return [...list.querySelectorAll("[data-point]")].map((element) => {
    const [id, lat, lon, kind] = element.dataset.point.split(" ");
    return { id, lat: Number(lat), lon: Number(lon), kind, element };
  });
}

function near() {
  return page.dataset.near ? page.dataset.near.split(",").map(Number) : null;
}

/** The query of the list around another place: its filters stay, its page does not. */
function around(lat, lon) {
  const query = new URLSearchParams(location.search);
  for (const name of ["cursor", "place", "ward"]) query.delete(name);
  query.set("near", `${lat.toFixed(4)},${lon.toFixed(4)}`);
  return `${location.pathname}?${query}`;
}

/** Fetches the list for another place, as the server draws it, and puts it in the place of this one. */
async function swap(url) {
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = [...other.querySelectorAll("[data-swap]")];
    document.querySelectorAll("[data-swap]").forEach((old, at) => old.replaceChildren(...parts[at].childNodes));
    page.dataset.near = other.querySelector("[data-near]").dataset.near;
    history.pushState(null, "", url);
    status.textContent = page.dataset.changed.replace("{n}", rows().length);
  } finally {
    list.removeAttribute("aria-busy");
  }
}

/** Shows a card: in the list beside the map, or on a phone a copy of it below the map. */
function bring(element) {
  for (const old of list.querySelectorAll("[data-marked]")) delete old.dataset.marked;
  element.dataset.marked = "";
  const link = element.querySelector("a") || element;
  if (!page.hasAttribute("data-map-open")) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    link.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    return;
  }
  const copy = element.firstElementChild.matches(".card") ? element.firstElementChild : element;
  const card = copy.cloneNode(true);
  card.removeAttribute("data-point");
  const wrap = document.createElement("div");
  wrap.className = card.className;
  if (card.tagName === "LI") wrap.append(...card.childNodes);
  panel.replaceChildren(card.tagName === "LI" ? wrap : card);
  panel.hidden = false;
}

/** Opens the map beside its list. */
export async function show() {
  const found = rows();
  const spot = near();
  const [{ openMap }, { Points }, { Tiles }] = await Promise.all([
    import(box.dataset.map), import(section.dataset.pointsCode), import(section.dataset.tilesCode),
    import(box.dataset.clusters),
  ]);
  const { tileReader: tile, pbf } = section.dataset;
  const bounds = found.map(({ lat, lon }) => [lat, lon]);
  if (spot) bounds.push(spot);
  const view = bounds.length > 1 ? { bounds } : { center: bounds[0], zoom: 14 };
  const { L, map } = await openMap(box, view);
  const points = new Points(L, map, {
    rows,
    near,
    bring,
    around: (lat, lon) => swap(around(lat, lon)),
    address: page.dataset.points,
    tiles: new Tiles({ layer: page.dataset.points.match(/(\w+)\.geojson$/)[1], pbf, tile }),
    tellTruncated: (truncated) => (section.querySelector("[data-truncated]").hidden = !truncated),
  });
  points.pinHere(spot);
  points.take(found);
  points.fetch();

  let searched = map.getCenter();
  // By hand only: a map that moved by itself asks nothing.
  const moved = () => {
    const half = map.getSize().x * MOVED;
    const far = map.latLngToContainerPoint(searched).distanceTo(map.latLngToContainerPoint(map.getCenter()));
    if (far > half) again.hidden = false;
  };
  map.on("dragend zoomend", moved);
  box.addEventListener("keyup", moved);
  again.addEventListener("click", async () => {
    const { lat, lng } = map.getCenter();
    again.hidden = true;
    searched = map.getCenter();
    await swap(around(lat, lng)).catch(() => (again.hidden = false));
    panel.hidden = true;
    points.pinHere(near());
    if (points.query().has("delivers")) points.forget();
    points.take(rows());
    points.fetch();
  });

  // The card under the mouse, else the one with the focus: a page that scrolls moves cards under a mouse at rest.
  const mark = ({ type, target }) => {
    const over = type === "pointerover" && target.closest("[data-point]");
    const element = over || document.activeElement.closest("[data-point]");
    const [id, lat, lon] = element ? element.dataset.point.split(" ") : [null];
    points.mark(id);
    if (type === "focusin" && element && !map.getBounds().contains([lat, lon])) map.panTo([lat, lon]);
  };
  for (const type of ["pointerover", "pointerleave", "focusin"]) list.addEventListener(type, mark);
  list.addEventListener("focusout", () => points.mark(null));
  const changes = new MutationObserver(() => points.take(rows()));
  for (const part of list.querySelectorAll("[data-swap]")) changes.observe(part, { childList: true, subtree: true });
  section.dataset.ready = "";
}
