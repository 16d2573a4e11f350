"""What the ways in add to the admin: articles' texts, and actions on many records."""

from django.contrib import admin

from intake import actions
from intake.articles.admin import ArticleTextAdmin, SetAsideNumberAdmin
from sources.models import ArticleText, SetAsideNumber

admin.site.register(ArticleText, ArticleTextAdmin)
admin.site.register(SetAsideNumber, SetAsideNumberAdmin)

actions.offer()
