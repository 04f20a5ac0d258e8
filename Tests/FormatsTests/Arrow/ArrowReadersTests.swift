import Formats
import Foundation
import Tables
import Testing

/// The tools that analysts use open our files as they are.
struct ArrowReadersTests {
  /// A cell as the scripts below print it.
  private func printed(_ value: Value?) -> String {
    switch value {
    case nil: "None"
    case .boolean(let truth): truth ? "True" : "False"
    case .integer(let number): "\(number)"
    case .identifier(let identifier): identifier.disclosed
    case .pseudonym(let pseudonym): pseudonym.disclosed
    case .decimal(let number): "\(number)"
    case .day(let day): "\(day)"
    case .text(let text): text
    }
  }

  private func expected(_ table: Table) -> [String] {
    zip(table.names, table.columns).map { name, column in
      let cells = (0..<table.rowCount).map { printed(column.value(at: $0)) }
      return ([name] + cells).joined(separator: "|")
    }
  }

  private static let show = """
    def show(columns):
        for name, values in columns.items():
            print("|".join([name] + [str(value) for value in values]))

    """

  private func check(_ script: String, rowCount: Int) throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow").path
      let table = tableOfAllTypes(rowCount: rowCount)
      try writeArrow(table, to: path, metadata: [("phm.stage", "extract/patients")])
      let lines = try PythonTools.lines(ArrowReadersTests.show + script, path)
      #expect(lines == expected(table))
    }
  }

  @Test(
    "pyarrow sees equal values, types and metadata, and its full validation finds nothing",
    .enabled(if: PythonTools.has("pyarrow"), "needs python3 with pyarrow"),
    arguments: [0, 1, 65, 1000])
  func pyarrow(rowCount: Int) throws {
    let script = """
      import sys, pyarrow as pa, pyarrow.ipc as ipc
      table = ipc.open_file(pa.memory_map(sys.argv[1])).read_all()
      table.validate(full=True)
      def narrowest(largest):
          return next(t for bits, t in ((8, pa.int8()), (16, pa.int16()), (32, pa.int32()), (64, pa.int64()))
                      if largest < 2 ** (bits - 1))
      def type_of(name):
          kind, column = name.split()[0], table[name]
          if kind in ("integer", "identifier"):
              return narrowest(max([v if v >= 0 else ~v for v in column.to_pylist() if v is not None], default=0))
          if kind in ("text", "pseudonym"):
              texts = max([len(chunk.dictionary) for chunk in column.chunks], default=0)
              return pa.dictionary(narrowest(texts - 1), pa.utf8())
          return {"boolean": pa.bool_(), "decimal": pa.float64(), "day": pa.date32()}[kind]
      for field in table.schema:
          assert field.type == type_of(field.name), field
          assert field.nullable
          type = field.name.split()[0]
          is_key = type in ("identifier", "pseudonym")
          assert field.metadata == ({b"phm.type": type.encode()} if is_key else None), field
      assert table.schema.metadata == {b"phm.stage": b"extract/patients"}
      for name in table.column_names:
          missing = {"full": 0, "none": len(table), "holed": len(range(1, len(table), 3))}
          assert table[name].null_count == missing[name.split()[1]], name
      show(table.to_pydict())
      """
    try check(script, rowCount: rowCount)
  }

  @Test(
    "pandas sees equal values",
    .enabled(if: PythonTools.has("pandas", "pyarrow"), "needs python3 with pandas"))
  func pandas() throws {
    let script = """
      import sys, pandas as pd
      frame = pd.read_feather(sys.argv[1], dtype_backend="pyarrow")
      show({name: [None if pd.isna(v) else v for v in frame[name]] for name in frame.columns})
      """
    try check(script, rowCount: 200)
  }

  @Test(
    "Polars sees equal values",
    .enabled(if: PythonTools.has("polars"), "needs python3 with polars"),
    arguments: [0, 200])
  func polars(rowCount: Int) throws {
    let script = """
      import sys, polars as pl
      show(pl.read_ipc(sys.argv[1]).to_dict(as_series=False))
      """
    try check(script, rowCount: rowCount)
  }

  @Test(
    "DuckDB sees equal values through pyarrow",
    .enabled(if: PythonTools.has("duckdb", "pyarrow"), "needs python3 with duckdb and pyarrow"))
  func duckdb() throws {
    let script = """
      import sys, duckdb, pyarrow as pa, pyarrow.ipc as ipc
      patients = ipc.open_file(pa.memory_map(sys.argv[1])).read_all()
      result = duckdb.sql("select * from patients")
      names = [column[0] for column in result.description]
      rows = result.fetchall()
      show({name: [row[i] for row in rows] for i, name in enumerate(names)})
      """
    try check(script, rowCount: 200)
  }
}
