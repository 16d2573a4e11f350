// The page that enters several figures: a row that is entered while still empty begins with the
// zone, metric and period of the row above. Without scripts each row is filled in by itself.
(() => {
  const $ = window.django.jQuery;
  const CARRIED = ["zone", "metric", "period"];
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const isEmpty = (row) => [...CARRIED, "pasted", "value"].every((name) => !field(row, name).value);

  const carry = (row, above) => {
    for (const name of CARRIED) {
      const [from, to] = [field(above, name), field(row, name)];
      if (from.selectedOptions && from.value) {
        to.append(new Option(from.selectedOptions[0].text, from.value, true, true));
      }
      to.value = from.value;
      $(to).trigger("change");
    }
  };

  document.addEventListener("focusin", ({ target }) => {
    const row = target.closest?.("#figures-group .inline-related:not(.empty-form)");
    const above = row?.previousElementSibling;
    if (!above?.matches(".inline-related") || row.dataset.carried || !isEmpty(row)) return;
    row.dataset.carried = "yes";
    carry(row, above);
  });

  document.addEventListener("formset:added", ({ target }) => {
    target.querySelector(".select2-selection")?.focus();
  });
})();
