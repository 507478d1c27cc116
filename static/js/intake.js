// Taking a request down by keyboard: as soon as a number is typed, what is under way under it stands below. Ctrl and
// Enter send from anywhere. Without this, Enter behind the number looks it up, and so does keeping.

const form = document.querySelector("[data-intake]");
const place = form.querySelector("[data-alike]");
let asked = 0;

async function lookUp() {
  const mine = (asked += 1);
  const said = new URLSearchParams();
  for (const name of ["csrf_token", "phone", "their_phone"]) said.set(name, form.elements[name].value);
  const answer = await fetch(form.dataset.intake, { method: "POST", body: said }).catch(() => null);
  if (mine !== asked || !answer || !answer.ok || answer.redirected) return; // keeping it looks once more
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine === asked) place.replaceChildren(...found.body.children);
}

form.addEventListener("change", ({ target }) => {
  if (target.type === "tel") lookUp();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
