"""Is a port of this machine free? If not, exit with one sentence."""

import socket
import sys

HOST = "127.0.0.1"


def is_free(port):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except PermissionError:
            sys.exit(
                f"Port {port} is reserved for the system: choose one from 1024 on, "
                "for example: make run PORT=8000"
            )
        except OSError:
            return False
    return True


def free_port(start=0):
    """The first free port from `start` on; any free one without it."""
    if start:
        return next(port for port in range(start, 65536) if is_free(port))
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


def check_port(text):
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        sys.exit(f"PORT must be a number from 1 to 65535, and {text!r} is not one.")
    port = int(text)
    if not is_free(port):
        sys.exit(
            f"Port {port} is taken by another program: stop that one, or choose another port, "
            f"for example: make run PORT={free_port(min(port + 1, 65000))}"
        )
    return port
