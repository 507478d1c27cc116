// What stands in a part of the map, from tiles: heaps with their counts where it is much, else each point.

const BITS = 1; // of a zoom: one tile for four of the screen's, so that a heap is about as wide as a finger
const KEPT_MS = { suppliers: 60_000, requests: 2_000 }; // whoever has been helped is on nobody's map for longer
const MOST_KEPT = 200;

/** The tiles of one layer; `pbf` and `tile` are the libraries that read them. */
export class Tiles {
  constructor({ layer, pbf, tile }) {
    Object.assign(this, { layer, libraries: { pbf, tile } });
    this.kept = new Map(); // address: when it was asked for, and what will come
  }

  /** All that stands in the tiles of `bounds`, as seen from `zoom`. Throws when the line is bad. */
  async inside(bounds, zoom) {
    const z = Math.max(0, Math.round(zoom) - BITS);
    const most = 2 ** z - 1;
    const [west, north] = tileAt(bounds.getNorthWest(), z);
    const [east, south] = tileAt(bounds.getSouthEast(), z);
    const asked = [];
    for (let x = Math.max(0, west); x <= Math.min(east, most); x += 1) {
      for (let y = Math.max(0, north); y <= Math.min(south, most); y += 1) asked.push(this.tile(z, x, y));
    }
    return (await Promise.all(asked)).flat();
  }

  tile(z, x, y) {
    const path = `/tiles/${this.layer}/${z}/${x}/${y}.mvt`;
    const old = this.kept.get(path);
    if (old && performance.now() - old.at < KEPT_MS[this.layer]) return old.coming;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    const coming = this.read(path, z, x, y);
    this.kept.set(path, { at: performance.now(), coming });
    coming.catch(() => this.kept.delete(path));
    return coming;
  }

  async read(path, z, x, y) {
    const [answer, { VectorTile }] = await Promise.all([
      fetch(path), import(this.libraries.tile), import(this.libraries.pbf),
    ]);
    if (!answer.ok) throw new Error(`${answer.status} ${path}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const layer = new VectorTile(new window.Pbf.PbfReader(bytes)).layers[this.layer];
    return Array.from({ length: layer ? layer.length : 0 }, (_none, number) => {
      const feature = layer.feature(number);
      const { coordinates: [lon, lat] } = feature.toGeoJSON(x, y, z).geometry;
      const { id, count, urgent = 0, open_now: open } = feature.properties;
      return id ? { id, lat, lon, kind: open ? "shop" : "shut" } : { lat, lon, kind: "heap", count, urgent };
    });
  }
}

function tileAt({ lat, lng }, z) {
  const count = 2 ** z;
  const slope = Math.asinh(Math.tan((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180));
  return [Math.floor(((lng + 180) / 360) * count), Math.floor((0.5 - slope / (2 * Math.PI)) * count)];
}
