"""Processes that end with their parent, even if that was killed. Linux only."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>


def end_with_parent(number=signal.SIGTERM):
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def ends_with_us():
    """A `preexec_fn`: the started process ends with us."""
    us = os.getpid()

    def prepare_child():
        end_with_parent()
        if os.getppid() != us:  # the parent has ended before prctl: no signal will come
            os._exit(1)

    return prepare_child
