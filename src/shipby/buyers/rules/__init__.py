"""Rules of the vault: what is personal, and until when it may be kept."""
