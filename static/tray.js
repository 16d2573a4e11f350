// The tray of zones to compare follows the reader through the lists of one visit.
// Without scripts, each list's own tick boxes and button do the same for that list.

(() => {
  const tray = document.getElementById("tray");
  const KEY = "zones-to-compare";
  const limit = Number(tray.dataset.limit);

  const read = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY)) || [];
      return Array.isArray(kept) ? kept.filter((zone) => zone.slug && zone.name) : [];
    } catch {
      return [];
    }
  };

  const write = (zones) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(zones));
    } catch {
      // A browser that keeps nothing still compares what is ticked on this page.
    }
  };

  let zones = read();
  const boxes = () => document.querySelectorAll('input[type="checkbox"][name="zone"][data-name]');

  const chip = ({ slug, name }) => {
    const item = document.createElement("li");
    const remove = document.createElement("button");
    item.append(name, " ", remove);
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", tray.dataset.remove.replace("{name}", name));
    remove.addEventListener("click", () => change(zones.filter((zone) => zone.slug !== slug)));
    return item;
  };

  const show = () => {
    const chosen = new Set(zones.map((zone) => zone.slug));
    tray.hidden = zones.length === 0;
    tray.querySelector("ul").replaceChildren(...zones.map(chip));
    const address = new URLSearchParams(zones.map((zone) => ["zone", zone.slug]));
    tray.querySelector("a").href = `${tray.dataset.url}?${address}`;
    for (const box of boxes()) {
      box.checked = chosen.has(box.value);
      box.disabled = !box.checked && zones.length >= limit;
    }
    tray.querySelector("[data-full]").hidden = zones.length < limit;
  };

  const change = (chosen) => {
    zones = chosen.slice(0, limit);
    write(zones);
    show();
  };

  document.documentElement.classList.add("has-tray");
  document.addEventListener("change", ({ target }) => {
    if (!target.matches('input[type="checkbox"][name="zone"][data-name]')) return;
    const others = zones.filter((zone) => zone.slug !== target.value);
    change(target.checked ? [...others, { slug: target.value, name: target.dataset.name }] : others);
  });
  tray.querySelector("[data-clear]").addEventListener("click", () => change([]));
  window.addEventListener("pageshow", () => change(read()));
})();
