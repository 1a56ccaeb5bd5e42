"""What time brings: sweeps over facts, in a process of their own."""
