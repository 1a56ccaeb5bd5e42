"""Speaking LINE: conversations, their rendering, their delivery, and the LINE platform itself."""
