"""The shapes of the answers. Reading only; the unified order passes through as it is stored."""
