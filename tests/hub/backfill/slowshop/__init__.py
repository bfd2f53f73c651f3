"""An app that brings a slow shop into a process of the hub: `CHANNELS=tests.hub.backfill.slowshop`."""
