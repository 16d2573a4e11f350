"""What every answer tells a browser beside what Django's own middleware tells it."""

from django.conf import settings


class PermissionsPolicyMiddleware:
    """Permissions-Policy: which of a device's abilities pages may ask for. None."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response
