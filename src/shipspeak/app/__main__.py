"""What `./ship` runs."""

from shipspeak.app.cli import main

main()
