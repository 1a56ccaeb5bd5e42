"""What differs between deployments and between offices, read once and never changed."""
