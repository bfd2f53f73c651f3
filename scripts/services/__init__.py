"""A real MariaDB and a real RabbitMQ for the tests, wherever they can be had.

In this order: the addresses in `DATABASE_URL` and `AMQP_URL`; the standard ports; containers, where a Docker
engine answers; Debian's packages, installed if need be and started on private folders and free ports. When
none of it works the run fails with one sentence that says what was tried: tests are never skipped for it.
"""
