"""A process that ends when the one that started it does, even if that was killed.

Linux tells it; elsewhere nothing happens, and what a killed `make run` leaves is ended by hand.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # Linux's number for it


def end_with_parent(number=signal.SIGTERM):
    """Get this signal when our parent ends, however it does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def ends_with_us():
    """What a process that we start is to do first (`preexec_fn`), so that it ends with us."""
    us = os.getpid()

    def prepare_child():
        end_with_parent()
        if os.getppid() != us:  # we have ended meanwhile, and nobody will tell it
            os._exit(1)

    return prepare_child
