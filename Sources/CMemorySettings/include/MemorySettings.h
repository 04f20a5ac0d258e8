#ifndef PHM_MEMORY_SETTINGS_H
#define PHM_MEMORY_SETTINGS_H

// jemalloc looks for its settings by this name in the program that it is linked to, before the first line of the program runs.
extern const char *malloc_conf;

#endif
