// What an eye would mind on a page: run inside it, answers with a list of complaints.
() => {
  const wrong = [];
  const name = (e) => {
    const said = (e.innerText || e.value || e.getAttribute("aria-label") || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${e.localName}${e.id ? "#" + e.id : ""}${e.classList.length ? "." + [...e.classList].join(".") : ""}> “${said}”`;
  };
  // What stays in the window lies on what is scrolled; a map draws itself.
  const floats = (e) => { for (let p = e; p; p = p.parentElement) if (/sticky|fixed/.test(getComputedStyle(p).position)) return true; return false; };
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".hidden-words, .skip, .leaflet-container");
  const scrolls = (e) => /auto|scroll/.test(getComputedStyle(e).overflowX);
  const inScroller = (e) => { for (let p = e; p; p = p.parentElement) if (scrolls(p)) return p; return null; };

  // All of the page is looked at, not what is in sight.
  const all = new CSSStyleSheet();
  all.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [all];

  // 1. Nothing is wider than the window.
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    const wide = [...document.body.querySelectorAll("*")].filter((e) => shown(e) && !inScroller(e.parentElement) && e.getBoundingClientRect().right > width + 1);
    wrong.push(`${document.documentElement.scrollWidth} px wide: ${wide.slice(-1).map(name)}`);
  }

  // 2. No text is cut, and none lies on another.
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, e = text.parentElement;
    if (!text.data.trim() || !shown(e) || e.closest("select, textarea")) continue;
    const above = floats(e);
    const scroller = inScroller(e);
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const r of range.getClientRects()) {
      if (r.width < 1 || r.height < 1) continue;
      const box = scroller && scroller.getBoundingClientRect();
      if (box && (r.left >= box.right || r.right <= box.left)) continue; // out of sight, until it is scrolled to
      if (!scroller && (r.right > width + 1 || r.left < -1)) wrong.push(`leaves the window: ${name(e)}`);
      if (above) continue;
      const pad = Math.max(0, (r.height - parseFloat(getComputedStyle(e).fontSize)) / 2); // ink, not line
      lines.push({ e, text, top: r.top + pad, bottom: r.bottom - pad, left: Math.max(r.left, box ? box.left : -1), right: Math.min(r.right, box ? box.right : width + 1) });
    }
  }
  for (const e of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(e);
    if (!/hidden|clip/.test(style.overflowX + style.overflowY) || !shown(e) || e.closest("svg")) continue;
    if (e.matches("input")) continue; // what is typed may be longer than its field: it scrolls
    if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) wrong.push(`cut: ${name(e)}`);
  }
  lines.sort((a, b) => a.top - b.top);
  const told = new Set();
  lines.forEach((a, i) => {
    for (let j = i + 1; j < lines.length && lines[j].top < a.bottom - 2; j++) {
      const b = lines[j];
      if (a.text === b.text || b.left > a.right - 2 || a.left > b.right - 2) continue;
      const what = `${name(a.e)} under ${name(b.e)}`;
      if (!told.has(what)) { told.add(what); wrong.push(what); }
    }
  });

  // 3. What is tapped is 48 px large, and its edges 8 px from the next one's.
  const targets = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, label.pick, .tile > label")].filter((e) => {
    if (!shown(e)) return false;
    const around = e.closest("label.pick, .tile");
    if (around && around !== e && e.matches("input")) return false; // its label is what is tapped
    // In the middle of a sentence the line decides.
    if (getComputedStyle(e).display !== "inline") return true;
    let block = e;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return block.textContent.trim() === e.textContent.trim();
  });
  const boxes = targets.map((e) => ({ e, r: e.getBoundingClientRect() }));
  for (const { e, r } of boxes) if (r.width && (r.height < 47.5 || r.width < 47.5)) wrong.push(`small (${Math.round(r.width)}×${Math.round(r.height)}): ${name(e)}`);
  const edged = boxes.filter(({ e }) => e.matches(".button, input, select, textarea, .filters a") && !floats(e));
  edged.forEach((a, i) => edged.slice(i + 1).forEach((b) => {
    const x = Math.max(a.r.left, b.r.left) - Math.min(a.r.right, b.r.right), y = Math.max(a.r.top, b.r.top) - Math.min(a.r.bottom, b.r.bottom);
    if (Math.max(x, y) < 7.5 && !a.e.contains(b.e)) wrong.push(`too close (${Math.round(Math.max(x, y))} px): ${name(a.e)} and ${name(b.e)}`);
  }));
  return wrong;
}
