"""What templates of the back office need beside Django's own."""
