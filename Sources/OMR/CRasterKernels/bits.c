#include "targets.h"

#if defined(__x86_64__)

AVX2 int64_t rk_common_bits_avx2(const uint64_t *a, const uint64_t *b, ptrdiff_t count) {
    int64_t sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) sum += _mm_popcnt_u64(a[i] & b[i]);
    return sum;
}

AVX512 int64_t rk_common_bits_avx512(const uint64_t *a, const uint64_t *b, ptrdiff_t count) {
    __m512i sum = _mm512_setzero_si512();
    ptrdiff_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m512i both = _mm512_and_si512(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i));
        sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
    }
    if (i < count) {
        __mmask8 rest = (__mmask8)((1u << (count - i)) - 1);
        __m512i both = _mm512_and_si512(_mm512_maskz_loadu_epi64(rest, a + i), _mm512_maskz_loadu_epi64(rest, b + i));
        sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
    }
    return _mm512_reduce_add_epi64(sum);
}

AVX2 void rk_slide_avx2(
    const uint64_t *bits, const uint64_t *pattern, ptrdiff_t height, ptrdiff_t places, uint32_t *counts) {
    for (ptrdiff_t place = 0; place < places; place++) {
        uint64_t sum = 0;
        for (ptrdiff_t row = 0; row < height; row++) sum += (uint64_t)_mm_popcnt_u64(bits[place + row] & pattern[row]);
        counts[place] += (uint32_t)sum;
    }
}

AVX512 void rk_slide_avx512(
    const uint64_t *bits, const uint64_t *pattern, ptrdiff_t height, ptrdiff_t places, uint32_t *counts) {
    ptrdiff_t whole = height & ~7;
    __mmask8 rest = (__mmask8)((1u << (height - whole)) - 1);
    for (ptrdiff_t place = 0; place < places; place++) {
        __m512i sum = _mm512_setzero_si512();
        const uint64_t *here = bits + place;
        for (ptrdiff_t row = 0; row < whole; row += 8) {
            __m512i both = _mm512_and_si512(_mm512_loadu_si512(here + row), _mm512_loadu_si512(pattern + row));
            sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
        }
        if (rest) {
            __m512i both = _mm512_and_si512(
                _mm512_maskz_loadu_epi64(rest, here + whole), _mm512_maskz_loadu_epi64(rest, pattern + whole));
            sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
        }
        counts[place] += (uint32_t)_mm512_reduce_add_epi64(sum);
    }
}

AVX2 void rk_shift_avx2(const uint64_t *high, const uint64_t *low, int shift, ptrdiff_t count, uint64_t *result) {
    __m128i left = _mm_cvtsi32_si128(shift), right = _mm_cvtsi32_si128(64 - shift);
    ptrdiff_t i = 0;
    for (; i + 4 <= count; i += 4) {
        __m256i a = _mm256_sll_epi64(_mm256_loadu_si256((const __m256i *)(high + i)), left);
        __m256i b = _mm256_srl_epi64(_mm256_loadu_si256((const __m256i *)(low + i)), right);
        _mm256_storeu_si256((__m256i *)(result + i), _mm256_or_si256(a, b));
    }
    for (; i < count; i++) result[i] = shift ? high[i] << shift | low[i] >> (64 - shift) : high[i];
}

AVX512 void rk_shift_avx512(const uint64_t *high, const uint64_t *low, int shift, ptrdiff_t count, uint64_t *result) {
    __m512i by = _mm512_set1_epi64(shift);
    ptrdiff_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m512i v = _mm512_shldv_epi64(_mm512_loadu_si512(high + i), _mm512_loadu_si512(low + i), by);
        _mm512_storeu_si512(result + i, v);
    }
    if (i < count) {
        __mmask8 rest = (__mmask8)((1u << (count - i)) - 1);
        __m512i v = _mm512_shldv_epi64(
            _mm512_maskz_loadu_epi64(rest, high + i), _mm512_maskz_loadu_epi64(rest, low + i), by);
        _mm512_mask_storeu_epi64(result + i, rest, v);
    }
}

// Bytes of a word from the leftmost pixels on, each split in its left and right cell.
AVX2 void rk_density_avx2(const uint64_t *words, ptrdiff_t words_per_row, ptrdiff_t rows, uint8_t *counts) {
    const __m256i ink = _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i swap = _mm256_setr_epi8(
        7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    const __m256i low = _mm256_set1_epi8(15);
    for (ptrdiff_t word = 0; word < words_per_row; word += 4) {
        ptrdiff_t rest = words_per_row - word;
        __m256i left = _mm256_setzero_si256(), right = left;
        for (ptrdiff_t row = 0; row < rows; row++) {
            uint64_t four[4] = {0};
            const uint64_t *here = words + row * words_per_row + word;
            if (rest < 4) {
                for (ptrdiff_t i = 0; i < rest; i++) four[i] = here[i];
                here = four;
            }
            __m256i v = _mm256_loadu_si256((const __m256i *)here);
            left = _mm256_add_epi8(left, _mm256_shuffle_epi8(ink, _mm256_and_si256(_mm256_srli_epi16(v, 4), low)));
            right = _mm256_add_epi8(right, _mm256_shuffle_epi8(ink, _mm256_and_si256(v, low)));
        }
        left = _mm256_shuffle_epi8(left, swap);
        right = _mm256_shuffle_epi8(right, swap);
        __m256i even = _mm256_unpacklo_epi8(left, right), odd = _mm256_unpackhi_epi8(left, right);
        uint8_t cells[64];
        uint8_t *to = rest < 4 ? cells : counts + word * 16;
        _mm256_storeu_si256((__m256i *)to, _mm256_permute2x128_si256(even, odd, 0x20));
        _mm256_storeu_si256((__m256i *)(to + 32), _mm256_permute2x128_si256(even, odd, 0x31));
        if (rest < 4) memcpy(counts + word * 16, cells, (size_t)rest * 16);
    }
}

#endif
