"""What somebody typed and sent when his session was over: kept for an hour, given back after the login."""
