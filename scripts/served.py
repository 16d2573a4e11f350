"""The site as `make run` serves it: each of its processes ends with the server that started it."""

import signal

from scripts.ending import end_with_parent

end_with_parent(signal.SIGKILL)

from config.wsgi import application  # noqa: E402, it takes a second in which the server may end

__all__ = ["application"]
