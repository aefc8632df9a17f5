"""When somebody is reminded of what."""
