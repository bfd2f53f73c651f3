"""The shop platform Krambude: `channel` says what to call, `mapping` is pure, `contract` is a fake shop."""
