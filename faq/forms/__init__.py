"""What readers and staff type."""
