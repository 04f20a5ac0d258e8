#ifndef PHM_ZIP_LEVEL_H
#define PHM_ZIP_LEVEL_H

// Nothing is called from here: libxlsxwriter finds what level.c has by its name.

#endif
