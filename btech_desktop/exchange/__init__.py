"""Every other file in or out."""
