"""What came in: imports, raw versions, quarantine, and what an import replaced so that it can be taken back.

Owns: where each record came from, what could not be read and why.
Never: decides what an order is; holds anything personal that is not sealed.
"""
