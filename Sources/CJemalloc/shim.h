#ifndef PHM_CJEMALLOC_SHIM_H
#define PHM_CJEMALLOC_SHIM_H

#include <jemalloc/jemalloc.h>

#endif
