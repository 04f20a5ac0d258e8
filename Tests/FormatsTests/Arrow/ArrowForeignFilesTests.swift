import Formats
import Foundation
import Tables
import Testing

/// Files that other tools wrote.
@Suite(
  .enabled(
    if: PythonTools.has("pyarrow", "polars", "pandas"),
    "needs python3 with pyarrow, polars and pandas"))
struct ArrowForeignFilesTests {
  private static let prelude = """
    import sys, datetime as dt, pyarrow as pa, pyarrow.ipc as ipc
    def write(*batches, **options):
        with ipc.new_file(sys.argv[1], batches[0].schema, options=ipc.IpcWriteOptions(**options)) as file:
            for batch in batches: file.write(batch)

    """

  private func read(_ script: String, columns: [String]? = nil) throws -> Table {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow").path
      _ = try PythonTools.lines(ArrowForeignFilesTests.prelude + script, path)
      return try readArrow(path, columns: columns)
    }
  }

  private func integers(_ values: [Int64?]) -> Column {
    Column(.integer, values.map { $0.map { .integer($0) } })
  }

  private func texts(_ values: [String?]) -> Column {
    Column(.text, values.map { $0.map { .text($0) } })
  }

  @Test(
    "whole numbers of every width are read, also over several batches",
    arguments: ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
  func wholeNumbers(type: String) throws {
    let table = try read(
      """
      def batch(*values): return pa.record_batch({"a": pa.array(values, pa.\(type)())})
      write(batch(1, None, 3), batch(), batch(None, *range(127)), batch(5, 6))
      """)
    #expect(table["a"] == integers([1, nil, 3, nil] + Array(0..<127).map { Int64($0) } + [5, 6]))
  }

  @Test("a whole number beyond 64 bits with a sign is refused")
  func tooLarge() throws {
    #expect(throws: ArrowFault.malformed(.range)) {
      try read("write(pa.record_batch({'a': pa.array([2 ** 63], pa.uint64())}))")
    }
  }

  @Test("floats, days, timestamps and truth values are read, also over several batches")
  func otherNumbers() throws {
    let table = try read(
      """
      def batch(decimals, days, instants, truths):
          ms = [d and dt.datetime.combine(d, dt.time()) for d in days]
          return pa.record_batch({
            "float": pa.array(decimals, pa.float32()), "double": pa.array(decimals, pa.float64()),
            "date32": pa.array(days, pa.date32()), "date64": pa.array(ms, pa.date64()),
            "s": pa.array(instants, pa.timestamp("s")), "us": pa.array(instants, pa.timestamp("us", tz="UTC")),
            "ns": pa.array(instants, pa.timestamp("ns")), "bool": pa.array(truths)})
      day, eve = dt.date(2026, 11, 21), dt.date(1969, 12, 31)
      write(batch([0.5, None, 2], [day, None, eve],
                  [dt.datetime(2026, 11, 21, 23, 59, 59), None, dt.datetime(1969, 12, 31, 23)],
                  [True, None, False]),
            batch([3.0], [day], [dt.datetime(2026, 11, 21)], [True]))
      """)
    let decimals = Column(.decimal, [.decimal(0.5), nil, .decimal(2), .decimal(3)])
    let day = try #require(Day(iso: "2026-11-21"))
    let days = Column(.day, [.day(day), nil, .day(Day(number: -1)), .day(day)])
    for name in ["float", "double"] { #expect(table[name] == decimals, "\(name)") }
    for name in ["date32", "date64", "s", "us", "ns"] { #expect(table[name] == days, "\(name)") }
    #expect(
      table["bool"] == Column(.boolean, [.boolean(true), nil, .boolean(false), .boolean(true)]))
  }

  @Test(
    "texts of every encoding are read, also over several batches",
    arguments: ["utf8", "large_utf8", "string_view"])
  func plainTexts(type: String) throws {
    let table = try read(
      """
      def batch(*values): return pa.record_batch({"a": pa.array(values, pa.\(type)()), "n": pa.array([1] * len(values), pa.int8())})
      long = "a text of more than twelve bytes, "
      write(batch("AF", None, "", "Café"), batch(), batch(long + "AF", "AF", None, long + "AF", long + "HF"))
      """)
    let long = "a text of more than twelve bytes, "
    #expect(
      table["a"]
        == texts(["AF", nil, "", "Café", long + "AF", "AF", nil, long + "AF", long + "HF"]))
    #expect(table["n"] == integers([Int64?](repeating: 1, count: 9)))
  }

  @Test(
    "dictionaries with codes of every width are read",
    arguments: ["int8", "int16", "int32", "int64", "uint8", "uint32"])
  func dictionaries(type: String) throws {
    let table = try read(
      """
      def array(codes): return pa.DictionaryArray.from_arrays(
        pa.array(codes, pa.\(type)()), pa.array(["AF", "HF", "AF", None, "PAD"], pa.large_utf8()))
      write(pa.record_batch({"a": array([1, 0, None, 2, 3, 4])}), pa.record_batch({"a": array([4, 4])}))
      """)
    #expect(table["a"] == texts(["HF", "AF", nil, "AF", nil, "PAD", "PAD", "PAD"]).reordered)
  }

  @Test("columns that nobody wants are stepped over, whatever their type")
  func otherTypes() throws {
    let script = """
      n = 3
      write(pa.record_batch({
        "null": pa.nulls(n), "list": pa.array([[1], None, [2, 3]]), "large": pa.array([[1], [], None], pa.large_list(pa.int8())),
        "struct": pa.array([{"x": 1, "y": "a"}] * n), "fixed": pa.array([[1, 2]] * n, pa.list_(pa.int32(), 2)),
        "map": pa.array([[("a", 1)]] * n, pa.map_(pa.utf8(), pa.int64())), "binary": pa.array([b"a"] * n),
        "bview": pa.array([b"more than twelve bytes"] * n, pa.binary_view()), "bytes": pa.array([b"ab"] * n, pa.binary(2)),
        "decimal": pa.array([1] * n, pa.decimal128(10, 2)), "time": pa.array([dt.time(1)] * n),
        "span": pa.array([dt.timedelta(1)] * n), "half": pa.array([1.0] * n, pa.float64()).cast(pa.float16()),
        "local": pa.array([dt.datetime(2026, 1, 1)] * n, pa.timestamp("s", tz="Europe/London")),
        "coded": pa.array([[1]] * n, pa.list_(pa.int64())), "numbers": pa.array([7] * n).dictionary_encode(),
        "wanted": pa.array(["x", None, "z"]), "after": pa.array([1, 2, 3])}))
      """
    let table = try read(script, columns: ["after", "wanted", "null"])
    #expect(table["wanted"] == texts(["x", nil, "z"]))
    #expect(table["after"] == integers([1, 2, 3]))
    #expect(table["null"] == texts([nil, nil, nil]))
    for name in ["list", "struct", "decimal", "half", "local", "numbers", "bview"] {
      #expect(throws: ArrowFault.malformed(.columnType), "\(name)") {
        try read(script, columns: [name])
      }
    }
  }

  @Test("a missing row's value is zero, whatever the file has there")
  func garbageUnderMissing() throws {
    let table = try read(
      """
      import struct
      validity = pa.py_buffer(bytes([0b101]))
      numbers = pa.Array.from_buffers(pa.int64(), 3, [validity, pa.py_buffer(struct.pack("<3q", 1, 99, 3))])
      codes = pa.Array.from_buffers(pa.int32(), 3, [validity, pa.py_buffer(struct.pack("<3i", 0, 77, 1))])
      write(pa.record_batch({"a": numbers, "b": pa.DictionaryArray.from_arrays(codes, ["x", "y"], safe=False)}))
      """)
    #expect(table["a"] == integers([1, nil, 3]))
    #expect(table["b"] == texts(["x", nil, "y"]))
  }

  @Test("a slice of a larger table is read as the slice")
  func slices() throws {
    let table = try read(
      """
      whole = pa.record_batch({"a": pa.array([None if i % 3 == 0 else i for i in range(100)]),
                               "t": pa.array([None if i % 4 == 0 else str(i) for i in range(100)])})
      write(whole.slice(5, 20))
      """)
    #expect(table["a"] == integers((5..<25).map { $0 % 3 == 0 ? nil : Int64($0) }))
    #expect(table["t"] == texts((5..<25).map { $0 % 4 == 0 ? nil : "\($0)" }))
  }

  @Test("Polars and pandas files are read")
  func otherWriters() throws {
    let polars = try read(
      """
      import polars as pl
      pl.DataFrame({"code": ["AF", None, "a text of more than twelve bytes"], "n": [1, 2, None],
        "on": [dt.date(2026, 1, 2), None, None], "known": [True, False, None],
        "cat": pl.Series(["x", None, "x"], dtype=pl.Categorical)}).write_ipc(sys.argv[1])
      """)
    #expect(polars["code"] == texts(["AF", nil, "a text of more than twelve bytes"]))
    #expect(polars["n"] == integers([1, 2, nil]))
    #expect(polars["on"]?.value(at: 0) == Day(iso: "2026-01-02").map { .day($0) })
    #expect(polars["known"] == Column(.boolean, [.boolean(true), .boolean(false), nil]))
    #expect(polars["cat"]?.value(at: 2) == .text("x"))
    let pandas = try read(
      """
      import pandas as pd
      pd.DataFrame({"code": ["AF", None, "HF"], "n": [1.5, None, 2]}).to_feather(
        sys.argv[1], compression="uncompressed")
      """)
    #expect(pandas["code"] == texts(["AF", nil, "HF"]))
    #expect(pandas["n"] == Column(.decimal, [.decimal(1.5), nil, .decimal(2)]))
  }

  @Test(
    "what pyarrow, Polars and pandas compress by LZ4 is read, and buffers that did not become smaller"
  )
  func lz4() throws {
    let arrow = try read(
      """
      import random
      generator = random.Random(4)
      n = 70000
      write(pa.record_batch({
        "steps": pa.array([None if i % 7 == 0 else i for i in range(n)]),
        "noise": pa.array([generator.getrandbits(63) for _ in range(n)], pa.int64()),
        "truth": pa.array([i % 3 == 0 for i in range(n)]),
        "code": pa.array([f"code {i % 5}" for i in range(n)]).dictionary_encode(),
        "view": pa.array(["a text of more than twelve bytes", None, "short"] * 10 + [None] * (n - 30), pa.string_view()),
        "text": pa.array(["a", None, "a text"] * 10 + [""] * (n - 30))}), compression="lz4")
      """)
    #expect(arrow.rowCount == 70_000)
    #expect(arrow["steps"] == integers((0..<70_000).map { $0 % 7 == 0 ? nil : Int64($0) }))
    #expect(arrow["truth"]?.value(at: 69_999) == .boolean(true))
    #expect(arrow["code"]?.value(at: 69_999) == .text("code 4"))
    #expect(arrow["view"]?.value(at: 27) == .text("a text of more than twelve bytes"))
    #expect(arrow["text"]?.value(at: 29) == .text("a text"))
    guard case .integer(let noise)? = arrow["noise"] else {
      Issue.record("no whole numbers")
      return
    }
    #expect(Set(noise.values).count == 70_000 && noise.values.allSatisfy { $0 >= 0 })
    let polars = try read(
      """
      import polars as pl
      pl.DataFrame({"code": ["AF", None, "AF"] * 400, "n": [1, 2, None] * 400}).write_ipc(sys.argv[1], compression="lz4")
      """)
    #expect(polars["code"] == texts(["AF", nil, "AF"].repeated(400)))
    #expect(polars["n"] == integers([1, 2, nil].repeated(400)))
    let pandas = try read(
      """
      import pandas as pd
      pd.DataFrame({"n": [1.5, None, 2] * 400}).to_feather(sys.argv[1])
      """)
    #expect(
      pandas["n"] == Column(.decimal, [.decimal(1.5), nil, .decimal(2)].repeated(400)))
  }

  @Test(
    "otherwise compressed, changing, big-endian and streamed files are refused, each with its reason"
  )
  func refused() throws {
    #expect(throws: ArrowFault.malformed(.compressed)) {
      try read("write(pa.record_batch({'a': list(range(1000))}), compression='zstd')")
    }
    #expect(throws: ArrowFault.malformed(.changingDictionary)) {
      try read(
        """
        def batch(*values): return pa.record_batch({"a": pa.array(values).dictionary_encode()})
        write(batch("x"), batch("x", "y"), emit_dictionary_deltas=True)
        """)
    }
    #expect(throws: ArrowFault.malformed(.magic)) {
      try read(
        """
        batch = pa.record_batch({"a": [1, 2]})
        with ipc.new_stream(sys.argv[1], batch.schema) as stream: stream.write_batch(batch)
        """)
    }
    #expect(throws: ArrowFault.malformed(.schema)) {
      try read("write(pa.RecordBatch.from_arrays([pa.array([1]), pa.array([2])], ['a', 'a']))")
    }
    #expect(throws: ArrowFault.malformed(.utf8)) {
      try read(
        """
        bad = pa.Array.from_buffers(pa.utf8(), 1, [None, pa.py_buffer(bytes([0, 0, 0, 0, 1, 0, 0, 0])), pa.py_buffer(bytes([255]))])
        write(pa.record_batch({"a": bad}))
        """)
    }
  }
}

extension Array {
  /// The elements, so many times.
  fileprivate func repeated(_ count: Int) -> [Element] { (0..<count).flatMap { _ in self } }
}

extension Column {
  /// The same texts with the dictionary in the order that a test's file has.
  fileprivate var reordered: Column {
    guard case .text(let column) = self else { return self }
    let dictionary = TextDictionary(["AF", "HF", "PAD"])
    let codes = column.codes.indices.map { row in
      value(at: row) == nil
        ? 0 : dictionary.code(of: column.dictionary[column.codes[row]]) ?? -1
    }
    return .text(TextColumn(codes: codes, present: column.present, dictionary: dictionary))
  }
}
