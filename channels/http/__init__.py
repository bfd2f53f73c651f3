"""One HTTP transport for every channel: patient, bounded, rate limited, guarded, and silent about secrets.

`transport` decides and logs; `exchange` is one request on the wire; `retry` decides about another try;
`limits` keeps the pace; `addresses` and `urls` guard where a connection goes; `body` reads JSON; `classify`
names what went wrong; `redaction` keeps secrets out of logs. What must not live here: anything that knows a
platform.
"""

from channels.http.answer import Answer
from channels.http.exchange import Timeouts
from channels.http.limits import Limit
from channels.http.transport import Http, Settings, Signer, unsigned

__all__ = ["Answer", "Http", "Limit", "Settings", "Signer", "Timeouts", "unsigned"]
