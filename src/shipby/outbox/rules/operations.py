"""The operations that have a lane, and what their intents are about."""

CONFIRMATION_FILE = "shipping-confirmation-file"
"""Amazon's *Shipping confirmation* flat file, carried by a person (amazon-policy 3.3)."""

PARCEL = "parcel"
"""Subject of an intent: one parcel; its key is our row of it."""
