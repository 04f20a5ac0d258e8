#ifndef PHM_CZLIB_SHIM_H
#define PHM_CZLIB_SHIM_H

#include <zlib.h>

/// inflateInit2 and deflateInit2 are macros, which Swift cannot import.
static inline int phm_zlib_inflate_init(z_stream *_Nonnull stream, int windowBits) {
  return inflateInit2(stream, windowBits);
}

static inline int phm_zlib_deflate_init(z_stream *_Nonnull stream, int level, int windowBits) {
  return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}

#endif
