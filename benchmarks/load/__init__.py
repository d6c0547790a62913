"""What the service does under more load than it can bear, and while it is reloaded."""
