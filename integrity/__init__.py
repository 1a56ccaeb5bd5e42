"""What is kept sealed, and the only code that can open it."""
