"""Understanding Thai text: what a message is about and how urgent it is."""
