"""What a template and a logo may be. Plain values only."""
