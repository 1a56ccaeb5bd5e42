"""Speaking with LINE's platform: the only home of the LINE library."""
