// On a comparison a note opens where it is read. Without this script it leads to the list of
// evidence, and the list back to it.

const template = document.getElementById("open-note");
const box = document.createElement("div");
box.className = "open-note";
box.popover = "auto";
box.tabIndex = -1;
box.setAttribute("role", "dialog");
template.after(box);

// The note as it stands in the list, with its source.
function open(mark) {
  const note = document.querySelector(mark.hash);
  const source = note.closest("section").querySelector("h3 a");
  const place = note.closest("div").querySelector("dt a"); // leads to the fact on its source's page
  const words = template.content.cloneNode(true);
  const part = (name) => words.querySelector(`[data-${name}]`);
  part("source").textContent = source.textContent;
  part("source").lang = source.firstElementChild?.lang ?? "";
  part("facts").href = `${source.href}#facts`;
  part("source").href = place.href;
  part("place").append(...place.cloneNode(true).childNodes);
  part("words").append(...[...note.children].slice(1).map((child) => child.cloneNode(true)));
  part("listed").href = mark.hash;
  box.setAttribute("aria-label", mark.getAttribute("aria-label"));
  box.replaceChildren(words);
  box.showPopover({ source: mark });
  box.focus(); // in a frame of another site `autofocus` is refused
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest?.(".note-mark a");
  if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(mark);
});
box.addEventListener("click", ({ target }) => {
  if (target.closest("[data-listed]")) box.hidePopover();
});

// A menu of a column closes with Esc and when another place is chosen.
const menus = () => document.querySelectorAll(".column-menu[open]");
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", ({ target }) => {
  for (const menu of menus()) if (!menu.contains(target)) menu.open = false;
});
