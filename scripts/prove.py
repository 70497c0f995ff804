"""`make prove`: what tests of a few seconds cannot show, most of it on the running server.

Exit code 1 when a proof fails; all are run.
"""

import sys

import prove_away
import prove_backups
import prove_borders
import prove_calendars
import prove_clients
import prove_containers
import prove_daily
import prove_deploy
import prove_doors
import prove_files
import prove_full_disk
import prove_geocode
import prove_histories
import prove_indexes
import prove_kept_pages
import prove_kills
import prove_machines
import prove_maps
import prove_opendata
import prove_page_store
import prove_readers
import prove_rolling
import prove_sheets

PROOFS = (
    prove_away,
    prove_borders,
    prove_readers,
    prove_machines,
    prove_page_store,
    prove_indexes,
    prove_histories,
    prove_files,
    prove_sheets,
    prove_geocode,
    prove_calendars,
    prove_kept_pages,
    prove_maps,
    prove_opendata,
    prove_doors,
    prove_clients,
    prove_rolling,
    prove_deploy,
    prove_containers,
    prove_backups,
    prove_daily,
    prove_full_disk,
    prove_kills,
)


def main():
    codes = []
    for proof in PROOFS:
        print(f"\n{proof.__doc__.partition(':')[0]}.", flush=True)
        codes.append(proof.main())
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
