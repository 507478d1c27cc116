// A combobox as the ARIA practices describe it: the field keeps the focus, the arrows walk the list, Enter takes what
// is marked, Escape closes. What is typed stays free: nobody has to take a suggestion.

const WAIT_MS = 150;
const SHORTEST = 2;
const MOST = 6;
const PLACES = "/api/v1/places?limit=12&q=";

/** Suggests places of the gazetteer below `input`; `choose` gets the one that is taken. */
export function suggest(input, choose) {
  const list = document.createElement("ul");
  list.id = `${input.id}-options`;
  list.className = "options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestions);
  list.hidden = true;
  input.after(list);
  input.setAttribute("aria-controls", list.id);
  input.autocomplete = "off";

  let found = [];
  let marked = -1;
  let timer;
  let asked = 0;

  const mark = (at) => {
    marked = at;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const open = (places) => {
    found = places;
    list.replaceChildren(...places.map((place, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.textContent = place.full_name;
      return option;
    }));
    mark(-1);
    list.hidden = !places.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const close = () => {
    asked += 1; // an answer on its way comes too late
    clearTimeout(timer);
    open([]);
  };
  const take = (at) => {
    const place = found[at];
    close();
    choose(place);
  };
  const ask = async () => {
    const words = input.value.trim();
    const mine = (asked += 1);
    if (words.length < SHORTEST) return open([]);
    const answer = await fetch(PLACES + encodeURIComponent(words)).catch(() => null);
    const places = answer && answer.ok ? await answer.json() : [];
    // The middle of a province may be an hour away from the door.
    if (mine === asked) open(places.filter(({ kind }) => kind !== "province").slice(0, MOST));
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown" && list.hidden) ask();
    else if (list.hidden) return;
    else if (key === "ArrowDown") mark((marked + 1) % found.length);
    else if (key === "ArrowUp") mark(marked > 0 ? marked - 1 : found.length - 1);
    else if (key === "Enter" && marked >= 0) take(marked);
    else if (key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // The field would lose the focus, and close the list, before the click arrives.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest("li"));
    if (at >= 0) take(at);
  });
  if (input.value && document.activeElement === input) ask();
}
