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

// A drift from pixel to pixel, in 1/2^32 of a pixel.
struct drift {
    // More than 2^63 over the drift by at most one: a product with it rounds down as a division does, as part < 2^32.
    uint64_t reciprocal;
    // All ones for what lies ahead of a place in its unit, in the direction of the drift.
    uint32_t ahead;
    // All ones where nothing drifts.
    uint64_t none;
};

static inline struct drift drift_of(int64_t step) {
    struct drift none = {0, 0, ~0ULL};
    if (!step) return none;
    struct drift drift = {(1ULL << 63) / (uint64_t)(step > 0 ? step : -step) + 1, step > 0 ? ~0u : 0, 0};
    return drift;
}

// The pixels of a word before the drift leaves the whole unit that its first pixel lies in, as bits.
AVX2 static inline uint64_t before_break(int64_t place, struct drift drift) {
    uint64_t part = (uint32_t)place ^ drift.ahead;
    uint64_t pixels = (uint64_t)((unsigned __int128)(part << 1) * drift.reciprocal >> 64) + 1;
    return (pixels < 64 ? ~(~0ULL >> pixels) : ~0ULL) | drift.none;
}

// 64 pixels of a line from a column on, where the mask is set, and elsewhere those from the next column on.
AVX2 static inline uint64_t stepped(const uint64_t *line, int64_t column, uint64_t mask) {
    const uint64_t *at = line + (column >> 6);
    int shift = column & 63;
    uint64_t first = at[0] << shift | at[1] >> 1 >> (63 - shift), second = first << 1 | at[1] << shift >> 63;
    return second ^ ((first ^ second) & mask);
}

AVX2 void rk_sample_column_avx2(
    const uint64_t *words, ptrdiff_t words_per_row, struct rk_place place, struct rk_place step, struct rk_place down,
    ptrdiff_t rows, uint64_t mask, uint64_t *result, ptrdiff_t result_words_per_row) {
    const int64_t drift = step.x - (1LL << 32), other = step.y > 0 ? words_per_row : -words_per_row;
    const struct drift columns = drift_of(drift), lines = drift_of(step.y);
    // From the left one of the two columns beside each other on.
    const int64_t left = drift > 0 ? 0 : -1;
    const uint64_t turned = drift > 0 ? 0 : ~0ULL;
    for (ptrdiff_t row = 0; row < rows; row++) {
        uint64_t same_step = before_break(place.x, columns) ^ turned, same_line = before_break(place.y, lines);
        const uint64_t *line = words + (place.y >> 32) * words_per_row;
        int64_t column = (place.x >> 32) + left;
        uint64_t here = stepped(line, column, same_step), there = stepped(line + other, column, same_step);
        *result = (there ^ ((here ^ there) & same_line)) & mask;
        result += result_words_per_row;
        place.x += down.x;
        place.y += down.y;
    }
}

// Pixels until a drift from pixel to pixel leaves the whole unit in which it began, less one: part / drift, rounded down. The
// quotient in doubles is right or one off, and the remainder tells which.
AVX512 static inline __m512i whole_steps_avx512(__m512i part, int64_t drift) {
    __m512i by = _mm512_set1_epi64(drift);
    __m512i steps = _mm512_cvttpd_epi64(_mm512_mul_pd(_mm512_cvtepi64_pd(part), _mm512_set1_pd(1.0 / (double)drift)));
    __m512i rest = _mm512_sub_epi64(part, _mm512_mul_epu32(steps, by));
    __m512i one = _mm512_set1_epi64(1);
    steps = _mm512_mask_sub_epi64(steps, _mm512_movepi64_mask(rest), steps, one);
    return _mm512_mask_add_epi64(steps, _mm512_cmpge_epi64_mask(rest, by), steps, one);
}

// The pixels before the break of each of eight words, as bits.
AVX512 static inline __m512i before_break_avx512(__m512i place, int64_t drift) {
    if (!drift) return _mm512_set1_epi64(-1);
    __m512i part = _mm512_and_si512(place, _mm512_set1_epi64(0xFFFFFFFF));
    if (drift > 0) part = _mm512_xor_si512(part, _mm512_set1_epi64(0xFFFFFFFF));
    __m512i pixels = _mm512_add_epi64(whole_steps_avx512(part, drift > 0 ? drift : -drift), _mm512_set1_epi64(1));
    __m512i all = _mm512_set1_epi64(-1);
    return _mm512_xor_si512(_mm512_srlv_epi64(all, pixels), all);
}

AVX512 void rk_sample_column_avx512(
    const uint64_t *words, ptrdiff_t words_per_row, struct rk_place place, struct rk_place step, struct rk_place down,
    ptrdiff_t rows, uint64_t mask, uint64_t *result, ptrdiff_t result_words_per_row) {
    const int64_t drift = step.x - (1LL << 32), other = step.y > 0 ? words_per_row : -words_per_row;
    const __m512i lanes = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
    __m512i x = _mm512_add_epi64(_mm512_set1_epi64(place.x), _mm512_mullo_epi64(lanes, _mm512_set1_epi64(down.x)));
    __m512i y = _mm512_add_epi64(_mm512_set1_epi64(place.y), _mm512_mullo_epi64(lanes, _mm512_set1_epi64(down.y)));
    for (ptrdiff_t row = 0; row < rows; row += 8) {
        __mmask8 here = rows - row < 8 ? (__mmask8)((1u << (rows - row)) - 1) : 0xFF;
        __m512i same_step = before_break_avx512(x, drift), same_line = before_break_avx512(y, step.y);
        // From the left one of the two columns beside each other on: 64 pixels, and 64 from the next on.
        __m512i column = _mm512_srai_epi64(x, 32);
        if (drift <= 0) column = _mm512_sub_epi64(column, _mm512_set1_epi64(1));
        __m512i by = _mm512_and_si512(column, _mm512_set1_epi64(63));
        __m512i at = _mm512_add_epi64(
            _mm512_mullo_epi64(_mm512_srai_epi64(y, 32), _mm512_set1_epi64(words_per_row)),
            _mm512_srai_epi64(column, 6));
        __m512i lines[2];
        for (int line = 0; line < 2; line++) {
            const __m512i none = _mm512_setzero_si512();
            __m512i high = _mm512_mask_i64gather_epi64(none, here, at, words, 8);
            __m512i low = _mm512_mask_i64gather_epi64(none, here, at, words + 1, 8);
            __m512i first = _mm512_shldv_epi64(high, low, by);
            __m512i second = _mm512_shldi_epi64(first, _mm512_sllv_epi64(low, by), 1);
            // 0xCA: the first where the mask is set, else the second.
            lines[line] = drift > 0 ? _mm512_ternarylogic_epi64(same_step, first, second, 0xCA)
                                    : _mm512_ternarylogic_epi64(same_step, second, first, 0xCA);
            at = _mm512_add_epi64(at, _mm512_set1_epi64(other));
        }
        __m512i bits = _mm512_and_si512(
            _mm512_ternarylogic_epi64(same_line, lines[0], lines[1], 0xCA), _mm512_set1_epi64((int64_t)mask));
        uint64_t eight[8];
        _mm512_storeu_si512(eight, bits);
        for (ptrdiff_t i = 0; i < 8 && row + i < rows; i++) result[(row + i) * result_words_per_row] = eight[i];
        x = _mm512_add_epi64(x, _mm512_set1_epi64(8 * down.x));
        y = _mm512_add_epi64(y, _mm512_set1_epi64(8 * down.y));
    }
}

#endif
