#define _GNU_SOURCE
#include "ZipLevel.h"

#include <dlfcn.h>
#include <stdlib.h>

// Types and order of minizip 1.1's zip.h, which stand in its interface since 1.01 and cannot change without another library's name.
typedef int (*opening)(void *file, const char *name, const void *about, const void *local,
                       unsigned int localSize, const void *global, unsigned int globalSize,
                       const char *comment, int method, int level, int raw, int windowBits,
                       int memoryLevel, int strategy, const char *password, unsigned long checksum,
                       unsigned long madeBy, unsigned long flags, int zip64);

// How hard zlib tries on the parts of a workbook, 1 to 9.
enum { fastest = 1 };

// libxlsxwriter begins each part of a workbook by this function of minizip, always with zlib's default level, and the program's own
// comes before the library's. Nothing else here writes zip files.
int zipOpenNewFileInZip4_64(void *file, const char *name, const void *about, const void *local,
                            unsigned int localSize, const void *global, unsigned int globalSize,
                            const char *comment, int method, int level, int raw, int windowBits,
                            int memoryLevel, int strategy, const char *password,
                            unsigned long checksum, unsigned long madeBy, unsigned long flags,
                            int zip64) {
  (void)level;
  opening next = (opening)dlsym(RTLD_NEXT, "zipOpenNewFileInZip4_64");
  // libxlsxwriter is linked to the library, so this is not reached; a part that cannot be begun is an error that it passes on.
  if (next == NULL) return -104;
  return next(file, name, about, local, localSize, global, globalSize, comment, method,
              fastest, raw, windowBits, memoryLevel, strategy, password, checksum, madeBy,
              flags, zip64);
}
