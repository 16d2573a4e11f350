// Forms of records in the admin: keeps in this tab what is typed until it is saved, offers it
// back when the form is opened again, warns before it is left, counts the characters of short
// texts, and begins in the first empty field. Also on lists, where a saved form leads.
(() => {
  const KEPT = "kept-form:";
  const SENT = "sent-form";
  const here = KEPT + location.pathname;

  const read = (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  };

  const write = (key, value) => {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false; // the server shows what was typed beside the login instead
    }
  };

  const forget = (key) => {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  };

  const NOT_TYPED = ["submit", "button", "file", "password"];
  const NOT_KEPT = /^_|^csrfmiddlewaretoken$|__prefix__/;
  const isTick = ({ type }) => type === "checkbox" || type === "radio";

  const fieldsOf = (form) =>
    [...form.elements].filter(
      ({ name, type, disabled }) =>
        name && !disabled && !NOT_TYPED.includes(type) && !NOT_KEPT.test(name),
    );

  // Values by name, hidden fields and rows included; of a choice also its words.
  const stateOf = (form) => {
    const state = {};
    for (const field of fieldsOf(form)) {
      const values = (state[field.name] ??= []);
      if (field.selectedOptions) {
        values.push(...[...field.selectedOptions].map(({ value, text }) => [value, text]));
      } else if (!isTick(field) || field.checked) {
        values.push([field.value]);
      }
    }
    return state;
  };

  const putBack = (form, state) => {
    const first = (name) => state[name]?.[0]?.[0];
    const lost = []; // rows that have become others since
    for (const name of Object.keys(state).filter((name) => name.endsWith("-INITIAL_FORMS"))) {
      const prefix = name.slice(0, -"INITIAL_FORMS".length);
      if (form.elements[name]?.value !== first(name)) lost.push(prefix);
      const add = document.querySelector(`#${CSS.escape(`${prefix}group`)} .add-row a`);
      const total = () => Number(form.elements[`${prefix}TOTAL_FORMS`]?.value);
      for (let n = total(); add && n < Number(first(`${prefix}TOTAL_FORMS`)); n++) add.click();
    }
    for (const field of fieldsOf(form)) {
      const values = state[field.name]?.map(([value]) => value);
      if (!values || lost.some((prefix) => field.name.startsWith(prefix))) continue;
      if (field.options) {
        for (const [value, text] of state[field.name]) {
          const isThere = [...field.options].some((option) => option.value === value);
          if (!isThere) field.add(new Option(text, value));
        }
        for (const option of field.options) option.selected = values.includes(option.value);
        window.django?.jQuery(field).trigger("change.select2"); // shows it; tells nobody else
      } else if (isTick(field)) {
        field.checked = values.includes(field.value);
      } else if (values.length) {
        [field.value] = values;
      }
    }
  };

  const offer = (form, words, kept) => {
    const bar = words.content.firstElementChild.cloneNode(true);
    const [sentence, back, away] = bar.children;
    const at = new Date(kept.at).toLocaleTimeString(document.documentElement.lang, {
      timeStyle: "short",
    });
    sentence.textContent = sentence.textContent.replace("{time}", at);
    back.addEventListener("click", () => {
      putBack(form, kept.state);
      bar.remove();
    });
    away.addEventListener("click", () => {
      forget(here);
      bar.remove();
    });
    words.after(bar);
  };

  const count = (field, sentence) => {
    const longest = Number(field.dataset.longest);
    const n = [...field.value].length;
    let line = field.parentElement.querySelector(":scope > .character-count");
    if (!line && n <= longest * 0.8) return;
    if (!line) {
      line = document.createElement("p");
      line.className = "character-count";
      line.setAttribute("role", "status");
      field.parentElement.append(line);
    }
    line.textContent = sentence.replace("{n}", n).replace("{longest}", longest);
    line.classList.toggle("character-count--over", n > longest);
  };

  const focusOn = (field) => {
    if (field) (field.nextElementSibling?.querySelector(".select2-selection") ?? field).focus();
  };

  const watch = (form, words, user) => {
    const isRefused = document.querySelector(".errornote") !== null;
    const asText = () => JSON.stringify(stateOf(form));
    const saved = isRefused ? "" : asText();
    const keep = () => write(here, { user, at: Date.now(), state: stateOf(form) });
    let isLeft = false;
    const later = (() => {
      let timer;
      return () => {
        clearTimeout(timer);
        timer = setTimeout(() => (asText() === saved ? forget(here) : keep()), 300);
      };
    })();

    const kept = read(here);
    if (kept?.user !== user || JSON.stringify(kept.state) === asText()) forget(here);
    else if (!isRefused) offer(form, words, kept);

    // Choosers tell jQuery alone of a change.
    window.django?.jQuery(form).on("input change", later);
    form.addEventListener("input", ({ target }) => {
      if (target.dataset.longest) count(target, words.dataset.count);
    });
    form.addEventListener("submit", () => {
      isLeft = true;
      if (!keep() || !write(SENT, here) || form.elements._kept) return;
      const mark = document.createElement("input");
      [mark.type, mark.name, mark.value] = ["hidden", "_kept", "1"];
      form.append(mark);
    });
    addEventListener("pageshow", () => (isLeft = false));
    addEventListener("beforeunload", (event) => {
      if (!isLeft && asText() !== saved) event.preventDefault();
    });

    const shown = fieldsOf(form).filter((field) => field.type !== "hidden" && field.offsetParent);
    const isAsked = document.querySelector(".conflict") !== null; // read that first
    if (isRefused) focusOn(!isAsked && shown.find((field) => field.closest(".errors")));
    else if (words.dataset.begin) focusOn(shown.find((field) => field.value === ""));
  };

  // Last, when choosers and rows have become what they are.
  addEventListener("load", () => {
    const sent = read(SENT);
    if (sent && document.querySelector(".messagelist .success")) forget(sent);
    forget(SENT);
    document.getElementById("logout-form")?.addEventListener("submit", () => {
      Object.keys(sessionStorage)
        .filter((key) => key.startsWith(KEPT))
        .forEach(forget);
    });
    const words = document.getElementById("form-keeper");
    const user = document.querySelector("#user-tools strong")?.textContent;
    if (words) watch(words.closest("form"), words, user);
  });
})();
