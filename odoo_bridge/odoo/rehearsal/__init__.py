"""An Odoo that is never written to: reading goes to the real one, writing is recorded and answered here.

The delivery's own steps run against it and cannot tell the difference. `transport` is what they talk to,
`reading_only` what cannot write, `pretended` what would be there, and one module for each kind of record.
`words` tells what a recorded call would do, `exact` what it would send. Nothing of the hub's tables lives
here.
"""
