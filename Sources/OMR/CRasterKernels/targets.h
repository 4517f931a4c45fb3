// The two wider levels. No FMA: a fused product would differ in the last bit from the twin's.
#pragma once
#include "raster_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))
#define AVX512                                                                                                  \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,avx512bitalg,avx512vpopcntdq," \
                          "bmi,bmi2,popcnt,lzcnt")))
#endif
