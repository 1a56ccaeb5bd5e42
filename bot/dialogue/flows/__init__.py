"""The conversations of this release, each one literal that can be read aloud."""
