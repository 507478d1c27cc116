// The service worker: keeps pages for when the line is gone, sends the outbox when it is back, and shows messages.
// The server puts `SHELL` in front: which version this is, what it keeps, and in which words it speaks.

importScripts(...SHELL.scripts);

const SHELF = `shell-${SHELL.version}`; // what everybody sees
const KEPT = "kept"; // pages of whoever uses this browser
const HOLDER = "/holder"; // who that is
const SIGN_OUT = "/sign-out"; // one that found no line
const MOST_KEPT = 30;
const SHELF_S = 30 * 24 * 3600;
const PATIENCE_MS = 4000;
const ASKING = /^\/requests\/new(\/|$)/;
const FORGET = "/requests/new/forget";
const ERASE = /^(\/requests\/([^/]+))\/erase$/;
const REQUEST = /^\/requests\/[0-9a-f]{8}-[0-9a-f-]{27}$/;
const FILE = /(?:href|src|url)[=(]"?((?:\.\.\/vendor|\/static)\/[^"')#\s>]+)/g;

// ── Coming and going ───────────────────────────────────────────────────────────────────────────────────────────────

// What a page or a style is drawn with, read out of it: no list of files that can be forgotten.
const filesOf = (text, base) => [...text.matchAll(FILE)].map(([, name]) => new URL(name, base).href);

async function fetched(name) {
  // Pages without cookies: what is kept for everybody is what a stranger sees.
  const how = { credentials: "omit", headers: { "Accept-Language": SHELL.language } };
  const answer = await fetch(name, SHELL.pages.includes(name) ? how : {});
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer;
}

async function fill() {
  const shelf = await caches.open(SHELF);
  const files = new Set(SHELL.files.map((name) => new URL(name, location.href).href));
  const read = async (name) => {
    const answer = await fetched(name);
    if (SHELL.pages.includes(name)) await shelf.put(name, await stamped(answer.clone(), SHELF_S));
    for (const file of filesOf(await answer.text(), new URL(name, location.href))) files.add(file);
  };
  await Promise.all([...SHELL.pages, ...SHELL.files.filter((name) => name.includes(".css"))].map(read));
  await shelf.addAll([...files]);
}

async function tidy() {
  for (const name of await caches.keys()) if (name !== SHELF && name !== KEPT) await caches.delete(name);
  await expire();
  await registration.navigationPreload?.enable();
  await clients.claim();
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fill());
});
addEventListener("activate", (event) => event.waitUntil(tidy()));

// ── Copies ─────────────────────────────────────────────────────────────────────────────────────────────────────────

// A copy knows when it was made, and until when it may be shown.
async function stamped(answer, keepS) {
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.set("Kept-At", Date.now());
  headers.set("Kept-Until", Date.now() + keepS * 1000);
  return new Response(await answer.text(), { headers });
}

async function copyOf(path) {
  const found = (await caches.match(path, { cacheName: KEPT })) || (await caches.match(path, { cacheName: SHELF }));
  return found && Number(found.headers.get("Kept-Until")) > Date.now() ? found : undefined;
}

// The copy, with a line on top of the page that says so.
async function shown(copy, words) {
  const at = new Date(Number(copy.headers.get("Kept-At")));
  const day = at.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "numeric" };
  const time = new Intl.DateTimeFormat(SHELL.language === "en" ? "en-GB" : SHELL.language, { hour: "2-digit", minute: "2-digit", ...day }).format(at);
  const note = `<p class="note notes" role="status" data-copy>${words.replace("{time}", time)}</p>`;
  const text = (await copy.text()).replace(/<main[^>]*>/, (main) => main + note);
  return new Response(text, { headers: copy.headers });
}

// What is kept changes one thing after the other, never waiting for the line; what was asked for before all was let go
// of comes too late to be kept.
let era = 0;
let turn = Promise.resolve();
const inTurn = (what) => (turn = turn.then(what, what));

async function letAllGo() {
  await caches.delete(KEPT);
  await outbox.forget();
}

// Lets go of all that belongs to one person, but for requests that still wait for help.
function forget() {
  era += 1;
  return inTurn(letAllGo);
}

// Takes a page's word for whose browser this is; the era that its copy belongs to.
async function meet(holder, asked) {
  if (asked !== era) return asked;
  const before = await (await caches.match(HOLDER, { cacheName: KEPT }))?.text();
  const another = before && before !== "nobody" && before !== holder;
  if (another) era += 1;
  const began = era;
  if (another) await letAllGo();
  await (await caches.open(KEPT)).put(HOLDER, new Response(holder));
  return began;
}

// What may not be shown any more goes, and the oldest of too many.
async function expire() {
  await outbox.draft().catch(() => {});
  const kept = await caches.open(KEPT);
  for (const name of await kept.keys()) {
    const until = (await kept.match(name))?.headers.get("Kept-Until");
    if (until && Number(until) < Date.now()) await kept.delete(name);
  }
  const names = await kept.keys();
  for (const name of names.slice(0, Math.max(0, names.length - MOST_KEPT))) await kept.delete(name);
}

// Keeps a copy where the page says that it may be kept, and none where it does not.
async function remember({ url: address, referrer }, answer, asked) {
  const holder = answer.headers.get("Connect-Holder");
  // On the way to another page, or not ours; or the server is in trouble, and that changes nothing.
  if (!holder || answer.status >= 500 || answer.status === 429) return;
  const began = await inTurn(() => meet(holder, asked));
  const url = new URL(address);
  const keepS = Number(answer.headers.get("Connect-Keep")) || 0;
  // What was asked of a page for all (the hotlines of my ward) may be kept as one's own copy of it.
  const forAll = SHELL.pages.includes(url.pathname) && !keepS;
  if (forAll && (url.search || !answer.ok)) return;
  const page = forAll && holder !== "nobody" ? await fetched(url.pathname) : answer;
  const copy = (forAll || keepS) && (await stamped(page, keepS || SHELF_S));
  const files = copy ? filesOf(await copy.clone().text(), url) : [];
  await inTurn(async () => {
    if (began !== era) return;
    // One's own request, straight from the form: what was typed has become it.
    const sent = keepS && REQUEST.test(url.pathname) && ASKING.test(new URL(referrer || "/", url).pathname);
    if (sent) await outbox.dropDraft();
    const cache = await caches.open(forAll ? SHELF : KEPT);
    await cache.delete(url.pathname);
    if (copy) await cache.put(url.pathname, copy);
    await expire();
  });
  const shelf = await caches.open(SHELF);
  for (const file of files) if (!(await shelf.match(file))) await shelf.add(file).catch(() => {});
}

// A sign-out that found no line is made up for before anything else is asked for: whoever comes next is not let in as
// the one before. True if there was one; raises while it cannot be done.
async function signOutNow() {
  const kept = await caches.match(SIGN_OUT, { cacheName: KEPT });
  if (!kept) return false;
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const how = { method: "POST", redirect: "manual", headers, body: await kept.text() };
  const answer = await fetch(kept.headers.get("Path"), how);
  if (answer.status >= 500) throw new Error(`${SIGN_OUT}: ${answer.status}`);
  await inTurn(async () => (await caches.open(KEPT)).delete(SIGN_OUT));
  return true;
}

// What is still to be signed out, as the form said it.
const signOutLater = (Path, words) =>
  inTurn(async () => (await caches.open(KEPT)).put(SIGN_OUT, new Response(words, { headers: { Path } })));

// ── Answers ────────────────────────────────────────────────────────────────────────────────────────────────────────

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function fromNetwork(event) {
  const asked = era;
  const early = await event.preloadResponse;
  const late = await signOutNow();
  const answer = (!late && early) || (await fetch(event.request));
  const remembered = remember(event.request, answer.clone(), asked);
  return { answer, remembered };
}

// Who wants to ask for help can, at once; any other page says what there is.
async function instead(url) {
  if (ASKING.test(url.pathname)) return Response.redirect("/outbox", 302);
  return (await copyOf("/offline")) || Response.error();
}

// The network first. Where there is a copy, it is shown when the line is gone or takes too long.
async function page(event, url) {
  const network = fromNetwork(event);
  event.waitUntil(network.then(({ remembered }) => remembered).catch(() => {}));
  const copy = await copyOf(url.pathname);
  try {
    const soon = copy ? [network, wait(PATIENCE_MS)] : [network];
    const first = await Promise.race(soon);
    if (first && !(copy && first.answer.status >= 500)) return first.answer;
    return shown(copy, first ? SHELL.words.trouble : SHELL.words.slow);
  } catch {
    if (!copy) return instead(url);
    return url.pathname === "/outbox" ? copy : shown(copy, SHELL.words.kept);
  }
}

// What a person wants gone is gone from the phone at once, whether there is a line or not.
async function letGo(path) {
  if (path.startsWith(SIGN_OUT)) await forget();
  if (path === FORGET) await outbox.dropDraft();
  const [, page, id] = ERASE.exec(path) || [];
  if (!page) return;
  era += 1; // an answer that is under way is not kept any more
  const kept = await caches.open(KEPT);
  await Promise.all([kept.delete(page), kept.delete("/mine"), outbox.removeSent(id)]);
}

// What is typed on the way to a request is kept before it is sent.
async function post(event, url) {
  // Going on does not depend on it: a phone may be too full to keep anything.
  await letGo(url.pathname).catch(() => {});
  const typed = ASKING.test(url.pathname) && url.pathname !== FORGET;
  const step = typed && (await event.request.clone().formData());
  if (step) await outbox.keepStep(url.pathname, step, false).catch(() => {});
  const leaving = url.pathname.startsWith(SIGN_OUT) && (await event.request.clone().text());
  const hadLine = navigator.onLine;
  try {
    await signOutNow();
    const answer = await fetch(event.request);
    // Another window may have asked for a page meanwhile, and still got it.
    if (leaving) await forget().catch(() => {});
    return answer;
  } catch {
    if (leaving) await signOutLater(url.pathname, leaving).catch(() => {});
    if (!step) return instead(url);
    // The last step may have arrived, unless it is known that there was no line.
    const last = /(check|one-page)$/.test(url.pathname);
    await outbox.keepStep(url.pathname, step, last && hadLine);
    return Response.redirect("/outbox?draft", 303);
  }
}

async function file(request) {
  const found = await caches.match(request, { cacheName: SHELF });
  if (found) return found;
  try {
    return await fetch(request);
  } catch {
    // A page of an earlier version is better off with the style of today than with none.
    return (await caches.match(request, { cacheName: SHELF, ignoreSearch: true })) || Response.error();
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.destination === "document") event.respondWith((request.method === "GET" ? page : post)(event, url));
  else if (request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (url.pathname === "/leave") event.waitUntil(outbox.dropDraft()); // of exit.js, line or not
});

// ── The line is back; a message comes ──────────────────────────────────────────────────────────────────────────────

// What is refused here the browser tries again later.
async function sendAll() {
  if (await outbox.sendAll()) throw new Error("The line is gone again.");
}

addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sendAll());
});

addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const shown = { body: told.body, tag: told.id, data: told.url };
  event.waitUntil(registration.showNotification(told.subject || "Connect", shown));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data || "/inbox"));
});
