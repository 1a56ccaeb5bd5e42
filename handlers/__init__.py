"""What comes in from LINE: one short function for each kind of event."""
