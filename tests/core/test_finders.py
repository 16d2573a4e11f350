"""Files of installed packages: the named ones are served, their neighbours are not."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured

from core.web.finders import PackagedFilesFinder

VIEWER = "swagger-ui/swagger-ui-bundle.js"


def test_the_named_files_are_found_in_the_installed_package_and_listed():
    named = settings.PACKAGED_STATIC_FILES[VIEWER]
    assert Path(finders.find(VIEWER)).as_posix().endswith(f"/{named}")
    assert PackagedFilesFinder().find(VIEWER, find_all=True) == [finders.find(VIEWER)]
    listed = [(s.prefix, path, s.exists(path)) for path, s in PackagedFilesFinder().list(None)]
    assert listed == [(*named.split("/"), True) for named in settings.PACKAGED_STATIC_FILES]


@pytest.mark.parametrize(
    "address",
    [
        "swagger-ui/swagger-ui-standalone-preset.js",
        "swagger-ui/../swagger-ui-bundle.js",
        "swagger-ui-bundle.js",
    ],
)
def test_nothing_else_of_the_package_is_found(address):
    assert PackagedFilesFinder().find(address) is None
    assert PackagedFilesFinder().find(address, find_all=True) == []


def test_a_package_that_is_not_installed_is_named(settings):
    settings.PACKAGED_STATIC_FILES = {"x/x.js": "no_such_package/x.js"}
    with pytest.raises(ImproperlyConfigured, match="no_such_package"):
        PackagedFilesFinder()
