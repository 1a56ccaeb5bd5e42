"""Files people send: fetched from LINE, rebuilt without what they give away, sealed."""
