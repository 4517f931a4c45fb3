#include "targets.h"

// 255 * (p - black) / (white - black), rounded down, in 16 bits. With n = p - black kept in 0...span, the quotient of the
// reciprocal (n * (65280 / span) / 256, both rounded down) is right or one too small, and the remainder tells which.
static inline uint8_t flat(uint8_t pixel, uint16_t black, uint16_t span, uint16_t reciprocal) {
    uint16_t n = pixel > black ? (uint16_t)(pixel - black) : 0;
    n = n < span ? n : span;
    uint16_t quotient = (uint16_t)((uint32_t)(uint16_t)(n << 8) * reciprocal >> 16);
    uint16_t rest = (uint16_t)(n * 255 - quotient * span);
    return (uint8_t)(quotient + (rest >= span));
}

static inline void tail(
    const uint8_t *raw, ptrdiff_t from, ptrdiff_t width, const uint16_t *a, const uint16_t *b, uint8_t *side_a,
    uint8_t *side_b) {
    for (ptrdiff_t x = from; x < width; x++)
        side_a[width - 1 - x] = flat(raw[2 * x], a[x], a[width + x], a[2 * width + x]);
    for (ptrdiff_t x = from; x < width; x++)
        side_b[x] = flat(raw[2 * x + 1], b[x], b[width + x], b[2 * width + x]);
}

void rk_flat_field(
    const uint8_t *raw, ptrdiff_t width, ptrdiff_t rows, const uint16_t *a, const uint16_t *b, uint8_t *side_a,
    uint8_t *side_b) {
    for (ptrdiff_t row = 0; row < rows; row++)
        tail(raw + row * 2 * width, 0, width, a, b, side_a + row * width, side_b + row * width);
}

#if defined(__x86_64__)

AVX2 static inline __m256i flat_avx2(__m256i pixel, const uint16_t *table, ptrdiff_t width) {
    __m256i black = _mm256_loadu_si256((const __m256i *)table);
    __m256i span = _mm256_loadu_si256((const __m256i *)(table + width));
    __m256i reciprocal = _mm256_loadu_si256((const __m256i *)(table + 2 * width));
    __m256i n = _mm256_min_epu16(_mm256_subs_epu16(pixel, black), span);
    __m256i n256 = _mm256_slli_epi16(n, 8);
    __m256i quotient = _mm256_mulhi_epu16(n256, reciprocal);
    __m256i rest = _mm256_sub_epi16(_mm256_sub_epi16(n256, n), _mm256_mullo_epi16(quotient, span));
    // Both below 511: signed comparison will do. True is -1.
    return _mm256_sub_epi16(quotient, _mm256_cmpgt_epi16(rest, _mm256_sub_epi16(span, _mm256_set1_epi16(1))));
}

// 32 columns a step: bytes 2x are side A, which is laid down backwards, bytes 2x + 1 side B.
AVX2 void rk_flat_field_avx2(
    const uint8_t *raw, ptrdiff_t width, ptrdiff_t rows, const uint16_t *a, const uint16_t *b, uint8_t *side_a,
    uint8_t *side_b) {
    const __m256i low = _mm256_set1_epi16(0xFF);
    const __m256i backwards = _mm256_setr_epi8(
        15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (ptrdiff_t row = 0; row < rows; row++) {
        ptrdiff_t x = 0;
        for (; x + 32 <= width; x += 32) {
            __m256i first = _mm256_loadu_si256((const __m256i *)(raw + 2 * x));
            __m256i second = _mm256_loadu_si256((const __m256i *)(raw + 2 * x + 32));
            __m256i a0 = flat_avx2(_mm256_and_si256(first, low), a + x, width);
            __m256i a1 = flat_avx2(_mm256_and_si256(second, low), a + x + 16, width);
            __m256i b0 = flat_avx2(_mm256_srli_epi16(first, 8), b + x, width);
            __m256i b1 = flat_avx2(_mm256_srli_epi16(second, 8), b + x + 16, width);
            // Packing leaves the quarters in the order 0, 2, 1, 3.
            __m256i together = _mm256_shuffle_epi8(_mm256_packus_epi16(a0, a1), backwards);
            _mm256_storeu_si256(
                (__m256i *)(side_a + width - 32 - x), _mm256_permute4x64_epi64(together, 0x72));
            _mm256_storeu_si256(
                (__m256i *)(side_b + x), _mm256_permute4x64_epi64(_mm256_packus_epi16(b0, b1), 0xD8));
        }
        tail(raw, x, width, a, b, side_a, side_b);
        raw += 2 * width;
        side_a += width;
        side_b += width;
    }
}

#endif
