"""What the service shows and takes over HTTP: the webhook, the public pages, pictures, health."""
