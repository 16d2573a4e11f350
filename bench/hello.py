"""A bare Django view, without middleware, database and templates."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="none")  # noqa: S106
urlpatterns = [path("hello", lambda _request: HttpResponse(b"hello"))]
application = get_wsgi_application()
