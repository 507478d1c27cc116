// "Share": the phone's own sheet where it has one; else the link unfolds, with a button that copies it.
// Without scripts the link unfolds, too, and can be copied by hand.

function setUp(box) {
  const { share: url, title, done } = box.dataset;
  const button = box.querySelector("button");
  const status = box.querySelector("[role=status]");

  if (navigator.share) {
    box.querySelector("summary").addEventListener("click", (event) => {
      if (box.open) return;
      event.preventDefault();
      navigator.share({ url, title }).catch((error) => {
        // Who closes the sheet has changed their mind; anything else, and the link is there to copy.
        if (error.name !== "AbortError") box.open = true;
      });
    });
  }
  if (navigator.clipboard) {
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(url).then(
        () => (status.textContent = done),
        () => getSelection().selectAllChildren(box.querySelector(".link")),
      );
    });
  }
}

document.querySelectorAll("[data-share]").forEach(setUp);
