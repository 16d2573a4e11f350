// The zones to compare follow the reader through the lists of one visit, and their number stands
// in a pill. On a comparison the zones are those of its address. Without scripts, each list's own
// tick boxes and button do the same for that list.

(() => {
  const tray = document.getElementById("tray");
  if (!tray) return;
  const KEY = "zones-to-compare";
  const limit = Number(tray.dataset.limit);

  const read = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY)) || [];
      return Array.isArray(kept) ? kept.filter((zone) => typeof zone === "string") : [];
    } catch {
      return [];
    }
  };

  const write = (chosen) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // A browser that keeps nothing still compares what is ticked on this page.
    }
  };

  if (tray.dataset.zones) {
    const keep = () => write(tray.dataset.zones.split(" "));
    window.addEventListener("pageshow", keep);
    return;
  }

  let zones = read();
  const link = tray.querySelector("a");
  const boxes = () => document.querySelectorAll('input[type="checkbox"][name="zone"][data-tick]');

  const show = () => {
    const chosen = new Set(zones);
    const { one, several, most } = tray.dataset;
    const words = zones.length === 1 ? one : zones.length < limit ? several : most;
    tray.hidden = zones.length === 0;
    link.textContent = words.replace("{n}", zones.length);
    const asked = new URLSearchParams(zones.map((zone) => ["zone", zone]));
    const place = new URL(boxes()[0]?.form.action ?? "", location).hash; // where this list leads
    link.href = `${tray.dataset.url}?${asked}${place}`;
    for (const box of boxes()) {
      box.checked = chosen.has(box.value);
      box.disabled = !box.checked && zones.length >= limit;
    }
  };

  const change = (chosen) => {
    zones = chosen.slice(0, limit);
    write(zones);
    show();
  };

  document.documentElement.classList.add("has-tray");
  document.addEventListener("change", ({ target }) => {
    if (!target.matches('input[type="checkbox"][name="zone"][data-tick]')) return;
    const others = zones.filter((zone) => zone !== target.value);
    change(target.checked ? [...others, target.value] : others);
  });
  tray.querySelector("button").addEventListener("click", () => change([]));
  window.addEventListener("pageshow", () => change(read()));
})();
