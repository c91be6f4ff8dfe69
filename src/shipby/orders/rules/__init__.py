"""Rules of orders, one file a noun: facts (what arrives), merge, the filter language, status."""
