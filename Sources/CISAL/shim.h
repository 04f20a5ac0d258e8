#ifndef PHM_CISAL_SHIM_H
#define PHM_CISAL_SHIM_H

#include <stdint.h>

// The library itself is looked for when the program runs: only its types are taken from here.
#include <isa-l/igzip_lib.h>

#endif
