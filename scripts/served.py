"""The site as `make run` serves it: each process ends with the server that started it."""

import signal

from scripts.ending import end_with_parent

end_with_parent(signal.SIGKILL)

from config.wsgi import application  # noqa: E402, takes a second in which the server may end

__all__ = ["application"]
