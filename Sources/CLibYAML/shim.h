#ifndef PHM_CLIBYAML_SHIM_H
#define PHM_CLIBYAML_SHIM_H

#include <yaml.h>

#endif
