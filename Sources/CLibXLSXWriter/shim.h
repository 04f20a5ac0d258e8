#ifndef PHM_CLIBXLSXWRITER_SHIM_H
#define PHM_CLIBXLSXWRITER_SHIM_H

#include <xlsxwriter.h>

/// Opens a workbook whose rows go to unlinked files in `folder` as they are written: no sheet is held in memory.
static inline lxw_workbook *_Nullable phm_xlsx_open(const char *_Nonnull path,
                                                    const char *_Nonnull folder) {
  lxw_workbook_options options = {
      .constant_memory = LXW_TRUE, .tmpdir = (char *)folder, .use_zip64 = LXW_FALSE};
  return workbook_new_opt(path, &options);
}

/// Sets the file's title and the second in which it says that it was made, which otherwise is the clock's.
static inline lxw_error phm_xlsx_set_properties(lxw_workbook *_Nonnull workbook,
                                                const char *_Nonnull title, long long seconds) {
  lxw_doc_properties properties = {.title = (char *)title, .created = (time_t)seconds};
  return workbook_set_properties(workbook, &properties);
}

/// Offers the words of a range to choose from, and refuses others.
static inline lxw_error phm_xlsx_offer(lxw_worksheet *_Nonnull sheet, uint32_t first,
                                       uint32_t last, uint16_t column,
                                       const char *_Nonnull range, const char *_Nonnull title,
                                       const char *_Nonnull text) {
  lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_LIST_FORMULA,
                                    .value_formula = (char *)range,
                                    .input_title = (char *)title,
                                    .input_message = (char *)text,
                                    .error_title = (char *)title,
                                    .error_message = (char *)text};
  return worksheet_data_validation_range(sheet, first, column, last, column, &validation);
}

/// Refuses what is no day between two days.
static inline lxw_error phm_xlsx_ask_day(lxw_worksheet *_Nonnull sheet, uint32_t first,
                                         uint32_t last, uint16_t column, int firstYear,
                                         int lastYear, const char *_Nonnull title,
                                         const char *_Nonnull text) {
  lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_DATE,
                                    .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
                                    .minimum_datetime = {firstYear, 1, 1, 0, 0, 0},
                                    .maximum_datetime = {lastYear, 12, 31, 0, 0, 0},
                                    .input_title = (char *)title,
                                    .input_message = (char *)text,
                                    .error_title = (char *)title,
                                    .error_message = (char *)text};
  return worksheet_data_validation_range(sheet, first, column, last, column, &validation);
}

/// Shows the cells of a range in a format where a formula holds.
static inline lxw_error phm_xlsx_mark(lxw_worksheet *_Nonnull sheet, uint32_t first,
                                      uint16_t firstColumn, uint32_t last, uint16_t lastColumn,
                                      const char *_Nonnull formula,
                                      lxw_format *_Nonnull format) {
  lxw_conditional_format condition = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                      .value_string = (char *)formula,
                                      .format = format};
  return worksheet_conditional_format_range(sheet, first, firstColumn, last, lastColumn,
                                            &condition);
}

#endif
