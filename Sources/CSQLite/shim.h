#ifndef PHM_CSQLITE_SHIM_H
#define PHM_CSQLITE_SHIM_H

#include <sqlite3.h>

/// Binds a text that stays where it is until the statement has been stepped: the library makes no copy of it.
static inline int phm_sqlite_bind_text(sqlite3_stmt *_Nonnull statement, int index,
                                       const unsigned char *_Nonnull text, int count) {
  return sqlite3_bind_text(statement, index, (const char *)text, count, SQLITE_STATIC);
}

#endif
