"""What `make` calls: set-up, the services that tests need, and the stages of a check.

Standard library only (and, for talking to MariaDB and RabbitMQ, their drivers): nothing here needs Django
or imports the product, and no product code imports this.
"""
