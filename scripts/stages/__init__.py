"""The stages of `make check` and `make test`: each is a command, its seconds, and passed or failed."""
