#ifndef PHM_CXXHASH_SHIM_H
#define PHM_CXXHASH_SHIM_H

#include <xxhash.h>

#endif
