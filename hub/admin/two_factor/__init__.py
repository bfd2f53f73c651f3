"""The pages of the second factor: setting it up, showing it, and taking it back."""
