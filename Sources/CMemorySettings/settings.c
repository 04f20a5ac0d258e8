#include "MemorySettings.h"

// thp: columns are large and read from end to end, so their memory is asked for in huge pages; a night has a tenth of the page faults.
// narenas: few and large blocks need no set of blocks of their own for each thread, and the peak does not grow with the processors.
// dirty_decay_ms, muzzy_decay_ms: what was freed goes back to the system after half a second, for use by whoever comes first until then.
const char *malloc_conf = "thp:always,narenas:2,dirty_decay_ms:500,muzzy_decay_ms:0";
