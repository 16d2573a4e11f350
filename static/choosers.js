// Choosers of the admin's forms: what belongs to an owner (a reform to its zone) is offered for
// the owner chosen in the same form or row. Without scripts the check at saving does that.
(() => {
  const $ = window.django.jQuery;
  const ownerOf = ({ dataset: { owner, fieldName }, id }) => {
    const inRow = owner && document.getElementById(id.slice(0, -fieldName.length) + owner);
    return inRow || (owner && document.getElementById(`id_${owner}`));
  };
  const known = new WeakMap(); // the value of each chooser, to tell a change from a repetition
  let isFilling = false;

  // In place of the admin's own, which asks without the owner.
  $.fn.djangoAdminSelect2 = function addChoosers() {
    return this.each((_, chooser) => {
      const { appLabel, modelName, fieldName } = chooser.dataset;
      const fixed = { app_label: appLabel, model_name: modelName, field_name: fieldName };
      const data = ({ term, page }) => {
        const owner = ownerOf(chooser)?.value;
        return { term, page, ...fixed, ...(owner && { owner }) };
      };
      $(chooser).select2({ ajax: { data } });
      known.set(chooser, chooser.value);
    });
  };

  // A record of an owner brings the owner along where none is chosen yet.
  $(document).on("select2:select", "[data-owner]", ({ target, params }) => {
    const owner = ownerOf(target);
    const { id, text } = params.data.owner ?? {};
    if (!owner || owner.value || !id) return;
    owner.append(new Option(text, id, true, true));
    isFilling = true;
    $(owner).trigger("change");
    isFilling = false;
  });

  // Fields that few records need are shown for those kinds that do.
  $(document).on("select2:select", "select.admin-autocomplete", ({ target, params }) => {
    const here = target.closest(".inline-related") ?? document;
    const sets = here.querySelectorAll(`.opens-for-${params.data.quantity} details`);
    for (const set of sets) set.open = true;
  });

  // A new record begun here begins with the owner.
  const takeAlong = ({ target }) => {
    const link = target.closest?.(".add-related");
    const chooser = link && document.getElementById(link.id.replace(/^add_/, ""));
    if (!chooser?.dataset.owner) return;
    const address = new URL(link.href);
    address.searchParams.set(chooser.dataset.owner, ownerOf(chooser)?.value ?? "");
    link.href = address;
  };
  document.addEventListener("click", takeAlong, true);

  // Another owner: what was chosen of the former one goes. The admin triggers "change" when a
  // form is opened, too.
  $(document).on("change", "select.admin-autocomplete", ({ target }) => {
    const isSame = (known.get(target) ?? target.value) === target.value;
    known.set(target, target.value);
    if (isFilling || isSame) return;
    for (const chooser of document.querySelectorAll("[data-owner]")) {
      if (ownerOf(chooser) === target && chooser.value) $(chooser).val(null).trigger("change");
    }
  });

  // The text fields of a list's filters become choosers; what is chosen is shown at once.
  $(() => {
    for (const form of document.querySelectorAll(".relation-filter")) {
      form.replaceChildren(
        ...form.querySelectorAll("[type=hidden], label"),
        form.querySelector("template").content,
      );
      const chooser = $("select", form).djangoAdminSelect2();
      chooser.on("select2:select select2:clear", () => form.submit());
    }
  });
})();
