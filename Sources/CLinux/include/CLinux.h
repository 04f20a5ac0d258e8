#ifndef PHM_CLINUX_H
#define PHM_CLINUX_H

#include <sys/types.h>

// What the C library has only where GNU's additions are asked for, as its manual pages declare it.
extern int syncfs(int descriptor);
extern int sync_file_range(int descriptor, __off64_t offset, __off64_t count, unsigned int flags);
extern int renameat2(
    int old_folder, const char *old_path, int new_folder, const char *new_path, unsigned int flags);

static const unsigned int phm_sync_file_range_write = 2;
static const unsigned int phm_rename_exchange = 2;

#endif
