#include "CLinux.h"

// The calls are the C library's: nothing is to be compiled, and a target has a file all the same.
