"""The view behind every page of one record."""

from django.views.generic import DetailView


class RecordDetail(DetailView):
    """The page of one record. A draft is there for staff alone, and says that it is one.

    Subclasses name the model; its `for_detail(user)` fetches what the page shows.
    """

    def get_queryset(self):
        user = self.request.user
        return self.model.objects.visible_to(user).for_detail(user)
