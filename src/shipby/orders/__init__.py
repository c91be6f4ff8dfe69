"""What was sold: orders and their lines, holds, notes, tags, search.

Owns: one row per order, with everything the queue needs to find and group it.
Answers: queue rows, one order, counts. Its ``rules`` merge what arrives and read the filter language.
Never: holds anything about a person; knows a parcel.
"""
