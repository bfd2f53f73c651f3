"""Pages for machines that watch the hub: health and metrics. The API and the back office live elsewhere."""
