from django.urls import path

from comparisons.views.embeds import EmbedChart, EmbedPolicies, EmbedReforms, EmbedZones
from comparisons.views.pages import AboutData, Glossary, Home, Method
from comparisons.views.policies import ComparePolicies
from comparisons.views.reforms import CompareReforms
from comparisons.views.search import Search, Suggestions
from comparisons.views.zones import CompareZones

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("search/suggestions/", Suggestions.as_view(), name="search-suggestions"),
    path("about-the-data/", AboutData.as_view(), name="about-data"),
    path("method/", Method.as_view(), name="method"),
    path("glossary/", Glossary.as_view(), name="glossary"),
    path("compare/zones/", CompareZones.as_view(), name="compare-zones"),
    path("compare/policies/", ComparePolicies.as_view(), name="compare-policies"),
    path("compare/reforms/", CompareReforms.as_view(), name="compare-reforms"),
    path("embed/zones/", EmbedZones.as_view(), name="embed-zones"),
    path("embed/chart/", EmbedChart.as_view(), name="embed-chart"),
    path("embed/policies/", EmbedPolicies.as_view(), name="embed-policies"),
    path("embed/reforms/", EmbedReforms.as_view(), name="embed-reforms"),
]
