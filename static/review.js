// The review of an article: keys, the next proposal without loading the page anew, and words
// marked in the text. Without scripts all of it is links and buttons of plain forms.
(() => {
  const $ = window.django.jQuery;
  const review = () => document.getElementById("review");
  const panel = () => document.getElementById("panel");
  const one = (selector) => review().querySelector(selector);
  let going;
  document.documentElement.classList.add("has-scripts");

  // What stands in place of a chooser is called as its label says.
  const name = ({ id, labels: [label] }) => {
    const shown = document.querySelector(`[aria-labelledby="select2-${id}-container"]`);
    if (!label || !shown) return;
    label.id = `${id}-label`;
    shown.setAttribute("aria-labelledby", `${label.id} select2-${id}-container`);
    shown.firstElementChild.setAttribute("aria-labelledby", label.id);
  };

  // The chosen words with their neighbours in the text, and the panel ready for keys.
  const settle = () => {
    $(".admin-autocomplete", review()).djangoAdminSelect2();
    for (const chooser of review().querySelectorAll(".admin-autocomplete")) name(chooser);
    for (const button of review().querySelectorAll("[data-fills]")) mark(button);
    const begin = one(".mark[aria-current]");
    begin?.scrollIntoView({ block: matchMedia("(max-width: 60rem)").matches ? "start" : "center" });
    panel().focus({ preventScroll: true });
    if (one("#proposal .has-errors")) edit();
  };

  // The fresh page's review in place of this one.
  const show = async (answer, address) => {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.getElementById("review");
    if (!next) return location.assign(answer.url);
    const y = scrollY;
    review().replaceWith(next);
    scrollTo(0, y);
    if (address !== location.href) history.pushState(null, "", address);
    settle();
  };

  const go = async (address, options) => {
    going?.abort();
    going = new AbortController();
    review().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { ...options, signal: going.signal });
      await show(answer, options?.method && answer.redirected ? answer.url : address);
    } catch (error) {
      if (error.name === "AbortError") return;
      review().removeAttribute("aria-busy");
      if (options?.retry) options.retry();
      else location.assign(address);
    }
  };

  document.addEventListener("click", (event) => {
    const { target, ctrlKey, metaKey, shiftKey, button } = event;
    const fills = target.closest?.("[data-fills]");
    if (fills) return fill(fills);
    const opens = target.closest?.("[data-opens], [data-edits]");
    if (opens) return press(opens);
    const link = target.closest?.("#review a[href^='?']");
    if (!link || ctrlKey || metaKey || shiftKey || button) return;
    event.preventDefault();
    if (!link.hasAttribute("aria-current")) return go(link.href);
    panel().focus({ preventScroll: true }); // chosen already: what was typed stays
  });

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!form.closest("#review") || form.dataset.plain) return;
    event.preventDefault();
    if (review().hasAttribute("aria-busy")) return; // a key that is held down decides once
    const retry = () => {
      form.dataset.plain = "yes";
      form.requestSubmit(submitter);
    };
    go(form.action, { method: "POST", body: new FormData(form, submitter), retry });
  });

  addEventListener("popstate", () => go(location.href));

  // The likeliest values: a button each, pressed where the field has its value.
  const mark = (button) => {
    const field = document.getElementById(button.dataset.fills);
    const chosen = field && [...field.selectedOptions].some(({ value }) => value === button.value);
    button.setAttribute("aria-pressed", String(chosen));
  };
  const fill = (button) => {
    const field = document.getElementById(button.dataset.fills);
    const option = [...field.options].find(({ value }) => value === button.value);
    option.selected = field.multiple ? !option.selected : true;
    $(field).trigger("change");
  };
  $(document).on("change", "#review select", ({ target }) => {
    for (const button of review().querySelectorAll(`[data-fills="${target.id}"]`)) mark(button);
  });

  // Words marked in the text, as places of the original.
  const placeOf = (node, offset) => {
    const part = node.nodeType === Node.TEXT_NODE && node.parentElement.closest("[data-at]");
    // The server counts characters, not halves of those beyond 16 bits.
    return part ? Number(part.dataset.at) + [...node.data.slice(0, offset)].length : null;
  };
  const takeSelection = () => {
    const selection = getSelection();
    const form = one("#missed form");
    if (!form || selection.isCollapsed || !one(".review-text").contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    const [start, end] = [
      placeOf(range.startContainer, range.startOffset),
      placeOf(range.endContainer, range.endOffset),
    ];
    if (start === null || end === null || start >= end) return;
    form.elements.start.value = start;
    form.elements.end.value = end;
    form.elements.words.value = selection.toString();
  };

  // Into the form: where something is wrong, else where something lacks, else where the rules err most.
  const CONTROLS = ":is(input:not([type=hidden]), select, textarea)";
  const edit = (first) => {
    const lacking = [...review().querySelectorAll(`#proposal ${CONTROLS}:required`)];
    const field =
      one(`#proposal .has-errors ${CONTROLS}`) ??
      lacking.find(({ value }) => !value) ??
      document.getElementById(first) ??
      one(`#proposal ${CONTROLS}`);
    const details = field?.closest("details");
    if (details) details.open = true;
    if (!field?.matches(".admin-autocomplete")) return field?.focus();
    if (field.closest(".has-errors")) { // open it would hide what is wrong
      return $(field).next().find(".select2-selection, .select2-search__field").first().focus();
    }
    // Once it is chosen the keys decide again: the chooser takes the focus last.
    const leave = () => setTimeout(() => panel().focus({ preventScroll: true }), 50);
    $(field).one("select2:close", leave).select2("open");
  };

  const press = (button) => {
    if (button.dataset.edits) return edit(button.dataset.edits);
    const details = document.getElementById(button.dataset.opens);
    details.open = true;
    details.scrollIntoView({ block: "nearest" });
    details.querySelector("button")?.focus({ preventScroll: true });
  };

  const isTyping = ({ target }) =>
    target.closest?.("input:not([type=checkbox], [type=radio]), select, textarea, .select2-container");

  const onKey = (event) => {
    const { key, ctrlKey, metaKey, altKey, isComposing, repeat, target } = event;
    if (key === "Escape" && target.closest?.("#panel")) {
      one("#reject")?.removeAttribute("open");
      return panel().focus({ preventScroll: true });
    }
    if (!review() || ctrlKey || metaKey || altKey || isComposing || isTyping(event)) return;
    const inside = one("#reject")?.open ? one(`#reject [data-key="${CSS.escape(key)}"]`) : null;
    const wanted = inside ?? one(`:not(#reject *)[data-key="${CSS.escape(key)}"]`);
    if (!wanted) return;
    event.preventDefault();
    if (repeat && !"jk".includes(key)) return; // a key held down decides on nothing unseen
    if (key === "m") takeSelection();
    wanted.click();
    if (key === "m" && one("#missed").open) one("#missed .review-reasons button").focus();
  };
  document.addEventListener("keydown", onKey, true); // a chooser of several keeps its keys to itself

  $(settle); // after the admin has begun its choosers
})();
