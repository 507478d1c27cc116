// "Use my position": fills the hidden fields beside the button. Without JavaScript the button stays hidden.
// data-locate="point" fills lat and lon; data-locate="near" fills near, coarsely, and sends the search.

const DIGITS = { point: 6, near: 3 };
const OPTIONS = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };

function fill(form, kind, coords) {
  const lat = coords.latitude.toFixed(DIGITS[kind]);
  const lon = coords.longitude.toFixed(DIGITS[kind]);
  if (kind === "near") {
    form.elements.near.value = `${lat},${lon}`;
    if (form.elements.place) form.elements.place.value = "";
    form.requestSubmit();
    return;
  }
  form.elements.lat.value = lat;
  form.elements.lon.value = lon;
}

function setUp(box) {
  const form = box.closest("form");
  const [button, forget] = box.querySelectorAll("button");
  const status = box.querySelector("[role=status]");
  const kind = box.dataset.locate;
  const show = (words, known) => {
    status.textContent = words;
    if (forget) forget.hidden = !known;
  };

  box.hidden = false;
  if (kind === "point" && form.elements.lat.value) show(box.dataset.done, true);

  button.addEventListener("click", () => {
    show(box.dataset.busy, false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        show(box.dataset.done, true);
        fill(form, kind, coords);
      },
      () => show(box.dataset.failed, false),
      OPTIONS,
    );
  });
  forget?.addEventListener("click", () => {
    form.elements.lat.value = form.elements.lon.value = "";
    show("", false);
  });
}

if (navigator.geolocation) {
  for (const box of document.querySelectorAll("[data-locate]")) setUp(box);
}
