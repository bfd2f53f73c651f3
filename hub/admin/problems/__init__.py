"""The problems desk: what waits by its cause, who takes care of it, and the forms that mend it in place.

Apps plug in what mends their codes (`menders.register`), and what these are called
(`hub.problems.words.register`).
"""

from hub.admin.problems.admin import ProblemAdmin

__all__ = ["ProblemAdmin"]
