"""Reading older orders again: asked for by a person, or every night, beside polling and after it.

A backfill is a row that goes on from its position whoever works on it. It stores what it reads through
`hub.ingest`, like polling, and never moves the shop's cursor.
"""

from hub.backfill.nightly import newest_rereads, start_rereads
from hub.backfill.rounds import run_due
from hub.backfill.starting import count, start
from hub.backfill.switches import cancel, pause, resume
from hub.backfill.working import Leg, work

__all__ = [
    "Leg",
    "cancel",
    "count",
    "newest_rereads",
    "pause",
    "resume",
    "run_due",
    "start",
    "start_rereads",
    "work",
]
