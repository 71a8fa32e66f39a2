"""`python -m addin`: the same as `samret`."""

from addin.cli import main

raise SystemExit(main())
