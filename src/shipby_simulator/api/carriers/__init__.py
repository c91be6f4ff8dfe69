"""Carriers and resellers of postage under ``/carriers/<kind>``: five ways to know a purchase again, and a tracking service.

The JSON is ours, in the shape that such services have in common. What differs between the kinds is the one thing that decides
whether a lost answer costs money twice (reliability 3.5): ``key`` replays by an idempotency key, ``unique`` refuses a second
purchase under the same outside id, ``list`` finds labels by reference, ``none`` offers nothing, ``async`` sells later.
"""
