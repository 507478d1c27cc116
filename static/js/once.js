// A form that is on its way cannot be sent again by a second tap. The server sees to it too.

// Who taps Stop on a slow line stays on the page, and no event tells of it: then this is how long a form is held.
const HELD_MS = 10000;

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-busy");
}

// Of the page, and not of each form: a form may come to the page later (live.js).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  setTimeout(release, HELD_MS, form);
});

// Coming back by the back button shows the page as it was left: it may be sent again.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
