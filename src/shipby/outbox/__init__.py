"""What must still leave: intents, the lanes they leave by, and the file batches of lanes without an API.

Owns: intents and their states, lanes with lease, fencing number and quota, batches and their rows.
Never: calls a partner; knows an order's table.
"""
