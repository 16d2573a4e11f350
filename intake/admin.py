"""Registers intake's admin pages (articles' texts) and bulk actions."""

from django.contrib import admin

from intake import actions
from intake.articles.admin import ArticleTextAdmin, SetAsideNumberAdmin
from sources.models import ArticleText, SetAsideNumber

admin.site.register(ArticleText, ArticleTextAdmin)
admin.site.register(SetAsideNumber, SetAsideNumberAdmin)

actions.offer()
