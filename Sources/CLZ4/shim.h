#ifndef PHM_CLZ4_SHIM_H
#define PHM_CLZ4_SHIM_H

#include <lz4frame.h>

#endif
