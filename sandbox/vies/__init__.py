"""VIES, the EU's register of VAT numbers, as a real HTTP server: REST and SOAP, with a fault per member
state.

``register`` is who is registered; ``answers`` writes verdicts as REST and SOAP do; ``sandbox`` is the
server. No opinion on what a verdict means for an order belongs here.
"""

from sandbox.vies.register import Trader
from sandbox.vies.sandbox import ViesSandbox

__all__ = ["Trader", "ViesSandbox"]
