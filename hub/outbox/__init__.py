"""Messages owed to the world: published to RabbitMQ with confirms, or drained in place without a broker."""
