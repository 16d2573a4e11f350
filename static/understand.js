// Forms of the admin: shows under a line how the words pasted into it are understood, and
// fills the empty fields of the same record with them. Without scripts the page that comes
// back after saving does both.
(() => {
  const DELAY = 300;
  const timers = new WeakMap();
  const latest = new WeakMap();

  const lineUnder = (input) => {
    const beside = input.nextElementSibling;
    if (beside?.classList.contains("understood")) return beside;
    const line = document.createElement("p");
    line.className = "understood";
    line.setAttribute("role", "status");
    input.after(line);
    return line;
  };

  const say = (input, sentences, refused) => {
    const line = lineUnder(input);
    const space = document.documentElement.lang.startsWith("zh") ? "" : " ";
    line.textContent = sentences.filter(Boolean).join(space);
    line.classList.toggle("understood--not", refused);
  };

  // Asks again after a moment where the site is busy, cannot be reached or does not answer.
  const ask = async (input, address, query, tries = 3) => {
    latest.set(input, query.toString());
    const headers = { Accept: "application/json" };
    const response = await fetch(`${address}?${query}`, { headers }).catch(() => null);
    if ((!response || response.status >= 500) && tries > 1) {
      await new Promise((done) => setTimeout(done, 1000));
      return latest.get(input) === query.toString() ? ask(input, address, query, tries - 1) : null;
    }
    const isJson = response?.headers.get("Content-Type")?.startsWith("application/json");
    // An answer to what is no longer in the line is of no use.
    return response?.ok && isJson && latest.get(input) === query.toString() ? response.json() : null;
  };

  const readDate = async (input) => {
    const text = input.value.trim();
    if (!text) return say(input, [], false);
    const query = new URLSearchParams({ date: text });
    const answer = await ask(input, input.dataset.understandDate, query);
    if (answer) say(input, [answer.sentence], false);
  };

  const NOTHING_SAID = ["", "exactly", "not-stated"];
  const OF_NUMBER = ["value", "value_high", "bound", "value_text"];
  const QUALIFIERS = ["growth_base", "base_period", "prices", "realisation", "release"];

  const isEmpty = (field) =>
    NOTHING_SAID.includes(field.value) || field.dataset.filled === field.value;

  // Without words the field becomes what it was before any choice.
  const fill = (field, words = "") => {
    if (!field || !isEmpty(field)) return;
    const options = [...(field.options ?? [])].map(({ value }) => value);
    field.value = words || options.find((value) => NOTHING_SAID.includes(value)) || "";
    field.dataset.filled = field.value;
    field.classList.toggle("filled-in", words !== "");
    if (words) field.closest("details")?.setAttribute("open", "");
  };

  const readFigure = async (input) => {
    const prefix = input.id.slice(0, -"pasted".length);
    const field = (name) => document.getElementById(prefix + name);
    const text = input.value.trim();
    const own = field("unit");
    // A row without a unit of its own keeps its value in the unit of the record above it.
    const into = own ? "" : input.dataset.into || document.getElementById("id_unit")?.value || "";
    const query = new URLSearchParams({ text, into, metric: field("metric")?.value ?? "" });
    if (field("value_high")) query.set("range", "1");
    const answer = await ask(input, input.dataset.understand, query);
    if (!answer) return;
    say(input, [answer.sentence, ...answer.problems, ...answer.remarks], answer.problems.length > 0);
    const take = (columns) => {
      fill(own, columns.unit);
      for (const name of OF_NUMBER) fill(field(name), columns[name]);
    };
    take(own || into ? answer.columns : {});
    fill(field(input.dataset.date), answer.columns.date);
    for (const name of QUALIFIERS) fill(field(name), answer.columns[name]);
    offer(input, own || into ? answer.options : [], take);
  };

  // Where several figures may be meant, a button for each; the one pressed fills the fields.
  const offer = (input, options, take) => {
    for (const { label, columns } of options) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => take(columns));
      lineUnder(input).append(" ", button);
    }
  };

  const read = (input) => (input.dataset.understand ? readFigure(input) : readDate(input));

  const later = (input) => {
    clearTimeout(timers.get(input));
    timers.set(input, setTimeout(read, DELAY, input));
  };

  document.addEventListener("input", ({ target }) => {
    if (target.matches?.("[data-understand], [data-understand-date]")) later(target);
  });

  // The metric decides what 个 counts. Its list of choices tells jQuery alone of a change.
  document.addEventListener("DOMContentLoaded", () => {
    window.django?.jQuery(document).on("change", "select[name$=metric]", ({ target }) => {
      const input = document.getElementById(target.id.replace(/metric$/, "pasted"));
      if (input?.value) later(input);
    });
  });
})();
