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
        self.files = {
            address: self._storage(PurePosixPath(address), PurePosixPath(file))
            for address, file in settings.PACKAGED_STATIC_FILES.items()
        }
        super().__init__(*args, **kwargs)

    @staticmethod
    def _storage(address: PurePosixPath, file: PurePosixPath) -> FileSystemStorage:
        package, *inside = file.parts
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise ImproperlyConfigured(
                f"PACKAGED_STATIC_FILES names “{package}”, which is not installed."
            )
        storage = FileSystemStorage(location=Path(spec.origin).parent.joinpath(*inside[:-1]))
        storage.prefix = str(address.parent)
        return storage

    def find(self, path, find_all=False, **kwargs):
        storage = self.files.get(path)
        if storage is None:
            return [] if find_all else None
        found = storage.path(PurePosixPath(path).name)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        for address, storage in self.files.items():
            yield PurePosixPath(address).name, storage
