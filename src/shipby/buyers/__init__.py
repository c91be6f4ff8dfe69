"""For whom: names, addresses, e-mail, phone, tax ids, gift messages, customization. The vault.

Owns: the only columns about people, all sealed with AES-256-GCM and bound to their row and column.
Answers: one order's recipient or buyer to who may see it, and the reveal is an event.
Never: searchable in clear, in a list, a log, an address of a page or a job's arguments.
"""
