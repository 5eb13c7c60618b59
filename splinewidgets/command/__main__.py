"""`python -m splinewidgets.command`, where the script is not on the path."""

from splinewidgets.command.main import main

if __name__ == "__main__":
    raise SystemExit(main())
