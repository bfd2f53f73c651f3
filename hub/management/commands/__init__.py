"""One file per command; each has `--help` with an example and exit codes that scripts can use."""
