// The wards of the table beside it on a map: a pin for each, as the table says it, and its outline where that is known.

const section = document.querySelector("[data-wards-map]");
const box = section.querySelector("[data-map]");
const toggle = document.querySelector("[data-show]");
const failed = section.querySelector("[data-failed]");

const MARKS = { none: "!", short: "◐", enough: "✓" };
const LARGE = 100; // households: from here on a pin is larger
const [WIDTH, HEIGHT] = [64, 36]; // px that a pin takes

const wards = [...document.querySelectorAll("[data-ward]")].map((row) => {
  const { ward, lat, lon, waiting, standing, said } = row.dataset;
  return { row, code: ward, spot: [Number(lat), Number(lon)], waiting: Number(waiting), standing, said };
});

async function outlines() {
  const answer = await fetch(section.dataset.shapes);
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).features;
}

/** Where pins would cover each other, those of the wards where fewer wait show their mark alone. */
function shrink(map, pins) {
  const whole = [];
  for (const pin of pins) {
    const { x, y } = map.latLngToLayerPoint(pin.getLatLng());
    const covers = whole.some((other) => Math.abs(other.x - x) < WIDTH && Math.abs(other.y - y) < HEIGHT);
    if (!covers) whole.push({ x, y });
    pin.getElement().classList.toggle("pin--small", covers);
    pin.setZIndexOffset(covers ? -1000 : 0);
  }
}

async function draw() {
  const { openMap } = await import(box.dataset.map);
  const around = wards.map(({ spot }) => spot);
  const { L, map } = await openMap(box, { bounds: around });
  map.getPane("markerPane").setAttribute("aria-hidden", "true"); // all of it stands in the table
  const pins = wards.map(({ row, spot, waiting, standing, said }) => {
    const face = document.createElement("span");
    face.append(Object.assign(document.createElement("b"), { textContent: `${waiting} ` }), MARKS[standing]);
    const large = waiting >= LARGE ? " pin--more" : "";
    // Below the middle, where the map writes the name.
    const icon = L.divIcon({ html: face, className: `pin pin--ward pin--${standing}${large}`, iconSize: [WIDTH, 48], iconAnchor: [WIDTH / 2, -6] });
    const marker = L.marker(spot, { icon, keyboard: false, riseOnHover: true }).addTo(map);
    const words = Object.assign(document.createElement("span"), { textContent: said });
    marker.bindTooltip(words, { direction: "top" });
    marker.on("click", () => row.focus());
    return marker;
  });
  const settle = () => shrink(map, pins);
  map.on("zoomend", settle);
  settle();
  const byCode = new Map(wards.map((ward) => [ward.code, ward]));
  const features = await outlines().catch(() => []); // a bad line: the pins say all of it
  // Counted a moment later: a ward that is in want only since has no row.
  L.geoJSON(features.filter(({ id }) => byCode.has(id)), {
    interactive: false,
    style: ({ id }) => ({ className: `ward ward--${byCode.get(id).standing}` }),
  }).addTo(map);
}

async function open() {
  toggle.hidden = true;
  section.hidden = false;
  failed.hidden = true;
  try {
    await draw();
  } catch {
    failed.hidden = false;
  }
}

toggle.addEventListener("click", open);
if (navigator.connection && navigator.connection.saveData) toggle.hidden = false;
else (window.requestIdleCallback || setTimeout)(open);
