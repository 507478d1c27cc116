// One place on a map: a tap sets the pin, a drag moves it, and for the keyboard it goes to the middle of the map.

const CLOSE = 16;
const CLEAR = 12; // from farther away nobody can point at a street: a tap then comes closer
const STEP = 4;
const ZOOMS = { province: 10, district: 13, ward: 15 };

/**
 * Opens the map in `box`: with the pin where the place is `known`, else around `start`, a place of the gazetteer, or
 * the whole country. `taken(lat, lon)` is told of every choice.
 */
export async function pickMap(box, known, start, taken) {
  const { openMap } = await import(box.dataset.map);
  const around = start && { center: [start.lat, start.lon], zoom: ZOOMS[start.kind] };
  const { L, map } = await openMap(box, known ? { center: known, zoom: CLOSE } : around || {});
  const face = document.createElement("span");
  const icon = L.divIcon({ html: face, className: "pin pin--drop", iconSize: [48, 80], iconAnchor: [24, 48] });
  const pin = L.marker(known || map.getCenter(), { icon, draggable: true, autoPan: true, keyboard: false });
  let circle = null;

  const put = (spot) => {
    pin.setLatLng(spot).addTo(map);
    if (circle) circle.remove();
    circle = null;
  };
  const take = (spot) => {
    if (map.getZoom() < CLEAR) {
      map.setView(spot, Math.min(map.getZoom() + STEP, CLEAR + 1));
      return;
    }
    put(spot);
    taken(spot.lat, spot.lng);
  };
  if (known) pin.addTo(map);
  pin.on("dragend", () => take(pin.getLatLng()));
  map.on("click", ({ latlng }) => take(latlng));
  return {
    take,
    middle: () => map.getCenter(),
    clear: () => pin.remove(),
    /** Moves to a place: with the pin where it is sure, else with a circle of `around` metres to look for it in. */
    show(lat, lon, sure, around = 0) {
      if (sure) put(L.latLng(lat, lon));
      else pin.remove();
      if (circle) circle.remove();
      circle = around ? L.circle([lat, lon], { radius: around, className: "map__rough", interactive: false }) : null;
      if (circle) map.fitBounds(circle.addTo(map).getBounds(), { maxZoom: CLOSE });
      else map.setView([lat, lon], CLOSE);
    },
  };
}
