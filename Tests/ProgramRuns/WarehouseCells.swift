import Foundation

/// What a warehouse says that the files of its release do not, cell by cell, as Python's own SQLite reads it.
struct WarehouseCells {
  /// What differs, a line a difference; empty where nothing does.
  var differences: [String]
  /// How many files, rows and cells were held.
  var files = 0
  var rows = 0
  var cells = 0

  /// Holds the warehouse of a release against every list and every file of the system folder.
  init(of release: URL) throws {
    let output = String(decoding: try pythonOutput(cellsScript, [release.path]), as: UTF8.self)
    var lines = output.split(separator: "\n").map { String($0) }
    let counts = (lines.popLast() ?? "").matches(of: /[0-9]+/).compactMap { Int($0.output) }
    differences = lines
    guard counts.count == 3 else { throw WorkbookTextFault(path: release.path) }
    (files, rows, cells) = (counts[0], counts[1], counts[2])
  }
}

/// The tables and views of a warehouse, and what it says of them and of its lists: what a person can review.
func warehouseText(at url: URL) throws -> Data {
  let script = #"""
    import sqlite3, sys
    database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    for name, statement in database.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"):
        print(f"== {name}\n" + statement.replace(" FROM ", "\nFROM ").replace(" UNION ALL ", "\nUNION ALL ").replace(", ", ",\n  "))
    for table in ("release", "lists", "lists_by_network", "data_dictionary"):
        print(f"== rows of {table}")
        if database.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone():
            for row in database.execute(f"SELECT * FROM \"{table}\" ORDER BY rowid"):
                print(" | ".join("" if value is None else str(value) for value in row))
    """#
  return try pythonOutput(script, [url.path])
}

private let cellsScript = #"""
  import csv, pathlib, sqlite3, sys

  release = pathlib.Path(sys.argv[1])
  database = sqlite3.connect(f"file:{release / 'warehouse.sqlite'}?mode=ro", uri=True)
  cells = rows_held = files = 0


  def say(text):
      print(text)


  def same(cell, value, column, hidden):
      """Whether a cell of a file and a value of the database are the same."""
      if cell == "*":
          return value is None and column in hidden
      if value is None:
          return cell == "" and column not in hidden
      if isinstance(value, str):
          return cell == value and value != ""
      if cell in ("true", "false"):
          return value == (cell == "true")
      return float(cell) == value


  def hold(name, header, lines, table, where, parameters, order):
      global cells, rows_held, files
      files += 1
      columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
      missing = [c for c in header if c not in columns]
      if missing:
          return say(f"{name}: {table} has no {missing}")
      hidden = '"hidden"' if "hidden" in columns else "NULL"
      query = f'SELECT {", ".join(chr(34) + c + chr(34) for c in header)}, {hidden} FROM "{table}" WHERE {where} ORDER BY {order}'
      rows = database.execute(query, parameters).fetchall()
      if len(rows) != len(lines):
          return say(f"{name}: {len(lines)} lines and {len(rows)} rows")
      for number, (line, row) in enumerate(zip(lines, rows), 2):
          hides = set((row[-1] or "").split())
          for column, cell, value in zip(header, line, row):
              cells += 1
              if not same(cell, value, column, hides):
                  say(f"{name}:{number}: {column} differs")
          rows_held += 1


  def read(path):
      with open(path, newline="", encoding="utf-8") as file:
          reader = csv.reader(file)
          return next(reader), list(reader)


  views = {name: view for name, view in database.execute("SELECT list, view_name FROM lists")} if \
      database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'lists'").fetchone() else {}
  tables = {name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
  measures = [name for name, in database.execute("SELECT indicator FROM measures")] if "measures" in tables else []
  seen = {}
  for path in sorted(release.glob("U*/*.csv")):
      view = views.get(path.stem)
      if view is None:
          say(f"{path.stem}: no such list")
          continue
      header, lines = read(path)
      seen[path.stem] = seen.get(path.stem, 0) + len(lines)
      hold(str(path.relative_to(release)), header, lines, view, "pcn_code = ?", (path.parent.name,), "rank")
  for name, count in database.execute("SELECT list, people FROM lists") if views else []:
      if seen.get(name) != count:
          say(f"{name}: {seen.get(name)} people in files and {count} in lists")
  for path in sorted(release.glob("system/*.csv")):
      header, lines = read(path)
      table, where, parameters = path.stem.replace("-", "_"), "1", ()
      if path.stem in measures:
          table, where, parameters = "indicators", "indicator = ?", (path.stem,)
      for suffix in ("-unmatched", "-unallocated"):
          if path.stem.endswith(suffix) and path.stem[:-len(suffix)] in measures:
              table, where, parameters = "indicators" + suffix.replace("-", "_"), "indicator = ?", (path.stem[:-len(suffix)],)
      if path.stem.startswith("segments-"):
          table, where, parameters = "segments", "segmentation = ?", (path.stem[len("segments-"):],)
      if table not in tables:
          say(f"{path.stem}: no table {table}")
          continue
      hold(str(path.relative_to(release)), header, lines, table, where, parameters, "rowid")

  for check in ("integrity_check", "foreign_key_check"):
      rows = database.execute(f"PRAGMA {check}").fetchall()
      if rows not in ([], [("ok",)]):
          say(f"{check}: {rows[:3]}")
  for name, kind in database.execute("SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view')").fetchall():
      wanted = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
      told = [row[0] for row in database.execute(
          "SELECT column_name FROM data_dictionary WHERE object = ? AND kind = ? ORDER BY position", (name, kind))]
      if wanted != told:
          say(f"{name}: the dictionary tells other columns: {told} for {wanted}")
      for column, declared, required in [(r[1], r[2], r[3]) for r in database.execute(f'PRAGMA table_info("{name}")')]:
          if kind == "table" and database.execute(f'SELECT 1 FROM "{name}" WHERE "{column}" = \'\'').fetchone():
              say(f"{name}.{column} has an empty text")
          missing, = database.execute("SELECT missing FROM data_dictionary WHERE object = ? AND column_name = ?", (name, column)).fetchone()
          if missing == "never missing" and database.execute(f'SELECT 1 FROM "{name}" WHERE "{column}" IS NULL').fetchone():
              say(f"{name}.{column} is missing somewhere")
  print(f"held {files} files, {rows_held} rows, {cells} cells")
  """#
