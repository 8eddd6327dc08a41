"""`python -m kporisk`."""

from kporisk.cli.main import main

main()
