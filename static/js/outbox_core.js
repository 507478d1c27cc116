// The outbox: requests that were written without a line wait on this phone and are sent once it is back. A page loads
// this as a module, the worker as a plain script, so it exports by the global `outbox`.
//
// Whether an answer was lost or the call never left cannot be told apart. So a request keeps its key and the very
// text that was tried: sent again, the server answers as it did the first time. What was changed meanwhile follows as
// a change. All goes without cookies, so that the server knows the caller by the phone number in it, whoever has
// signed in or out since.

self.outbox = (() => {
  const API = "/api/v1/requests";
  // The server keeps keys for seven days; after six, only a person can say whether it should go again.
  const SURE_MS = 6 * 24 * 3600 * 1000;
  const DRAFT_MS = 24 * 3600 * 1000;

  function opened() {
    return new Promise((done, failed) => {
      const request = indexedDB.open("connect", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("requests", { keyPath: "key" });
        request.result.createObjectStore("draft", { keyPath: "path" });
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  async function using(store, mode, what) {
    const database = await opened();
    try {
      return await new Promise((done, failed) => {
        const transaction = database.transaction(store, mode);
        const request = what(transaction.objectStore(store));
        transaction.oncomplete = () => done(request.result);
        transaction.onerror = transaction.onabort = () => failed(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  const get = (key) => using("requests", "readonly", (store) => store.get(key));
  const put = (entry) => using("requests", "readwrite", (store) => store.put(entry));
  const remove = (key) => using("requests", "readwrite", (store) => store.delete(key));
  const newKey = () => crypto.randomUUID?.() || Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-");

  async function list() {
    const all = await using("requests", "readonly", (store) => store.getAll());
    return all.sort((one, other) => one.written - other.written);
  }

  // Those that go by themselves: neither gone, nor refused, nor for a person to decide on.
  async function due() {
    const late = Date.now() - SURE_MS;
    return (await list()).filter((one) => !one.sent && !one.errors && !one.unsure && !(one.tried?.at < late));
  }

  function call(path, method, text, headers) {
    return fetch(path, {
      method,
      credentials: "omit",
      headers: { "Content-Type": "application/json", ...headers },
      body: text,
    });
  }

  const reasons = async (answer) => {
    const told = await answer.json().catch(() => ({}));
    return Object.values(told.errors || { "": [told.title || String(answer.status)] }).flat();
  };
  const refused = (answer) => [400, 403, 409, 413, 415, 422].includes(answer.status);

  // Sends one; true once it is known what became of it. Raises where the line fails: then it waits on.
  async function send(entry) {
    const tried = entry.tried || { text: JSON.stringify(entry.body), at: Date.now() };
    await put({ ...entry, tried, unsure: false });
    const language = { "Accept-Language": entry.language };
    const answer = await call(API, "POST", tried.text, { ...language, "Idempotency-Key": entry.key });
    if (refused(answer)) {
      // Nothing was made of it: whatever is sent next is another call.
      const errors = await reasons(answer);
      await put({ ...((await get(entry.key)) || entry), key: newKey(), tried: null, unsure: false, errors });
      await remove(entry.key);
      return true;
    }
    if (answer.status !== 201) return false;
    const made = await answer.json();
    const now = (await get(entry.key)) || entry;
    let errors = null;
    if (JSON.stringify(now.body) !== tried.text) {
      const token = { "X-Manage-Token": made.manage_token };
      const change = await call(`${API}/${made.id}`, "PATCH", JSON.stringify(now.body), { ...language, ...token });
      if (!change.ok && !refused(change)) return false;
      if (!change.ok) errors = await reasons(change);
    }
    const manage = new URL(made.manage_url).pathname;
    // What waited is let go of, all but the way to what has become of it.
    const sent = { id: made.id, code: made.code, at: Date.now(), manage };
    await put({ key: entry.key, title: now.title, written: now.written, holder: now.holder, sent, errors });
    return true;
  }

  // Whose browser this was on the page before, in a word of the worker's: nothing where there is no worker.
  const holder = async () => (await self.caches?.match("/holder", { cacheName: "kept" }))?.text();

  async function change(key, what) {
    const entry = await get(key);
    if (entry) await put({ ...entry, ...what(entry) }); // it may have been let go of meanwhile
  }

  // Lets this browser remember what was sent as its own, as the manage link does; then the link is not needed here.
  // Only while it is still whose it was: else the link waits for a tap. So it is for pages, which somebody looks at.
  async function hold() {
    const links = (await list()).filter((one) => one.sent?.manage && one.holder);
    const before = await holder();
    if (!links.some((one) => one.holder === before)) return;
    const now = (await fetch("/offline", { method: "HEAD" })).headers.get("Connect-Holder");
    for (const { key, sent } of links.filter((one) => one.holder === now)) {
      const answer = await fetch(sent.manage, { credentials: "same-origin" });
      if (answer.ok) await change(key, () => ({ sent: { ...sent, manage: "" } }));
    }
  }

  // Two windows and the worker may all begin at once; where locks are unknown, the key sees to it that it is one.
  function alone(what) {
    return navigator.locks ? navigator.locks.request("outbox", what) : what();
  }

  // Sends what is due; how many are still waiting.
  function sendAll() {
    return alone(async () => {
      for (const entry of await due()) {
        const known = await send(entry).catch(() => false);
        if (!known) break;
      }
      return (await due()).length;
    });
  }

  const sendOne = (key) => alone(async () => send(await get(key)));
  const holdAll = () => alone(hold).catch(() => {});
  const seen = (key) => change(key, () => ({ seen: true }));

  // What was answered on the steps of the form so far, step by step: none of it is lost with the line.
  async function keepStep(path, form, unsure) {
    const fields = {};
    for (const name of new Set(form.keys())) fields[name] = form.getAll(name).map(String);
    delete fields.csrf_token;
    await steps();
    await using("draft", "readwrite", (store) => store.put({ path, fields, unsure, at: Date.now() }));
  }

  // Those of the last day; what is older is let go of.
  async function steps() {
    const all = await using("draft", "readonly", (store) => store.getAll());
    const isOld = (step) => step.at <= Date.now() - DRAFT_MS;
    for (const { path } of all.filter(isOld)) await using("draft", "readwrite", (store) => store.delete(path));
    return all.filter((step) => !isOld(step));
  }

  async function draft() {
    const young = (await steps()).sort((a, b) => a.at - b.at);
    if (!young.length) return null;
    return { fields: Object.assign({}, ...young.map((step) => step.fields)), unsure: young.some((step) => step.unsure) };
  }

  const dropDraft = () => using("draft", "readwrite", (store) => store.clear());

  // A request that was erased leaves no way to it here.
  async function removeSent(id) {
    for (const entry of await list()) if (entry.sent?.id === id) await remove(entry.key);
  }

  // Who signs out leaves what still waits for help, or went while nobody looked: its code was never seen.
  async function forget() {
    await dropDraft();
    for (const entry of await list()) if (entry.sent && entry.seen) await remove(entry.key);
  }

  const sending = { sendAll, sendOne, holdAll, SURE_MS };
  return { get, put, remove, list, due, newKey, holder, seen, keepStep, draft, dropDraft, removeSent, forget, ...sending };
})();
