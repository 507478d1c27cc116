// The points of a list on its map: in heaps where they are many, marked with their cards, fetched for what is seen.

const CLUSTER_PX = 56;
const SETTLED_MS = 250;

/** `found` is the list: its rows, how to bring one of them, how to fetch it for another place. */
export class Points {
  constructor(L, map, found) {
    Object.assign(this, { L, map, found });
    this.known = new Map(); // id: {id, lat, lon, kind}
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

  /** The points of the list, and what was fetched besides. */
  take(points) {
    for (const point of points) this.known.set(point.id, point);
    this.index = new window.Supercluster({
      radius: CLUSTER_PX,
      extent: 256, // px of a tile, as the map has them
      maxZoom: 22, // beyond the map's: what stands in one cell stays one point
      map: ({ kind }) => ({ urgent: kind === "urgent" ? 1 : 0 }),
      reduce: (all, one) => {
        all.urgent += one.urgent;
      },
    });
    this.index.load([...this.known.values()].map((point) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [point.lon, point.lat] },
      properties: point,
    })));
    this.draw();
  }

  async fetch() {
    const seen = this.map.getBounds();
    if (this.covered && this.covered.contains(seen)) return;
    const wider = seen.pad(0.3);
    const query = new URLSearchParams(location.search);
    for (const name of ["near", "place", "ward", "cursor"]) query.delete(name);
    query.set("brief", "1");
    query.set("bbox", [
      Math.max(-180, wider.getWest()), Math.max(-90, wider.getSouth()),
      Math.min(180, wider.getEast()), Math.min(90, wider.getNorth()),
    ].map((degrees) => degrees.toFixed(4)).join(","));
    const answer = await fetch(`${this.found.address}?${query}`).catch(() => null);
    if (!answer || !answer.ok) return; // the points of the list are there in any case
    const { features, truncated } = await answer.json();
    this.covered = truncated ? null : wider;
    this.found.tellTruncated(truncated);
    this.take(features.map(({ id, geometry: { coordinates: [lon, lat] }, properties }) => ({
      id, lat, lon, kind: properties.urgency || (properties.open_now ? "shop" : "shut"),
    })));
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
    const { cluster, point_count: count, urgent, kind } = one.properties;
    const face = document.createElement("span");
    if (cluster) face.textContent = one.properties.point_count_abbreviated;
    const shape = cluster ? `many${urgent ? " pin--urgent" : ""}${count > 99 ? " pin--more" : ""}` : kind;
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
    if (properties.cluster) {
      const zoom = this.index.getClusterExpansionZoom(heap);
      if (zoom <= this.map.getMaxZoom()) {
        this.map.setView(marker.getLatLng(), zoom);
        return;
      }
    }
    const ids = this.ids(marker);
    if (!ids.some((id) => this.found.rows().some((row) => row.id === id))) {
      const { lat, lng } = marker.getLatLng();
      await this.found.around(lat, lng).catch(() => {});
      this.take(this.found.rows());
    }
    const row = this.found.rows().find(({ id }) => ids.includes(id));
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
  return properties.cluster ? `${spot} ${properties.point_count} ${properties.urgent}` : `${spot} ${properties.id}`;
}
