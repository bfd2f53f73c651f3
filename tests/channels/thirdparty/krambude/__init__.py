"""The shop platform Krambude: `channel` calls it, `mapping` reads orders."""
