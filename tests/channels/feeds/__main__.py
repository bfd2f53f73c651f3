"""`make feeds`: thousands of feeds of every style, or one told as a story."""

import argparse
import os
import random
import sys


def main() -> int:
    """Exit code 0 when nothing was lost or doubled."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from tests.channels.feeds.run import STYLES, run

    parser = argparse.ArgumentParser(prog="feeds", description=__doc__)
    parser.add_argument("styles", nargs="*", default=list(STYLES), metavar="STYLE", help=", ".join(STYLES))
    parser.add_argument("--feeds", type=int, default=10_000, help="how many of each style")
    parser.add_argument("--seed", type=int, default=random.randrange(10**9), help="of the first one")
    parser.add_argument("--story", action="store_true", help="tell what happened in those that failed")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    failed = 0
    for name in asked.styles:
        tally = run(STYLES[name], range(asked.seed, asked.seed + asked.feeds))
        print(tally, flush=True)
        for verdict in tally.failed[:10]:
            print(f"  seed {verdict.seed}: {verdict.problems[0]}")
            if asked.story:
                print("\n".join(f"    {line}" for line in verdict.story))
        failed += len(tally.failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
