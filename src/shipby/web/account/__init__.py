"""Signing in and out, setting and changing a password. The flows are allauth's; words, looks and rules are ours."""
