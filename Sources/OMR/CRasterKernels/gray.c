#include "targets.h"

#if defined(__x86_64__)

// Along the rows, as memory runs: down a column of 32 bytes every line of the cache would be asked for twice.
AVX2 void rk_lightest_avx2(
    const uint8_t *gray, ptrdiff_t width, ptrdiff_t rows, ptrdiff_t columns, uint16_t *lightest) {
    enum { run = 512 };
    const __m256i zero = _mm256_setzero_si256();
    for (ptrdiff_t first = 0; first < columns; first += run) {
        ptrdiff_t count = columns - first < run ? columns - first : run, whole = count & ~3;
        uint64_t most[run] = {0};
        for (ptrdiff_t row = 0; row < rows; row += 4) {
            const uint8_t *line = gray + row * width + first * 8;
            for (ptrdiff_t column = 0; column < whole; column += 4) {
                const uint8_t *from = line + column * 8;
                __m256i sum = _mm256_sad_epu8(_mm256_loadu_si256((const __m256i *)from), zero);
                for (ptrdiff_t next = 1; next < 4; next++) {
                    __m256i v = _mm256_loadu_si256((const __m256i *)(from + next * width));
                    sum = _mm256_add_epi64(sum, _mm256_sad_epu8(v, zero));
                }
                __m256i *best = (__m256i *)(most + column);
                _mm256_storeu_si256(best, _mm256_max_epi32(_mm256_loadu_si256(best), sum));
            }
            for (ptrdiff_t column = whole; column < count; column++) {
                uint64_t sum = 0;
                for (ptrdiff_t at = 0; at < 32; at++) sum += line[at / 8 * width + column * 8 + at % 8];
                if (sum > most[column]) most[column] = sum;
            }
        }
        for (ptrdiff_t column = 0; column < count; column++) lightest[first + column] = (uint16_t)most[column];
    }
}

AVX2 void rk_mix_rows_avx2(
    const uint8_t *pixels, ptrdiff_t width, ptrdiff_t taps, const uint16_t *weights, uint16_t first, uint16_t *line) {
    const __m256i zero = _mm256_setzero_si256(), start = _mm256_set1_epi16((short)first);
    ptrdiff_t x = 0;
    for (; x + 32 <= width; x += 32) {
        // Pixels 0 to 7 and 16 to 23, and the others.
        __m256i even = start, odd = start;
        for (ptrdiff_t tap = 0; tap < taps; tap++) {
            __m256i v = _mm256_loadu_si256((const __m256i *)(pixels + tap * width + x));
            __m256i by = _mm256_set1_epi16((short)weights[tap]);
            even = _mm256_add_epi16(even, _mm256_mulhi_epu16(_mm256_unpacklo_epi8(zero, v), by));
            odd = _mm256_add_epi16(odd, _mm256_mulhi_epu16(_mm256_unpackhi_epi8(zero, v), by));
        }
        _mm256_storeu_si256((__m256i *)(line + x), _mm256_permute2x128_si256(even, odd, 0x20));
        _mm256_storeu_si256((__m256i *)(line + x + 16), _mm256_permute2x128_si256(even, odd, 0x31));
    }
    for (; x < width; x++) {
        uint32_t sum = first;
        for (ptrdiff_t tap = 0; tap < taps; tap++) sum += (uint32_t)(pixels[tap * width + x] << 8) * weights[tap] >> 16;
        line[x] = (uint16_t)sum;
    }
}

// In each half of a register eight results from sixteen values: the shuffle gives 0 for places with the top bit set.
AVX2 void rk_mix_columns_avx2(
    const uint16_t *line, ptrdiff_t blocks, ptrdiff_t taps, uint16_t first, const int32_t *starts, const uint16_t *picks,
    const uint16_t *weights, uint8_t *result) {
    const __m256i half = _mm256_set1_epi16((short)first), eight = _mm256_set1_epi8(16), beyond = _mm256_set1_epi8(0x70);
    for (ptrdiff_t block = 0; block < blocks; block++) {
        const uint16_t *left = line + starts[2 * block], *right = line + starts[2 * block + 1];
        __m256i low = _mm256_loadu2_m128i((const __m128i *)right, (const __m128i *)left);
        __m256i high = _mm256_loadu2_m128i((const __m128i *)(right + 8), (const __m128i *)(left + 8));
        __m256i sum = half;
        for (ptrdiff_t tap = 0; tap < taps; tap++) {
            // The two bytes of a value, from its place.
            __m256i pick = _mm256_loadu_si256((const __m256i *)picks);
            __m256i bytes = _mm256_add_epi8(
                _mm256_mullo_epi16(pick, _mm256_set1_epi16(0x0202)), _mm256_set1_epi16(0x0100));
            __m256i value = _mm256_or_si256(
                _mm256_shuffle_epi8(low, _mm256_add_epi8(bytes, beyond)),
                _mm256_shuffle_epi8(high, _mm256_sub_epi8(bytes, eight)));
            sum = _mm256_add_epi16(
                sum, _mm256_mulhi_epu16(value, _mm256_loadu_si256((const __m256i *)weights)));
            picks += 16;
            weights += 16;
        }
        __m256i bytes = _mm256_packus_epi16(_mm256_srli_epi16(sum, 8), _mm256_setzero_si256());
        _mm_storeu_si128(
            (__m128i *)(result + block * 16), _mm256_castsi256_si128(_mm256_permute4x64_epi64(bytes, 0x08)));
    }
}

AVX512 void rk_mix_columns_avx512(
    const uint16_t *line, ptrdiff_t blocks, ptrdiff_t taps, uint16_t first, const int32_t *starts, const uint16_t *picks,
    const uint16_t *weights, uint8_t *result) {
    const __m512i half = _mm512_set1_epi16((short)first);
    for (ptrdiff_t block = 0; block < blocks; block++) {
        __m512i low = _mm512_loadu_si512(line + starts[block]);
        __m512i high = _mm512_loadu_si512(line + starts[block] + 32);
        __m512i sum = half;
        for (ptrdiff_t tap = 0; tap < taps; tap++) {
            __m512i value = _mm512_permutex2var_epi16(low, _mm512_loadu_si512(picks), high);
            sum = _mm512_add_epi16(sum, _mm512_mulhi_epu16(value, _mm512_loadu_si512(weights)));
            picks += 32;
            weights += 32;
        }
        _mm256_storeu_si256((__m256i *)(result + block * 32), _mm512_cvtepi16_epi8(_mm512_srli_epi16(sum, 8)));
    }
}

// Lanes 0 to 7 and 8 to 15, added in halves.
AVX2 static inline float lanes_sum_avx2(__m256 low, __m256 high) {
    __m256 eight = _mm256_add_ps(low, high);
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

AVX2 void rk_dots_avx2(
    const float *a, ptrdiff_t a_count, const float *b, ptrdiff_t b_count, ptrdiff_t start, ptrdiff_t places, float *sums) {
    // From here on, 16 minus a count before: all ones for the lanes that still have products.
    static const int32_t lanes[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    for (ptrdiff_t place = 0; place < places; place++, start++) {
        ptrdiff_t i = start < 0 ? -start : 0, end = b_count - start < a_count ? b_count - start : a_count;
        __m256 low = _mm256_setzero_ps(), high = low;
        for (; i + 16 <= end; i += 16) {
            low = _mm256_add_ps(low, _mm256_mul_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + (start + i))));
            high = _mm256_add_ps(high, _mm256_mul_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + (start + i + 8))));
        }
        if (i < end) {
            const int32_t *mask = lanes + 16 - (end - i);
            __m256i left = _mm256_loadu_si256((const __m256i *)mask);
            __m256i right = _mm256_loadu_si256((const __m256i *)(mask + 8));
            low = _mm256_add_ps(
                low, _mm256_mul_ps(_mm256_maskload_ps(a + i, left), _mm256_maskload_ps(b + (start + i), left)));
            high = _mm256_add_ps(
                high, _mm256_mul_ps(_mm256_maskload_ps(a + i + 8, right), _mm256_maskload_ps(b + (start + i + 8), right)));
        }
        sums[place] = lanes_sum_avx2(low, high);
    }
}

AVX2 int64_t rk_square_differences_avx2(
    const uint8_t *a, ptrdiff_t a_width, const uint8_t *b, ptrdiff_t b_width, ptrdiff_t columns, ptrdiff_t rows) {
    int64_t sum = 0;
    for (ptrdiff_t row = 0; row < rows; row++, a += a_width, b += b_width) {
        __m256i line = _mm256_setzero_si256();
        ptrdiff_t x = 0;
        for (; x + 16 <= columns; x += 16) {
            __m256i here = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(a + x)));
            __m256i there = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(b + x)));
            __m256i difference = _mm256_sub_epi16(here, there);
            line = _mm256_add_epi32(line, _mm256_madd_epi16(difference, difference));
        }
        int32_t lanes[8];
        _mm256_storeu_si256((__m256i *)lanes, line);
        for (int i = 0; i < 8; i++) sum += lanes[i];
        for (; x < columns; x++) sum += (a[x] - b[x]) * (a[x] - b[x]);
    }
    return sum;
}

AVX512 void rk_shades_avx512(
    const uint8_t *pixels, ptrdiff_t width, struct rk_place place, struct rk_place step, ptrdiff_t count, int32_t white,
    int32_t scale, int32_t darkest, uint8_t *shades) {
    const __m512i lanes = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7), part = _mm512_set1_epi64(255);
    const __m256i byte = _mm256_set1_epi32(255), one = _mm256_set1_epi32(256);
    __m512i x = _mm512_add_epi64(_mm512_set1_epi64(place.x), _mm512_mullo_epi64(lanes, _mm512_set1_epi64(step.x)));
    __m512i y = _mm512_add_epi64(_mm512_set1_epi64(place.y), _mm512_mullo_epi64(lanes, _mm512_set1_epi64(step.y)));
    for (ptrdiff_t i = 0; i < count; i += 8) {
        __mmask8 here = count - i < 8 ? (__mmask8)((1u << (count - i)) - 1) : 0xFF;
        __m512i at = _mm512_add_epi64(
            _mm512_mul_epu32(_mm512_srli_epi64(y, 32), _mm512_set1_epi64(width)), _mm512_srli_epi64(x, 32));
        const __m256i none = _mm256_setzero_si256();
        __m256i upper = _mm512_mask_i64gather_epi32(none, here, at, pixels, 1);
        __m256i lower = _mm512_mask_i64gather_epi32(none, here, at, pixels + width, 1);
        __m256i right = _mm512_cvtepi64_epi32(_mm512_and_si512(_mm512_srli_epi64(x, 24), part));
        __m256i down = _mm512_cvtepi64_epi32(_mm512_and_si512(_mm512_srli_epi64(y, 24), part));
        __m256i left = _mm256_sub_epi32(one, right);
        __m256i above = _mm256_add_epi32(
            _mm256_mullo_epi32(_mm256_and_si256(upper, byte), left),
            _mm256_mullo_epi32(_mm256_and_si256(_mm256_srli_epi32(upper, 8), byte), right));
        __m256i below = _mm256_add_epi32(
            _mm256_mullo_epi32(_mm256_and_si256(lower, byte), left),
            _mm256_mullo_epi32(_mm256_and_si256(_mm256_srli_epi32(lower, 8), byte), right));
        __m256i gray = _mm256_srai_epi32(
            _mm256_add_epi32(
                _mm256_mullo_epi32(above, _mm256_sub_epi32(one, down)), _mm256_mullo_epi32(below, down)),
            8);
        __m256i darker = _mm256_max_epi32(none, _mm256_sub_epi32(_mm256_set1_epi32(white), gray));
        __m256i shade = _mm256_min_epi32(
            _mm256_set1_epi32(darkest),
            _mm256_srai_epi32(_mm256_mullo_epi32(darker, _mm256_set1_epi32(scale)), 16));
        _mm_mask_storeu_epi8(shades + i, here, _mm256_cvtepi32_epi8(shade));
        x = _mm512_add_epi64(x, _mm512_set1_epi64(8 * step.x));
        y = _mm512_add_epi64(y, _mm512_set1_epi64(8 * step.y));
    }
}

#endif
