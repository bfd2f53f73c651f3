"""What each address answers. Thin: what is read and how it looks lives beside this package."""
