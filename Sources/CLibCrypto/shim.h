#ifndef PHM_CLIBCRYPTO_SHIM_H
#define PHM_CLIBCRYPTO_SHIM_H

#include <openssl/evp.h>
#include <openssl/hmac.h>

#endif
