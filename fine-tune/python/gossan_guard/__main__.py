"""
python -m gossan_guard MODULE ARGUMENTS…: runs MODULE as `python -m` does, and ends when its standard input does.

Whoever starts it keeps a pipe open; when that program is killed, whichever way, the pipe closes, and no trainer goes on behind
the back of the next one.
"""

import os
import runpy
import signal
import sys
import threading


def end_with_input() -> None:
    # Not through sys.stdin: a thread that waits in it when the interpreter ends would abort the process.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=end_with_input, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
