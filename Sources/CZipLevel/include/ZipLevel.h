#ifndef PHM_ZIP_LEVEL_H
#define PHM_ZIP_LEVEL_H

// How hard zlib tries on the parts of a workbook, 1 to 9. libxlsxwriter has no setting for it.
extern const int phm_zip_level;

#endif
