import CLibXLSXWriter

/// How a cell looks.
enum CellStyle: Int, Hashable, Sendable, CaseIterable {
  /// The name of what the workbook or the sheet is about.
  case title
  /// A heading within the first sheet.
  case heading
  /// What is said of a sheet, in one line.
  case remark
  /// What is said in a few lines.
  case paragraph
  /// A link to another sheet.
  case link
  /// A link to another sheet in a line of a table.
  case linkInTable
  /// The name of a column.
  case header
  /// The name of a column of numbers.
  case numberHeader
  /// The name of a column to fill in.
  case headerToFillIn
  /// A text.
  case text
  /// A text of several lines.
  case wrapped
  /// A text that must not be missed.
  case strong
  /// A number, with as many decimals as it has.
  case number
  /// How many there are.
  case count
  /// A number of one decimal.
  case oneDecimal
  /// A number of two decimals.
  case twoDecimals
  /// A word where a number would stand.
  case noNumber
  /// A day.
  case day
  /// A text that is filled in.
  case toFillIn
  /// A day that is filled in.
  case dayToFillIn
  /// The cells of who is called this week.
  case thisWeek
  /// The cells to fill in.
  case groundToFillIn
}

extension CellStyle {
  /// The colours, each with enough contrast to what stands on it (WCAG 2.2, 4.5:1), and none that says what no word says.
  ///
  /// - Source: NHS identity guidelines, colours: NHS Blue, NHS Dark Blue, NHS Black, tints for grounds.
  private static let blue: UInt32 = 0x005EB8
  private static let darkBlue: UInt32 = 0x003087
  private static let black: UInt32 = 0x231F20
  private static let white: UInt32 = 0xFFFFFF
  private static let paleYellow: UInt32 = 0xFFF8D6
  private static let yellow: UInt32 = 0xFFE58A
  private static let paleBlue: UInt32 = 0xE1EEFA
  private static let grey: UInt32 = 0xC8CED3

  /// Says to the library how such a cell looks.
  func describe(_ format: UnsafeMutablePointer<lxw_format>) {
    if let ground { unsafe format_set_bg_color(format, ground) }
    if isLined {
      unsafe format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
      unsafe format_set_bottom_color(format, CellStyle.grey)
    }
    // What only marks cells says nothing of their text.
    if self == .thisWeek || self == .groundToFillIn { return }
    unsafe format_set_font_name(format, "Arial")
    unsafe format_set_font_size(format, size)
    unsafe format_set_font_color(format, colour)
    unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    if isBold { unsafe format_set_bold(format) }
    if wraps { unsafe format_set_text_wrap(format) }
    if isLink { unsafe format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue)) }
    if let numberForm { unsafe format_set_num_format(format, numberForm) }
    if isRight { unsafe format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue)) }
    if self == .day { unsafe format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue)) }
    // Keeps a number off the text to its right; LibreOffice does so by the text's indent alone.
    if self == .text { unsafe format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue)) }
    if isRight || self == .text { unsafe format_set_indent(format, 1) }
  }

  private var size: Double {
    switch self {
    case .title: 16
    case .heading: 12
    default: 10
    }
  }

  private var colour: UInt32 {
    switch self {
    case .title, .heading: CellStyle.darkBlue
    case .link, .linkInTable: CellStyle.blue
    case .header, .numberHeader: CellStyle.white
    default: CellStyle.black
    }
  }

  private var isBold: Bool {
    switch self {
    case .title, .heading, .header, .numberHeader, .headerToFillIn, .strong: true
    default: false
    }
  }

  private var wraps: Bool {
    switch self {
    case .paragraph, .header, .numberHeader, .headerToFillIn, .wrapped, .strong, .toFillIn: true
    default: false
    }
  }

  private var ground: UInt32? {
    switch self {
    case .header, .numberHeader: CellStyle.blue
    case .headerToFillIn: CellStyle.yellow
    case .groundToFillIn: CellStyle.paleYellow
    case .thisWeek: CellStyle.paleBlue
    default: nil
    }
  }

  /// Whether a line stands below it.
  private var isLined: Bool {
    switch self {
    case .text, .wrapped, .strong, .linkInTable, .number, .count, .oneDecimal, .twoDecimals,
      .noNumber, .day, .groundToFillIn:
      true
    default: false
    }
  }

  private var isLink: Bool { self == .link || self == .linkInTable }

  private var isRight: Bool {
    switch self {
    case .number, .count, .oneDecimal, .twoDecimals, .noNumber, .numberHeader: true
    default: false
    }
  }

  /// The form of numbers: days with the month in letters, which nobody takes for another order, and texts as texts.
  private var numberForm: String? {
    switch self {
    case .day: "dd mmm yyyy"
    case .dayToFillIn: "dd/mm/yyyy"
    case .count: "#,##0"
    case .oneDecimal: "0.0"
    case .twoDecimals: "0.00"
    case .text, .wrapped, .strong, .toFillIn: "@"
    default: nil
    }
  }
}
