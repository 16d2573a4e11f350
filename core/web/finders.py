"""Static files served from installed packages."""

import importlib.util
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage


class PackagedFilesFinder(BaseFinder):
    """Finds `PACKAGED_STATIC_FILES` (path below STATIC_URL: file in a package) without imports."""

    def __init__(self, app_names=None, *args, **kwargs):
        named = settings.PACKAGED_STATIC_FILES
        self.files = {address: _installed(file) for address, file in named.items()}
        super().__init__(*args, **kwargs)

    def find(self, path, find_all=False, **kwargs):
        found = [str(self.files[path])] if path in self.files else []
        return found if find_all else next(iter(found), None)

    def list(self, ignore_patterns):
        for address, file in self.files.items():
            storage = FileSystemStorage(location=file.parent)
            storage.prefix = str(PurePosixPath(address).parent)
            yield file.name, storage


def _installed(file: str) -> Path:
    package, _slash, inside = file.partition("/")
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured(
            f"PACKAGED_STATIC_FILES names “{package}”, which is not installed."
        )
    return Path(spec.origin).parent / inside
