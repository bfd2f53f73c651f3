"""Secrets at rest: AES-256-GCM under keys from the environment, rotatable, never shown again."""
