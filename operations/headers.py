"""Response headers that Django's middleware does not set."""

from django.conf import settings
from django.utils.deprecation import MiddlewareMixin


class PermissionsPolicyMiddleware(MiddlewareMixin):
    def process_response(self, request, response):
        response["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response
