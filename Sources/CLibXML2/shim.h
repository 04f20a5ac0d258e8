#ifndef PHM_CLIBXML2_SHIM_H
#define PHM_CLIBXML2_SHIM_H

// Debian's libxml2 is built with ICU, and its encoding.h then takes in ICU's own headers, of a version other than the one in Swift's
// Foundation: a file that sees both modules is refused or not by the order in which the compiler happens to read them. Nothing that is
// used here has a type of ICU's in it.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/SAX2.h>

#endif
