// The points of a list on its map: in heaps where they are many, marked with their cards, fetched for what is seen.
// Of more than fit, tiles bring the heaps, counted.

const CLUSTER_PX = 56;
const SETTLED_MS = 250;
const MOST_POINTS = 2000; // that one answer brings
const CLOSER = 2; // zooms to a heap whose points are not known yet

/** `found` is the list: its rows, how to bring one of them, how to fetch it for another place. */
export class Points {
  constructor(L, map, found) {
    Object.assign(this, { L, map, found });
    this.known = new Map(); // id: {id, lat, lon, kind}
    this.heaps = null; // what the tiles of the view hold, where it is too much
    this.markers = new Map();
    this.marked = null;
    this.covered = null; // the bounds that have been fetched
    map.getPane("markerPane").setAttribute("aria-hidden", "true"); // all of it stands in the list
    this.layer = L.layerGroup().addTo(map);
    this.here = null;
    map.on("moveend", () => {
      this.draw();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.fetch(), SETTLED_MS);
    });
  }

  /** What the list is filtered by, wherever it is looked. */
  query() {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of [...query]) {
      if (!value || ["near", "place", "ward", "cursor"].includes(name)) query.delete(name);
    }
    return query;
  }

  /** The points of the list, and what was fetched besides. */
  take(points) {
    for (const point of points) this.known.set(point.id, point);
    this.index = new window.Supercluster({
      radius: CLUSTER_PX,
      extent: 256, // px of a tile, as the map has them
      maxZoom: 22, // beyond the map's: what stands in one cell stays one point
      map: ({ kind, count = 1, urgent = kind === "urgent" ? 1 : 0 }) => ({ count, urgent }),
      reduce: (all, one) => {
        all.count += one.count;
        all.urgent += one.urgent;
      },
    });
    this.index.load(this.shown().map((point) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [point.lon, point.lat] },
      properties: point,
    })));
    this.draw();
  }

  /** Lets go of what was fetched: it was for another place. */
  forget() {
    this.known.clear();
    this.covered = null;
  }

  /** All points that are known; or the heaps, which have counted those of the list already. */
  shown() {
    if (!this.heaps) return [...this.known.values()];
    const named = new Set(this.heaps.map(({ id }) => id));
    const listed = this.found.rows().filter(({ id }) => !named.has(id));
    return [...this.heaps, ...listed.map((row) => ({ ...row, count: 0, urgent: 0 }))];
  }

  async fetch() {
    const turn = (this.turn = (this.turn || 0) + 1);
    const [seen, box] = [this.map.getBounds(), this.map.getContainer()];
    if (this.covered && this.covered.contains(seen)) {
      box.removeAttribute("aria-busy");
      return;
    }
    const wider = seen.pad(0.3);
    box.setAttribute("aria-busy", "true");
    try {
      const { points, covered, heaps, truncated } = await this.within(wider);
      if (turn !== this.turn) return; // the map has moved on
      Object.assign(this, { covered, heaps });
      this.found.tellTruncated(truncated);
      this.take(points);
    } catch {
      // A bad line: the points of the list are there in any case.
    } finally {
      if (turn === this.turn) box.removeAttribute("aria-busy");
    }
  }

  /** What stands in a part of the map: each point of it, or heaps of the tiles where there are too many. */
  async within(wider) {
    const filtered = [...this.query()].length > 0; // tiles count everything
    const heaps = filtered ? null : await this.found.tiles.inside(wider, this.map.getZoom()).catch(() => null);
    const many = heaps && { points: this.found.rows(), covered: null, heaps, truncated: false };
    if (many && count(heaps, wider) > MOST_POINTS) return many;
    const few = await this.few(wider);
    return (few.truncated && many) || few;
  }

  async few(wider) {
    const query = this.query();
    const near = this.found.near();
    // Who delivers is asked of the place that the list is for, wherever the map has gone.
    if (query.has("delivers") && near) query.set("delivers_to", near.join(","));
    query.delete("delivers");
    query.set("brief", "1");
    query.set("bbox", [
      Math.max(-180, wider.getWest()), Math.max(-90, wider.getSouth()),
      Math.min(180, wider.getEast()), Math.min(90, wider.getNorth()),
    ].map((degrees) => degrees.toFixed(4)).join(","));
    const answer = await fetch(`${this.found.address}?${query}`);
    if (!answer.ok) throw new Error(answer.status);
    const { features, truncated } = await answer.json();
    const points = features.map(({ id, geometry: { coordinates: [lon, lat] }, properties }) => ({
      id, lat, lon, kind: properties.urgency || (properties.open_now ? "shop" : "shut"),
    }));
    return { points, covered: truncated ? null : wider, heaps: null, truncated };
  }

  draw() {
    if (!this.index) return;
    const bounds = this.map.getBounds().pad(0.2);
    const found = this.index.getClusters(
      [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], Math.round(this.map.getZoom()),
    );
    const wanted = new Map(found.map((one) => [keyOf(one), one]));
    for (const [key, marker] of this.markers) {
      if (!wanted.has(key)) {
        this.layer.removeLayer(marker);
        this.markers.delete(key);
      }
    }
    for (const [key, one] of wanted) {
      if (!this.markers.has(key)) this.markers.set(key, this.pin(one));
      this.markers.get(key).found = one; // numbered anew with every index
    }
    if (this.marked) this.mark(this.marked);
  }

  pin(one) {
    const { L } = this;
    const { cluster, point_count: points, urgent, kind } = one.properties;
    const count = one.properties.count || points;
    const face = document.createElement("span");
    const many = cluster || kind === "heap";
    if (many) face.textContent = short(count);
    const shape = many ? `many${urgent ? " pin--urgent" : ""}${count > 99 ? " pin--more" : ""}` : kind;
    const icon = L.divIcon({ html: face, className: `pin pin--${shape}`, iconSize: [48, 48] });
    const [lon, lat] = one.geometry.coordinates;
    const marker = L.marker([lat, lon], { icon, keyboard: false, riseOnHover: true });
    marker.on("click", () => this.open(marker));
    return marker.addTo(this.layer);
  }

  /** The ids of what a marker stands for. */
  ids({ found: { id, properties } }) {
    if (!properties.cluster) return [properties.id];
    return this.index.getLeaves(id, Infinity).map((leaf) => leaf.properties.id);
  }

  /** Marks the point of a card, or the heap that it is in. */
  mark(id) {
    this.marked = id;
    for (const marker of this.markers.values()) {
      const on = Boolean(id) && this.ids(marker).includes(id);
      marker.getElement().classList.toggle("pin--on", on);
      marker.setZIndexOffset(on ? 2000 : 0);
    }
  }

  /** A heap comes apart where it can; a point, or a heap on one spot, brings its card. */
  async open(marker) {
    const { id: heap, properties } = marker.found;
    const [now, most] = [this.map.getZoom(), this.map.getMaxZoom()];
    if (properties.cluster) {
      const zoom = this.index.getClusterExpansionZoom(heap);
      if (zoom <= most) {
        this.map.setView(marker.getLatLng(), zoom);
        return;
      }
    }
    if (this.heaps && now < most && (properties.cluster || properties.kind === "heap")) {
      this.map.setView(marker.getLatLng(), Math.min(now + CLOSER, most));
      return;
    }
    const ids = this.ids(marker);
    if (!ids.some((id) => this.found.rows().some((row) => row.id === id))) {
      const { lat, lng } = marker.getLatLng();
      await this.found.around(lat, lng).catch(() => {});
      this.take(this.found.rows());
    }
    const rows = this.found.rows();
    // Of a heap that never comes apart, the nearest one.
    const row = rows.find(({ id }) => ids.includes(id)) || (properties.kind === "heap" && rows[0]);
    if (row) {
      this.mark(row.id);
      this.found.bring(row.element);
      // The card takes some of the map's room.
      this.map.invalidateSize({ pan: false });
      this.map.panInside(marker.getLatLng(), { padding: [60, 60] });
    }
  }

  /** The place that the list is sorted by. */
  pinHere(spot) {
    if (this.here) this.here.remove();
    this.here = null;
    if (!spot) return;
    const icon = this.L.divIcon({ className: "pin pin--here", iconSize: [24, 24] });
    this.here = this.L.marker(spot, { icon, keyboard: false, interactive: false }).addTo(this.map);
  }
}

function keyOf({ properties, geometry }) {
  const spot = geometry.coordinates.join(" ");
  const { cluster, point_count: points, count, urgent, id, kind } = properties;
  return cluster || kind === "heap" ? `${spot} ${points} ${count} ${urgent}` : `${spot} ${id}`;
}

function count(heaps, seen) {
  return heaps.reduce((all, { lat, lon, count: n = 1 }) => all + (seen.contains([lat, lon]) ? n : 0), 0);
}

/** A count in as few letters as a heap has room for. */
function short(count) {
  return new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" }).format(count);
}
