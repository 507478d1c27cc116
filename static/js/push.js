// "Tell me on this phone": a message reaches this browser even when the page is closed. Where a browser cannot do
// that, or says no, the box stays hidden and all else on the page works.

const SUBSCRIPTIONS = "/api/v1/me/push-subscriptions";

async function tell(box, method, body) {
  const answer = await fetch(SUBSCRIPTIONS, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRFToken": box.closest("form").elements.csrf_token.value },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(answer.status);
}

async function start(box, manager) {
  const subscription = await manager.subscribe({ userVisibleOnly: true, applicationServerKey: box.dataset.pushKey });
  await tell(box, "POST", subscription);
}

async function stop(box, manager) {
  await tell(box, "DELETE", { endpoint: box.dataset.told });
  await (await manager.getSubscription())?.unsubscribe();
}

async function setUp(box) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const [on, off] = box.querySelectorAll("button");
  const status = box.querySelector("[role=status]");
  const act = async (what) => {
    status.textContent = "";
    try {
      await what();
      location.reload();
    } catch {
      status.textContent = box.dataset.failed;
    }
  };

  on.hidden = Boolean(box.dataset.told);
  off.hidden = !box.dataset.told;
  on.addEventListener("click", () => act(() => start(box, pushManager)));
  off.addEventListener("click", () => act(() => stop(box, pushManager)));
  box.hidden = false;
}

const box = document.querySelector("[data-push-key]");
if (box && "serviceWorker" in navigator && "PushManager" in window) setUp(box).catch(() => {});
