"""The one command of the project; see `python build.py --help`.

It hands over to `briefsite.cli`, after a look at whether the environment is there.
"""

import sys


def run() -> int:
    """Run the command line; 2 where the libraries are missing."""
    if sys.flags.optimize > 1:
        print(
            "build.py: Python leaves out the texts that rules are explained with ",
            end="",
            file=sys.stderr,
        )
        print("(-OO, PYTHONOPTIMIZE=2); run it without", file=sys.stderr)
        return 2
    try:
        from briefsite.cli import main

        return main()
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("briefsite"):
            raise
        print(
            f"build.py: the library '{error.name}' is missing; run `make site` first, ",
            end="",
            file=sys.stderr,
        )
        print("then use .venv/bin/python build.py", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(run())
