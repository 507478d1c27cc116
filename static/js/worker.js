// What the browser wakes up when a message comes: it shows the message, and a tap opens its page. Nothing else.

addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const shown = { body: told.body, tag: told.id, data: told.url };
  event.waitUntil(registration.showNotification(told.subject || "Connect", shown));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data || "/inbox"));
});
