"""What a chooser of the admin's forms offers."""

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.utils.translation import gettext as _

from core.admin.forms import looks_like_key, told_apart


class Choices(AutocompleteJsonView):
    """Records to choose from, told apart; only those of the parameter `owner`, if it is given.

    Where that owner has none, a sentence that cannot be chosen says so.
    """

    def get_queryset(self):
        model, key = self.model_admin.model, self.request.GET.get("owner", "")
        self.column = getattr(model, "belongs_to", "")
        self.owner = key if self.column and looks_like_key(key) else ""
        rows = super().get_queryset().select_related(*getattr(model, "told_by", ()))
        return rows.filter(**{f"{self.column}_id": self.owner}) if self.owner else rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.owner and not context["object_list"]:
            context["object_list"] = self.none_found()
        return context

    def none_found(self) -> list[str]:
        model = self.model_admin.model
        owners = model._meta.get_field(self.column).related_model.objects
        owner = owners.visible_to(self.request.user).filter(pk=self.owner).first()
        if owner is None:
            return []
        sentence = _("No %(kind)s of %(owner)s is called so.") if self.term else None
        sentence = sentence or _("No %(kind)s of %(owner)s yet.")
        return [sentence % {"kind": model._meta.verbose_name, "owner": owner}]

    def serialize_result(self, record, to_field_name):
        if isinstance(record, str):
            return {"id": None, "text": record, "disabled": True}
        found = {"id": str(getattr(record, to_field_name)), "text": told_apart(record)}
        if self.column:  # for a form without an owner yet, which it fills in
            owner = getattr(record, self.column)
            found["owner"] = {"id": str(owner.pk), "text": str(owner)}
        return found
