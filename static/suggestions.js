// Suggestions under the search fields while typing, to be chosen with the arrow keys or a click.
// Without scripts the field leads to the page of results.
(() => {
  const DELAY = 120;
  const kept = new Map(); // answers of this page by address
  const fetched = async (address, signal) => {
    if (!kept.has(address)) {
      const response = await fetch(address, { signal, headers: { Accept: "text/html" } });
      if (!response.ok) return "";
      kept.set(address, await response.text());
    }
    return kept.get(address);
  };

  const equip = (input, number) => {
    const list = document.createElement("div");
    list.id = `suggestions-${number}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.label);
    list.hidden = true;
    input.form.append(list);
    const settings = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(settings)) input.setAttribute(name, value);
    input.setAttribute("aria-controls", list.id);

    let timer = 0;
    let running = null;
    let chosen = null;
    const options = () => [...list.querySelectorAll('[role="option"]')];

    const choose = (option) => {
      chosen?.setAttribute("aria-selected", "false");
      chosen = option ?? null;
      chosen?.setAttribute("aria-selected", "true");
      chosen?.scrollIntoView({ block: "nearest" });
      if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
      else input.removeAttribute("aria-activedescendant");
    };

    const open = (isOpen) => {
      choose(null);
      list.hidden = !isOpen;
      input.setAttribute("aria-expanded", String(isOpen));
    };

    const stop = () => {
      clearTimeout(timer);
      running?.abort();
    };

    const close = () => {
      stop();
      open(false);
    };

    const show = async () => {
      const query = input.value.trim();
      if (!query) return close();
      running = new AbortController();
      const address = `${input.dataset.suggestions}?${new URLSearchParams({ q: query })}`;
      const answer = await fetched(address, running.signal).catch(() => null);
      if (answer === null || input.value.trim() !== query) return;
      // Markup of this site, in which every text is escaped.
      list.innerHTML = answer;
      options().forEach((option, place) => (option.id = `${list.id}-${place}`));
      open(options().length > 0 && document.activeElement === input);
    };

    const later = () => {
      stop();
      timer = setTimeout(show, DELAY);
    };

    input.addEventListener("input", (event) => event.isComposing || later());
    input.addEventListener("compositionend", later);
    input.addEventListener("blur", () => setTimeout(close, 150)); // after a click on an option
    list.addEventListener("mousedown", (event) => event.preventDefault());
    input.form.addEventListener("submit", close);

    const step = (by) => {
      if (list.hidden) return later();
      const all = options();
      const place = all.indexOf(chosen);
      const next = place < 0 && by < 0 ? all.length - 1 : place + by;
      choose(all[next]); // beyond either end: the field itself again
    };

    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        step(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && chosen) {
        event.preventDefault();
        chosen.click();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
  };

  document.querySelectorAll("input[data-suggestions]").forEach(equip);
})();
