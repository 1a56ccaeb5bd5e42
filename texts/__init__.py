"""Every word a person reads, in Thai and in English."""
