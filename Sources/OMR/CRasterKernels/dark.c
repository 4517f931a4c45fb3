#include "targets.h"

#if defined(__x86_64__)

// Compare, turn each half around so that the leftmost pixel becomes the most significant bit, gather the bits.
AVX2 static inline uint64_t dark_word_avx2(const uint8_t *gray, const uint8_t *limits) {
    const __m256i backwards = _mm256_setr_epi8(
        15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    uint64_t word = 0;
    for (int half = 0; half < 2; half++) {
        __m256i limit = _mm256_loadu_si256((const __m256i *)(limits + half * 32));
        __m256i pixel = _mm256_loadu_si256((const __m256i *)(gray + half * 32));
        __m256i dark = _mm256_cmpeq_epi8(_mm256_max_epu8(pixel, limit), limit);
        uint32_t bits = (uint32_t)_mm256_movemask_epi8(_mm256_shuffle_epi8(dark, backwards));
        word = word << 32 | (bits << 16 | bits >> 16);
    }
    return word;
}

AVX2 void rk_dark_avx2(
    const uint8_t *gray, ptrdiff_t width, ptrdiff_t rows, const uint8_t *limits, uint64_t *words) {
    ptrdiff_t whole = width / 64, rest = width % 64;
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t word = 0; word < whole; word++)
            *words++ = dark_word_avx2(gray + word * 64, limits + word * 64);
        if (rest) {
            uint8_t last[64] = {0};
            memcpy(last, gray + whole * 64, (size_t)rest);
            *words++ = dark_word_avx2(last, limits + whole * 64) & ~(~0ULL >> rest);
        }
        gray += width;
    }
}

AVX2 void rk_spread_avx2(const int32_t *tiles, ptrdiff_t count, uint8_t *limits) {
    const __m256i lanes = _mm256_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14);
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    for (ptrdiff_t gap = 0; gap <= count; gap++) {
        int32_t left = tiles[gap ? gap - 1 : 0], step = tiles[gap < count ? gap : count - 1] - left;
        __m256i next = _mm256_set1_epi32(16 * step), eight[4];
        eight[0] = _mm256_add_epi32(
            _mm256_set1_epi32(left * 64 + step), _mm256_mullo_epi32(lanes, _mm256_set1_epi32(step)));
        for (int i = 1; i < 4; i++) eight[i] = _mm256_add_epi32(eight[i - 1], next);
        for (int i = 0; i < 4; i++) eight[i] = _mm256_srai_epi32(eight[i], 11);
        // Packing goes half by half.
        __m256i bytes = _mm256_packus_epi16(
            _mm256_packs_epi32(eight[0], eight[1]), _mm256_packs_epi32(eight[2], eight[3]));
        _mm256_storeu_si256(
            (__m256i *)(limits + gap * 32 - 16), _mm256_permutevar8x32_epi32(bytes, order));
    }
}

AVX512 void rk_dark_avx512(
    const uint8_t *gray, ptrdiff_t width, ptrdiff_t rows, const uint8_t *limits, uint64_t *words) {
    uint8_t order[64];
    for (int i = 0; i < 64; i++) order[i] = (uint8_t)(63 - i);
    const __m512i backwards = _mm512_loadu_si512(order);
    ptrdiff_t whole = width / 64, rest = width % 64;
    __mmask64 pixels = rest ? ~0ULL >> (64 - rest) : 0;
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t word = 0; word < whole; word++) {
            __m512i limit = _mm512_permutexvar_epi8(backwards, _mm512_loadu_si512(limits + word * 64));
            __m512i pixel = _mm512_permutexvar_epi8(backwards, _mm512_loadu_si512(gray + word * 64));
            *words++ = _mm512_cmple_epu8_mask(pixel, limit);
        }
        if (rest) {
            __m512i limit = _mm512_permutexvar_epi8(backwards, _mm512_loadu_si512(limits + whole * 64));
            __m512i pixel = _mm512_permutexvar_epi8(backwards, _mm512_maskz_loadu_epi8(pixels, gray + whole * 64));
            *words++ = _mm512_cmple_epu8_mask(pixel, limit) & ~(~0ULL >> rest);
        }
        gray += width;
    }
}

#endif
