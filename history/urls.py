from django.urls import path

from history.views import RecentChanges, RecentChangesFeed, RecordHistory, Revert

urlpatterns = [
    path("", RecentChanges.as_view(), name="recent-changes"),
    path("feed/", RecentChangesFeed(), name="recent-changes-feed"),
    path("change/<int:pk>/undo/", Revert.as_view(), name="revert"),
    path("<str:model>/<slug:slug>/", RecordHistory.as_view(), name="record-history"),
]
