// What is typed into a form with data-keep="name" and not yet sent stays in this browser for a day: a reload, a
// phone that turns off or a login that has run out lose nothing. The server says by a cookie that it has taken a form.
// Passwords and codes are never kept. Signing out forgets everything; a form with data-forgets="part" what has this
// part in its name, all where it is empty.

const DAY_MS = 24 * 3600 * 1000;
const START = "keep-";
const KEPT = "input:not([type=hidden], [type=password], [type=file]), textarea, select";
const FORGETS = "form[action^='/sign-out'], form[data-forgets]";

function storage() {
  try {
    localStorage.setItem(`${START}?`, "");
    localStorage.removeItem(`${START}?`);
    return localStorage;
  } catch {
    return null; // full, or forbidden: then nothing is kept
  }
}

const store = storage();
const timers = new Map(); // of the forms that are being typed into

function settle(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

function forgetAll(old = () => true) {
  for (const key of Object.keys(store)) {
    if (key.startsWith(START) && old(key)) store.removeItem(key);
  }
}

function age(key) {
  try {
    return Date.now() - JSON.parse(store.getItem(key)).at;
  } catch {
    return Infinity;
  }
}

function forgetTaken() {
  for (const [, host, name] of document.cookie.matchAll(/(?:^|; )(__Host-)?kept-([a-z0-9-]+)=/g)) {
    store.removeItem(START + name);
    document.cookie = `${host || ""}kept-${name}=; Max-Age=0; Path=/; SameSite=Lax${host ? "; Secure" : ""}`;
  }
}

function fields(form) {
  const all = [...form.querySelectorAll(KEPT)];
  return all.filter((field) => field.name && field.autocomplete !== "one-time-code");
}

function forgetFor({ dataset }) {
  [...timers.keys()].forEach(settle);
  forgetAll((key) => key.includes(dataset.forgets || ""));
}

function value(field) {
  return ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;
}

function save(form) {
  if (document.documentElement.hidden) return; // left by the quick way out (exit.js)
  const typed = fields(form).map((field) => {
    const words = field.selectedOptions?.[0]?.text;
    return [field.name, field.type, field.value, value(field), words];
  });
  // With the word of the page: what had arrived unheard is then not sent twice. And with that of the goods it showed.
  const [once, goods] = [form.elements.once?.value, form.elements.goods_shown?.value];
  try {
    store.setItem(START + form.dataset.keep, JSON.stringify({ at: Date.now(), typed, once, goods }));
  } catch {
    // No room: what is on the page stays on the page.
  }
}

function put(form, { typed, once, goods }) {
  let changed = false;
  const left = [...typed];
  for (const field of fields(form)) {
    const ticked = ["checkbox", "radio"].includes(field.type);
    const same = ([name, type, own]) => name === field.name && type === field.type && (!ticked || own === field.value);
    const at = left.findIndex(same);
    if (at < 0) continue;
    const [[, , , was, words]] = left.splice(at, 1);
    if (value(field) === was) continue;
    // A list that depends on another one may not be there yet.
    if (words && ![...field.options].some((option) => option.value === was)) field.add(new Option(words, was));
    if (ticked) field.checked = was;
    else field.value = was;
    changed = true;
    const folded = field.closest("details");
    if (folded) folded.open = true;
  }
  if (changed && once && form.elements.once) form.elements.once.value = once;
  // A page that says what is wrong knows better than what was kept.
  const shown = form.elements.goods_shown;
  if (changed && goods && shown && !form.querySelector("[role=alert]")) shown.value = goods;
  return changed;
}

function setUp(form) {
  const key = START + form.dataset.keep;
  const note = form.querySelector("[data-kept]");
  const told = document.createElement("input");
  Object.assign(told, { type: "hidden", name: "keep", value: form.dataset.keep });
  form.append(told);

  const kept = store.getItem(key);
  if (kept && put(form, JSON.parse(kept)) && note) note.hidden = false;
  const saveNow = () => {
    settle(form);
    save(form);
  };
  form.addEventListener("input", () => {
    settle(form);
    timers.set(form, setTimeout(saveNow, 300));
  });
  // A page that is put away, or a phone that turns off, gives no other sign.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timers.has(form)) saveNow();
  });
  form.addEventListener("submit", saveNow);
  note?.querySelector("button").addEventListener("click", () => {
    store.removeItem(key);
    settle(form);
    form.reset();
    note.hidden = true;
  });
}

if (store) {
  forgetAll((key) => age(key) > DAY_MS);
  forgetTaken();
  document.querySelectorAll("form[data-keep]").forEach(setUp);
  for (const form of document.querySelectorAll(FORGETS)) form.addEventListener("submit", () => forgetFor(form));
}
