"""The programs of the SDK: `python -m agentspec doctor URL`."""

import signal
import sys
from typing import List

from . import _native

_PROGRAM = "python -m agentspec"

_HELP = f"""\
Usage: {_PROGRAM} <COMMAND>

Commands:
  doctor URL     Find out why a server cannot be used, and how to fix it

Options:
  -h, --help     Print this help; `{_PROGRAM} doctor --help` prints that of the doctor
  -V, --version  Print the version
"""


def main(arguments: List[str]) -> int:
    """Runs a command, and returns its exit code."""
    command = arguments[0] if arguments else ""
    if command == "doctor":
        # Ctrl-C ends the process without a traceback, unless it is ignored, as in the background of a script.
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        return _native.doctor(f"{_PROGRAM} doctor", arguments[1:])
    if command in ("-h", "--help"):
        print(_HELP, end="")
        return 0
    if command in ("-V", "--version"):
        print(f"agentspec {_native.__version__}")
        return 0
    # The command is not repeated, since it may be a key.
    problem = "unknown command" if command else "give a command"
    print(f"{_PROGRAM}: {problem}\nTry: {_PROGRAM} --help", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
