"""Tables that come back: what the export of each kind wrote is read, compared with what stands and written by the services.

kind = KINDS["updates"]
importer = kind.importer(plan, by, now)
result = run(importer, read(importer.table, grid), keep=False)
"""

from plan.imports.kinds import KINDS, Importing, rows_to_export

__all__ = ["KINDS", "Importing", "rows_to_export"]
