// The page of a file's columns takes each change over at once; without scripts a button does.
(() => {
  const form = () => document.getElementById("mapping");
  let waiting;
  document.documentElement.classList.add("has-scripts");

  // The new form in place of the old one: what was unfolded and where one was stay so.
  const replaced = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("mapping");
    if (!fresh) return location.reload();
    const open = [...form().querySelectorAll("details[open][id]")].map(({ id }) => id);
    const here = document.activeElement?.id;
    const typed = form().elements.save_as.value;
    form().replaceWith(fresh);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    form().elements.save_as.value ||= typed;
    if (here) document.getElementById(here)?.focus({ preventScroll: true });
  };

  document.addEventListener("change", async ({ target }) => {
    if (target.form !== form() || target.name === "save_as") return;
    waiting?.abort();
    waiting = new AbortController();
    const body = new FormData(form());
    body.append("do", "change");
    form().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.href, { method: "POST", body, signal: waiting.signal });
      replaced(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") form().requestSubmit();
    }
  });

  // A page that is being left must not be changed under the reader.
  document.addEventListener("submit", () => waiting?.abort());
})();
