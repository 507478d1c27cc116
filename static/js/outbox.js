// The page of the outbox: what waits on this phone can be read, changed, deleted and sent; more can be written.

const page = document.getElementById("kept-here");
const form = document.getElementById("write");
const summary = form.querySelector(".summary");
const said = document.getElementById("said");
const words = page.dataset;
const language = document.documentElement.lang;
const one = (list) => (list && list[0]) || "";

function say(text) {
  said.hidden = !text;
  said.textContent = text;
}

// ── Between the form and what the API takes ────────────────────────────────────────────────────────────────────────

function answers() {
  const fields = {};
  const data = new FormData(form);
  for (const name of new Set(data.keys())) fields[name] = data.getAll(name).map((value) => String(value).trim());
  delete fields.key;
  return fields;
}

function placeOf(fields) {
  const address = one(fields.place);
  const more = address ? { address } : {};
  if (one(fields.lat)) return { lat: Number(one(fields.lat)), lon: Number(one(fields.lon)), ...more };
  // A place that was chosen among several counts for the words it was offered for.
  const chosen = one(fields.place_asked) === address && one(fields.place_choice).split(" ")[0];
  if (!chosen) return { address };
  const [lat, lon] = chosen.split(",").map(Number);
  return chosen.includes(",") ? { lat, lon, ...more } : { ward_code: chosen, ...more };
}

function bodyOf(fields) {
  const items = (fields.categories || []).map((category) => ({
    category,
    goods: one(fields[`goods_${category}`]),
    quantity: one(fields[`quantity_${category}`]),
  }));
  const body = {
    items,
    people: Number(one(fields.people)) || 1,
    urgency: one(fields.urgency) || "normal",
    description: one(fields.description),
    name: one(fields.name),
    phone: one(fields.phone),
    share_phone: one(fields.share_phone) === "yes",
    location: placeOf(fields),
  };
  return one(fields.supplier_id) ? { ...body, supplier_id: one(fields.supplier_id) } : body;
}

function fill(fields) {
  for (const field of form.elements) {
    const values = fields[field.name];
    if (field.type === "checkbox" || field.type === "radio") {
      if (values || field.type === "checkbox") field.checked = Boolean(values?.includes(field.value));
    } else if (field.name) field.value = one(values) || (field.name === "people" ? "1" : "");
  }
  stand(one(fields.lat) ? "done" : "");
}

// ── Where: the position of the phone needs no line ─────────────────────────────────────────────────────────────────

const position = document.getElementById("position");
const [use, forget] = position.querySelectorAll("button");

function stand(state) {
  position.querySelector("[role=status]").textContent = position.dataset[state] || "";
  forget.hidden = state !== "done";
}

function place(lat, lon, state) {
  form.elements.lat.value = lat;
  form.elements.lon.value = lon;
  stand(state);
}

use.hidden = !navigator.geolocation;
use.addEventListener("click", () => {
  stand("busy");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => place(coords.latitude.toFixed(6), coords.longitude.toFixed(6), "done"),
    () => place("", "", "failed"),
    { enableHighAccuracy: true, timeout: 30000, maximumAge: 60000 },
  );
});
forget.addEventListener("click", () => place("", "", ""));

const labelOf = (category) => form.querySelector(`label[for="categories-${category}"]`)?.textContent.trim() || category;
const titleOf = (body) => body.items.map((item) => item.goods || labelOf(item.category)).join(", ");

// ── What is not right yet, as far as a phone can tell ──────────────────────────────────────────────────────────────

function problems(fields) {
  const found = [];
  const digits = one(fields.phone).replace(/[\s.()-]/g, "");
  if (!fields.categories) found.push(["categories", words.category]);
  if (!one(fields.lat) && !one(fields.place)) found.push(["place", words.where]);
  if (!digits) found.push(["phone", words.phone]);
  else if (!/^(\+\d{8,15}|0\d{9})$/.test(digits)) found.push(["phone", words.number]);
  return found;
}

function tell(found) {
  summary.hidden = !found.length;
  const lines = found.map(([field, text]) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${field}`;
    link.textContent = text;
    line.append(link);
    return line;
  });
  const list = summary.querySelector("ul");
  list.textContent = "";
  list.append(...lines);
  if (found.length) summary.focus();
}

// ── The lists ──────────────────────────────────────────────────────────────────────────────────────────────────────

function put(card, name, text) {
  const place = card.querySelector(`[data-say=${name}]`);
  place.textContent = text;
  place.hidden = !text;
}

function factsOf(entry) {
  const { body } = entry;
  const at = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric" });
  return [
    ...body.items.map((item) => item.quantity),
    body.urgency === "urgent" && words.urgent,
    `${words.people}: ${body.people}`,
    body.location.address || words.place,
    body.phone.replace(/ /g, "\u00a0"),
    body.name,
    body.description,
    words.written.replace("{time}", at.format(entry.written)),
  ].filter(Boolean).join(" · ");
}

function cardOf(entry) {
  const card = document.getElementById(entry.sent ? "sent-one" : "waiting-one").content.firstElementChild.cloneNode(true);
  put(card, "title", entry.title);
  put(card, "problem", (entry.errors || []).join(" "));
  if (entry.sent) {
    put(card, "code", entry.sent.code);
    card.querySelector("[data-say=link]").href = entry.sent.manage || `/requests/${entry.sent.id}`;
  } else {
    const late = entry.tried?.at < Date.now() - outbox.SURE_MS;
    put(card, "facts", factsOf(entry));
    put(card, "doubt", entry.unsure || late ? words.unsure : entry.tried ? words.tried : "");
  }
  for (const button of card.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => acts[button.dataset.do](entry).catch(() => say(words.failed)));
  }
  return card;
}

async function show() {
  const all = await outbox.list();
  for (const [id, of] of [["waiting", (entry) => !entry.sent], ["sent", (entry) => entry.sent]]) {
    const section = document.getElementById(id);
    const cards = all.filter(of).map(cardOf);
    const list = section.querySelector("ul");
    list.textContent = "";
    list.append(...cards);
    section.hidden = !cards.length;
  }
  for (const entry of all) if (entry.sent && !entry.seen) await outbox.seen(entry.key);
  // What waits here for a roof may be read over the shoulder, too.
  const shelter = all.some((entry) => entry.fields?.categories?.includes("shelter"));
  for (const way of document.querySelectorAll(".exit, .exit + p")) way.classList.toggle("exit--shelter", !shelter);
  document.getElementById("line-gone").hidden = navigator.onLine;
  document.getElementById("line-there").hidden = !navigator.onLine;
}

const acts = {
  async send(entry) {
    say("");
    // Late or in doubt: it goes as a new one, because a person says so.
    const late = entry.tried?.at < Date.now() - outbox.SURE_MS;
    if (late) {
      await outbox.put({ ...entry, key: outbox.newKey(), tried: null });
      await outbox.remove(entry.key);
      entry = (await outbox.list()).find((other) => other.written === entry.written);
    }
    const known = await outbox.sendOne(entry.key).catch(() => false);
    if (!known) say(words.failed);
    await outbox.holdAll();
    await show();
  },
  async change(entry) {
    fill(entry.fields);
    form.elements.key.value = entry.key;
    form.scrollIntoView();
    form.querySelector("input:not([type=hidden])").focus({ preventScroll: true });
  },
  async remove(entry) {
    await outbox.remove(entry.key);
    if (form.elements.key.value === entry.key) form.elements.key.value = "";
    say(words.gone);
    said.focus();
    await show();
  },
};

// ── Writing ────────────────────────────────────────────────────────────────────────────────────────────────────────

async function keep() {
  const fields = answers();
  const found = problems(fields);
  tell(found);
  if (found.length) return;
  const body = bodyOf(fields);
  const before = form.elements.key.value && (await outbox.get(form.elements.key.value));
  const holder = await outbox.holder();
  const fresh = { key: outbox.newKey(), written: Date.now(), holder, tried: null, unsure: form.dataset.unsure === "1" };
  await outbox.put({ ...fresh, ...before, fields, body, title: titleOf(body), language, errors: null });
  localStorage.setItem("outbox", "1");
  if (begun.hidden) await outbox.dropDraft();
  delete form.dataset.unsure;
  form.reset();
  fill({});
  say(words.kept);
  await show();
  said.focus();
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("outbox").catch(() => {});
  if (navigator.onLine) {
    await outbox.sendAll();
    await outbox.holdAll();
    await show();
    if ((await outbox.due()).length) {
      say(words.failed);
      dispatchEvent(new Event("unsent"));
    } else say(document.getElementById("sent").hidden ? "" : words.sent);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  keep().catch(() => say(words.noRoom));
});
for (const name of ["online", "offline"]) addEventListener(name, show);
// The line was back: what became of it?
addEventListener("outbox", async () => {
  await show();
  if (navigator.onLine && !(await outbox.due()).length) say(document.getElementById("sent").hidden ? "" : words.sent);
});

// What was being written when the line broke goes on here; what was begun before that only when somebody says so.
const begun = document.getElementById("begun");
const [goOn, throwAway] = begun.querySelectorAll("button");

async function resume() {
  const draft = await outbox.draft();
  begun.hidden = true;
  if (!draft) return;
  fill(draft.fields);
  if (draft.unsure) form.dataset.unsure = "1";
  if (draft.unsure) say(words.unsure);
  else if (location.search === "?draft") say(words.lost);
}

goOn.addEventListener("click", async () => {
  await resume();
  form.querySelector("input:not([type=hidden])").focus();
});
throwAway.addEventListener("click", async () => {
  await outbox.dropDraft();
  begun.hidden = true;
  say(words.gone);
  said.focus();
});

async function start() {
  if (location.search === "?draft") await resume();
  else begun.hidden = !(await outbox.draft());
  await show();
}

page.hidden = false;
start().catch(() => say(words.noRoom));
