// Where? By the position of the device, by the map, by suggestions while one types, by two lists. Each is there only
// where it works; without scripts there is the field, and the lists. A place is never taken from a position that
// cannot be right: then it is asked for.
// data-locate="point" fills lat and lon; data-locate="near" fills near, coarsely, and sends the search.

const DIGITS = { point: 6, near: 3 };
const OPTIONS = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };
const PATIENCE_MS = 20000; // some browsers inside other apps never answer at all
const ROUGH_M = 2000;
const DENIED = 1;
// Viet Nam with its sea, and some of its neighbours: whoever is beyond is not here.
const HERE = { south: 6, west: 101, north: 24, east: 118 };
const INSIDE_APPS = /Zalo|FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger/i;

const isHere = ({ latitude: lat, longitude: lon }) =>
  lat >= HERE.south && lat <= HERE.north && lon >= HERE.west && lon <= HERE.east;

/** The position, or why there is none: "denied", "failed", "outside" or "rough", the last two with their coords. */
function position() {
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE_MS, { why: "failed" });
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (!isHere(coords)) reject({ why: "outside", coords });
        else if (coords.accuracy > ROUGH_M) reject({ why: "rough", coords });
        else resolve(coords);
      },
      ({ code }) => reject({ why: code === DENIED ? "denied" : "failed" }),
      OPTIONS,
    );
  });
}

function inWords(dataset, { why, coords }) {
  const words = (dataset[why] || dataset.failed).replace("{km}", coords ? Math.round(coords.accuracy / 1000) : "");
  return why === "denied" && INSIDE_APPS.test(navigator.userAgent) ? `${words} ${dataset.insideApp}` : words;
}

/** The place of a list: the search is sent with it. */
function setUpNear(box) {
  const form = box.closest("form");
  const status = box.querySelector("[role=status]");
  const go = (lat, lon, words) => {
    form.elements.near.value = `${lat},${lon}`;
    form.elements.place.value = words;
    form.requestSubmit();
  };
  if (navigator.geolocation) {
    box.hidden = false;
    box.querySelector("button").addEventListener("click", async () => {
      status.textContent = box.dataset.busy;
      try {
        const { latitude, longitude } = await position();
        status.textContent = box.dataset.done;
        go(latitude.toFixed(DIGITS.near), longitude.toFixed(DIGITS.near), "");
      } catch (trouble) {
        status.textContent = inWords(box.dataset, trouble);
      }
    });
  }
  offerSuggestions(form.elements.place, ({ lat, lon, full_name: name }) => go(lat, lon, name));
  form.elements.place.addEventListener("input", () => (form.elements.near.value = ""));
}

/** The wards of a province; null where they cannot be had. */
async function wardsOf(province) {
  if (!province) return [];
  const answer = await fetch(`/api/v1/places?province=${encodeURIComponent(province)}`).catch(() => null);
  return answer && answer.ok ? answer.json() : null;
}

/** One place in a form: of position, list and suggestion, the one that was taken last. */
class Where {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.status = box.querySelector("[role=status]");
    this.part = (name) => box.querySelector(`[data-${name}]`);
    this.words = box.dataset;
    box.querySelector("[data-ways]").hidden = false;
    const use = this.part("use");
    use.hidden = !navigator.geolocation;
    use.addEventListener("click", () => this.locate());
    this.part("forget").addEventListener("click", () => this.forget());
    this.part("pick").addEventListener("click", () => this.openMap());
    this.part("middle").addEventListener("click", () => this.map.take(this.map.middle()));
    if (this.form.elements.lat.value) this.say(this.words.done, true);
    const { place } = this.form.elements;
    offerSuggestions(place, (found) => this.choose(found));
    this.setUpLists();
  }

  say(words, known = false) {
    this.status.textContent = words;
    this.part("forget").hidden = !known;
  }

  fill(lat, lon) {
    this.form.elements.lat.value = lat.toFixed(DIGITS.point);
    this.form.elements.lon.value = lon.toFixed(DIGITS.point);
    this.dropLists();
  }

  forget() {
    this.form.elements.lat.value = this.form.elements.lon.value = "";
    this.say("");
    if (this.map) this.map.clear();
  }

  async locate() {
    this.say(this.words.busy);
    try {
      const { latitude, longitude } = await position();
      this.fill(latitude, longitude);
      // Where the place is all that is asked, there is nothing to wait for.
      if ("goesOn" in this.form.dataset) this.form.requestSubmit();
      else this.tell(latitude, longitude);
      if (this.map) this.map.show(latitude, longitude, true);
    } catch (trouble) {
      if (!trouble.why) throw trouble;
      this.forget();
      this.say(inWords(this.words, trouble));
      const { why, coords } = trouble;
      if (why === "rough") this.openMap([coords.latitude, coords.longitude], coords.accuracy);
    }
  }

  /** Says near which ward a point is: so a wrong one is noticed. Its address ends in logs: no door is in it. */
  async tell(lat, lon) {
    this.say(this.words.done, true);
    const answer = await fetch(`/api/v1/places?near=${lat.toFixed(DIGITS.near)},${lon.toFixed(DIGITS.near)}`).catch(() => null);
    const [ward] = answer && answer.ok ? await answer.json() : [];
    if (ward && this.form.elements.lat.value === lat.toFixed(DIGITS.point)) {
      this.say(this.words.nearWard.replace("{ward}", ward.full_name), true);
    }
  }

  async openMap(spot = null, around = 0) {
    const frame = this.part("frame");
    const wasOpen = !frame.hidden;
    if (wasOpen && !spot) {
      frame.hidden = true;
      this.part("pick").setAttribute("aria-expanded", "false");
      return;
    }
    frame.hidden = false;
    this.part("pick").setAttribute("aria-expanded", "true");
    try {
      const { pickMap } = await import(this.words.pickCode);
      const { lat, lon } = this.form.elements;
      const known = lat.value ? [Number(lat.value), Number(lon.value)] : null;
      const start = known || spot || this.map ? null : await this.typed();
      this.map = this.map || await pickMap(frame.querySelector("[data-map]"), known, start, (at, on) => {
        this.fill(at, on);
        this.tell(at, on);
      });
      if (spot) this.map.show(spot[0], spot[1], false, around);
    } catch {
      frame.hidden = true;
      this.say(this.words.noMap);
    }
  }

  /** The place that was typed or chosen so far, for the map to begin with. */
  async typed() {
    const { place, province, ward } = this.form.elements;
    const chosen = [ward, province].filter((list) => list && list.value).map((list) => list.selectedOptions[0].text);
    const words = place.value || chosen.join(", ");
    const answer = words && await fetch(`/api/v1/places?limit=1&q=${encodeURIComponent(words)}`).catch(() => null);
    return answer && answer.ok ? (await answer.json())[0] : null;
  }

  /** What was chosen among several places, with the line that names it. */
  dropChoice() {
    for (const choice of this.box.querySelectorAll("[name=place_choice]")) {
      if (choice.type === "radio") choice.checked = false;
      else (choice.closest("p") || choice).remove();
    }
  }

  dropLists() {
    const { province, ward } = this.form.elements;
    if (!province) return;
    province.value = "";
    province.closest("details").open = false;
    this.showWards(ward, []);
  }

  /** What was typed in front (house and street) stays. The choice counts for the words that it was made for. */
  choose(found) {
    const { place, place_asked: asked } = this.form.elements;
    const typed = place.value;
    const kept = typed.includes(",") ? typed.slice(0, typed.lastIndexOf(",")) : /^\s*\d/.test(typed) ? typed : "";
    const words = [kept.trim(), found.full_name].filter(Boolean).join(", ");
    if (words.length <= place.maxLength || place.maxLength < 0) place.value = words;
    asked.value = place.value;
    this.dropChoice();
    this.box.append(Object.assign(document.createElement("input"), { type: "hidden", name: "place_choice", value: found.code }));
    this.dropLists();
    this.forget();
    this.form.dispatchEvent(new Event("input")); // for keep.js: nothing was typed
  }

  /** The wards of the province that was chosen. Without scripts the server asks for the ward next. */
  setUpLists() {
    const { province, ward } = this.form.elements;
    if (!province) return;
    const list = async () => {
      const asked = province.value;
      const wards = await wardsOf(asked);
      if (wards && province.value === asked) this.showWards(ward, wards);
    };
    province.addEventListener("change", () => {
      this.showWards(ward, []);
      list();
    });
    ward.addEventListener("change", () => {
      if (!ward.value) return;
      this.dropChoice();
      this.forget();
    });
    this.form.addEventListener("reset", () => setTimeout(list));
    // Put back by keep.js (which comes first) or by the browser: the server knew of no province.
    if (province.value && !province.selectedOptions[0].defaultSelected) list();
  }

  /** Lists these; the one that was chosen stays so where it is among them. */
  showWards(ward, wards) {
    const chosen = ward.value;
    const options = wards.map(({ code, name }) => new Option(name, code, false, code === chosen));
    ward.replaceChildren(ward.options[0], ...options);
    ward.closest("[data-ward]").hidden = !wards.length;
  }
}

/** A field that suggests places while one types: its code comes with the first focus. */
function offerSuggestions(input, choose) {
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  const begin = async () => {
    const { suggest } = await import(input.dataset.suggest);
    suggest(input, choose);
  };
  if (document.activeElement === input) begin();
  else input.addEventListener("focus", begin, { once: true });
}

for (const box of document.querySelectorAll("[data-locate=near]")) setUpNear(box);
for (const box of document.querySelectorAll("[data-locate=point]")) new Where(box);
