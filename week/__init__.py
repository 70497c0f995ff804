"""The coming seven days near somebody, made to be sent."""
