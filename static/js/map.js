// A map on our own ground: coasts, borders and names, from files of ours. Fetched when a map is shown, not before.

const COUNTRY = [[8.6, 102.1], [23.3, 115.9]]; // with Hoàng Sa and Trường Sa
const WIDE = 4; // degrees: what spreads so far is looked at from where the whole country is seen
const FARTHEST = [[-1, 92], [31, 124]];
const NEAREST_ZOOM = 17;
const PADDING = 0.5; // of the view, drawn around it, so that a drag shows land at once
// From which zoom a kind of name is there to be seen, and how wide a letter of it is. Sorted by importance.
const KINDS = {
  islands: { from: 0, letter: 7 },
  country: { from: 0, to: 8, letter: 7 },
  sea: { from: 0, to: 9, letter: 7 },
  city: { from: 5, to: 11, letter: 9, above: 24 }, // px, clear of the points in its middle
  province: { from: 6, to: 10, letter: 8 },
  town: { from: 8, to: 13, letter: 8 },
  district: { from: 10, to: 13, letter: 7 },
  ward: { from: 12, letter: 7 },
};
const RANK = Object.keys(KINDS);
const WARDS_FROM = 10;
const MOST_NAMES = 60;
const LINE = 20; // px of height that a name takes

const stylesheets = new Map();

function stylesheet(url) {
  if (!stylesheets.has(url)) {
    stylesheets.set(url, new Promise((resolve, reject) => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: url });
      link.onload = resolve;
      link.onerror = reject;
      document.head.append(link);
    }));
  }
  return stylesheets.get(url);
}

async function json(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
}

/** Degrees of a ring or line: thousandths, the first point and then steps. */
function unpacked(flat) {
  const points = [];
  let lon = 0;
  let lat = 0;
  for (let at = 0; at < flat.length; at += 2) {
    lon += flat[at];
    lat += flat[at + 1];
    points.push([lat / 1000, lon / 1000]);
  }
  return points;
}

function drawGround(L, map, ground) {
  const renderer = L.svg({ padding: PADDING });
  const drawn = { renderer, interactive: false, smoothFactor: 0.7 };
  L.polygon(ground.land.map((ring) => [unpacked(ring)]), { ...drawn, className: "map__land" }).addTo(map);
  L.polygon(ground.home.map((ring) => [unpacked(ring)]), { ...drawn, className: "map__home" }).addTo(map);
  L.polyline(ground.borders.map(unpacked), { ...drawn, className: "map__border" }).addTo(map);
}

/** Names of places: as many as fit, the important ones first. They change when the map has come to rest. */
class Names {
  constructor(map, ground, url) {
    Object.assign(this, { map, ground, url });
    this.names = ground.names;
    this.provinces = new Map(); // code: its names, or what will be
    this.english = document.documentElement.lang.startsWith("en");
    this.pane = map.createPane("names");
    this.pane.classList.add("map__names");
    map.on("moveend", () => this.show());
    this.show();
  }

  show() {
    const { map } = this;
    const zoom = map.getZoom();
    const seen = map.getBounds().pad(PADDING / 2);
    if (zoom >= WARDS_FROM) this.fetchWards(seen);
    const found = this.names
      .filter(([kind, , lat, lon]) => {
        const { from, to = Infinity } = KINDS[kind];
        return zoom >= from && zoom <= to && seen.contains([lat, lon]);
      })
      .sort((a, b) => RANK.indexOf(a[0]) - RANK.indexOf(b[0]));
    const taken = [];
    const wanted = [];
    for (const name of found) {
      if (wanted.length >= MOST_NAMES) break;
      const [kind, words, lat, lon, english] = name;
      const spot = map.latLngToLayerPoint([lat, lon]);
      spot.y -= KINDS[kind].above || 0;
      const half = (words.length * KINDS[kind].letter) / 2 + 6;
      const space = [spot.x - half, spot.y - LINE / 2, spot.x + half, spot.y + LINE / 2];
      if (taken.some((other) => meet(space, other))) continue;
      taken.push(space);
      const text = Object.assign(document.createElement("span"), { className: `map__name map__name--${kind}` });
      text.textContent = (this.english && english) || words;
      text.style.left = `${spot.x}px`;
      text.style.top = `${spot.y}px`;
      wanted.push(text);
    }
    // One pane and no markers: sixty layers of their own would have to be put together for every frame of a drag.
    this.pane.replaceChildren(...wanted);
  }

  fetchWards(seen) {
    for (const [code, [west, south, east, north]] of Object.entries(this.ground.provinces)) {
      if (this.provinces.has(code) || !seen.intersects([[south, west], [north, east]])) continue;
      this.provinces.set(code, json(this.url.replace("base.json", `wards-${code}.json`)).then(
        (names) => {
          this.names = this.names.concat(names);
          this.show();
        },
        () => this.provinces.delete(code), // the line was bad: with the next move it is tried again
      ));
    }
  }
}

function meet(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/** Puts a map into `box`, whose data-… name the files and words of it. Gives Leaflet and its map. */
export async function openMap(box, view = {}) {
  const { dataset } = box;
  const [ground] = await Promise.all([
    json(dataset.ground),
    import(dataset.leaflet),
    stylesheet(dataset.leafletStyle),
    stylesheet(dataset.style),
  ]);
  const { L } = window;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {
    zoomControl: false,
    attributionControl: Boolean(dataset.tiles),
    minZoom: 5,
    maxZoom: NEAREST_ZOOM,
    maxBounds: FARTHEST,
    maxBoundsViscosity: 0.8,
    zoomAnimation: !calm,
    fadeAnimation: false,
    markerZoomAnimation: !calm,
    inertia: !calm,
    bounceAtZoomLimits: false,
  });
  L.control.scale({ imperial: false }).addTo(map);
  L.control.zoom({ zoomInTitle: dataset.zoomIn, zoomOutTitle: dataset.zoomOut, position: "topright" }).addTo(map);
  const bounds = L.latLngBounds(view.bounds || COUNTRY);
  const wide = bounds.getNorth() - bounds.getSouth() > WIDE;
  if (wide) bounds.extend(COUNTRY);
  if (view.center) map.setView(view.center, view.zoom);
  else map.fitBounds(bounds, { maxZoom: 15, padding: wide ? [4, 4] : [40, 40] });
  drawGround(L, map, ground);
  if (dataset.tiles) {
    const credit = Object.assign(document.createElement("span"), { textContent: dataset.credit });
    L.tileLayer(dataset.tiles, { maxZoom: 19, attribution: credit.innerHTML }).addTo(map);
    map.attributionControl.setPrefix(false);
  } else {
    new Names(map, ground, dataset.ground);
  }
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(box);
  return { L, map };
}
