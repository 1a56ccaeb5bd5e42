"""What the service does under load, as figures beside a floor measured in the same run."""
