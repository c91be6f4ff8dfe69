"""What stands between the wire and the world: login, operations, buckets, faults, controls."""
