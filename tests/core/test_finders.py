"""Files of installed packages: the named ones are served, their neighbours are not."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured

from core.web.finders import PackagedFilesFinder

PLOTLY = "plotly/plotly.min.js"


def test_the_named_files_are_found_in_the_installed_package_and_listed():
    assert Path(finders.find(PLOTLY)).parts[-3:] == ("plotly", "package_data", "plotly.min.js")
    assert PackagedFilesFinder().find(PLOTLY, find_all=True) == [finders.find(PLOTLY)]
    listed = [(s.prefix, path, s.exists(path)) for path, s in PackagedFilesFinder().list(None)]
    assert listed == [(*named.split("/"), True) for named in settings.PACKAGED_STATIC_FILES]


@pytest.mark.parametrize(
    "address",
    [
        "plotly/widgetbundle.js",
        "plotly/datasets/iris.csv.gz",
        "plotly/../plotly.min.js",
        "plotly.min.js",
    ],
)
def test_nothing_else_of_the_package_is_found(address):
    assert PackagedFilesFinder().find(address) is None
    assert PackagedFilesFinder().find(address, find_all=True) == []


def test_a_package_that_is_not_installed_is_named(settings):
    settings.PACKAGED_STATIC_FILES = {"x/x.js": "no_such_package/x.js"}
    with pytest.raises(ImproperlyConfigured, match="no_such_package"):
        PackagedFilesFinder()


def test_the_site_starts_and_compares_without_importing_plotly():
    code = (
        "import django, sys; django.setup(); import config.urls, comparisons.views.zones; "
        "from django.contrib.staticfiles import finders; "
        f"finders.find('{PLOTLY}'); sys.exit('plotly' in sys.modules)"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment)
    assert done.returncode == 0
