"""Run commands at the same time: `python3 -m scripts.side_by_side COMMAND ... , COMMAND ...`.

The first one's output is shown as it comes, each other one's once those before it have ended.
Exits with the code of the first that fails.
"""

import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile

from scripts.prepare import check_python


def commands_of(words):
    commands = [[]]
    for word in words:
        if word == ",":
            commands.append([])
        else:
            commands[-1].append(word)
    return commands


def main(words):
    check_python()
    commands, codes = commands_of(words), []
    with contextlib.ExitStack() as stack:
        kept = [stack.enter_context(tempfile.TemporaryFile()) for _command in commands[1:]]
        outputs = [None, *kept]
        processes = [
            subprocess.Popen(command, stdout=output, stderr=output)
            for command, output in zip(commands, outputs, strict=True)
        ]
        # The terminal has signalled the commands too: they end by themselves.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_signal: [each.terminate() for each in processes])
        for process, output in zip(processes, outputs, strict=True):
            codes.append(process.wait())
            if output:
                output.seek(0)
                shutil.copyfileobj(output, sys.stdout.buffer)
                sys.stdout.flush()
    return next((code if code > 0 else 128 - code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
