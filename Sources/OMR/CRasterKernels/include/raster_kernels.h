// Wider twins of the kernels in Sources/OMR/Raster/Kernels, chosen at run time. Swift has no per-function target
// attribute, and compiling whole Swift modules for wider CPUs would leak their instructions into shared code.
// No file, no clock, no allocation: bytes in, bytes out. Nothing here knows a page.
#ifndef RASTER_KERNELS_H
#define RASTER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// 0: what every CPU of this architecture has. 1: AVX2, BMI and POPCNT (2013). 2: AVX-512 with VBMI2, BITALG and VPOPCNTDQ
// (2019).
int rk_instruction_set(void);

// Rows of two interleaved sides, A first, to two images of even light. Side A arrives from right to left and is turned around.
// `a` and `b` hold, in the order of arrival, `width` blacks, `width` spans (white - black, 1...255) and `width` reciprocals
// (65280 / span). In C for every CPU: Swift has no 16-bit multiplication that keeps the high half.
void rk_flat_field(
    const uint8_t *raw, ptrdiff_t width, ptrdiff_t rows, const uint16_t *a, const uint16_t *b, uint8_t *side_a,
    uint8_t *side_b);

// A place on a bitmap, or the way from one to the next, in 1/2^32 of a pixel.
struct rk_place {
    int64_t x, y;
};

#if defined(__x86_64__)

void rk_flat_field_avx2(
    const uint8_t *raw, ptrdiff_t width, ptrdiff_t rows, const uint16_t *a, const uint16_t *b, uint8_t *side_a,
    uint8_t *side_b);

// Ink of `rows` rows of gray pixels: bit set where pixel <= limit of its column. `limits` is padded to whole words.
void rk_dark_avx2(const uint8_t *gray, ptrdiff_t width, ptrdiff_t rows, const uint8_t *limits, uint64_t *words);
void rk_dark_avx512(const uint8_t *gray, ptrdiff_t width, ptrdiff_t rows, const uint8_t *limits, uint64_t *words);

// Limits along a row from limits in 1/32 of a level at the middles of `count` tiles of 32 pixels: between them in proportion, before
// the first and behind the last as there. `limits` has room from 16 pixels before the tiles to 32 beyond them.
void rk_spread_avx2(const int32_t *tiles, ptrdiff_t count, uint8_t *limits);

// Bits set in both runs of words.
int64_t rk_common_bits_avx2(const uint64_t *a, const uint64_t *b, ptrdiff_t count);
int64_t rk_common_bits_avx512(const uint64_t *a, const uint64_t *b, ptrdiff_t count);

// For a column of picture words `bits` and a column of `height` pattern words laid on it at each of `places` rows:
// counts[place] += bits set in both.
void rk_slide_avx2(const uint64_t *bits, const uint64_t *pattern, ptrdiff_t height, ptrdiff_t places, uint32_t *counts);
void rk_slide_avx512(const uint64_t *bits, const uint64_t *pattern, ptrdiff_t height, ptrdiff_t places, uint32_t *counts);

// result[i] = high[i] << shift | low[i] >> (64 - shift), shift 0...63.
void rk_shift_avx2(const uint64_t *high, const uint64_t *low, int shift, ptrdiff_t count, uint64_t *result);
void rk_shift_avx512(const uint64_t *high, const uint64_t *low, int shift, ptrdiff_t count, uint64_t *result);

// A column of words, 64 pixels each, as seen through a map that changes the line at most once in 64 pixels and skips or doubles a
// column at most once: `place` is where the first word's first pixel lies, `step` leads to the pixel to the right, `down` to the
// next row. All that is seen lies inside the bitmap, with a pixel to spare on the left and above. `mask` are the pixels wanted.
void rk_sample_column_avx2(
    const uint64_t *words, ptrdiff_t words_per_row, struct rk_place place, struct rk_place step, struct rk_place down,
    ptrdiff_t rows, uint64_t mask, uint64_t *result, ptrdiff_t result_words_per_row);
void rk_sample_column_avx512(
    const uint64_t *words, ptrdiff_t words_per_row, struct rk_place place, struct rk_place step, struct rk_place down,
    ptrdiff_t rows, uint64_t mask, uint64_t *result, ptrdiff_t result_words_per_row);

// Ink in the 16 cells of 4 x 4 pixels under each word of up to four rows of words. `counts` has room for 16 * words.
void rk_density_avx2(const uint64_t *words, ptrdiff_t words_per_row, ptrdiff_t rows, uint8_t *counts);

// Lightest mean of 8 x 4 pixels in each whole column of 8 pixels of a band: lightest[i] = max over groups of four rows of
// the sum of the group's 32 pixels. `rows` is a multiple of 4, `columns` whole columns of 8.
void rk_lightest_avx2(
    const uint8_t *gray, ptrdiff_t width, ptrdiff_t rows, ptrdiff_t columns, uint16_t *lightest);

// Area averaging down the columns, for a line of `width` results: line[x] = first + sum over `taps` rows of
// (pixel << 8) * weight >> 16. Rows follow each other without a gap.
void rk_mix_rows_avx2(
    const uint8_t *pixels, ptrdiff_t width, ptrdiff_t taps, const uint16_t *weights, uint16_t first, uint16_t *line);

// Area averaging along a line, `blocks` blocks of 32 results: for each tap, sources are picked from the 64 line values from
// `starts[block]` on by `picks`, and weighted; sums begin at `first`. picks and weights hold taps * 32 values a block. The line is padded by 64.
void rk_mix_columns_avx512(
    const uint16_t *line, ptrdiff_t blocks, ptrdiff_t taps, uint16_t first, const int32_t *starts, const uint16_t *picks,
    const uint16_t *weights, uint8_t *result);
// The same in blocks of 16 results, each half of which has a start and its own 16 line values.
void rk_mix_columns_avx2(
    const uint16_t *line, ptrdiff_t blocks, ptrdiff_t taps, uint16_t first, const int32_t *starts, const uint16_t *picks,
    const uint16_t *weights, uint8_t *result);

// Sum of squared differences of two pieces of gray pixels.
int64_t rk_square_differences_avx2(
    const uint8_t *a, ptrdiff_t a_width, const uint8_t *b, ptrdiff_t b_width, ptrdiff_t columns, ptrdiff_t rows);

// How dark a line of pixels is, each mixed from the four around a place: max(0, white - gray * 256) * scale >> 16, at most
// `darkest`. All that is seen lies inside the image, with three pixels to spare.
void rk_shades_avx512(
    const uint8_t *pixels, ptrdiff_t width, struct rk_place place, struct rk_place step, ptrdiff_t count, int32_t white,
    int32_t scale, int32_t darkest, uint8_t *shades);

// A run of numbers `a` laid on another at `places` places, its first number at `start` of `b` and on: sums of products, 0 where
// it lies beside. Product i of those that there are is added to lane i % 16, and the lanes are added in halves.
void rk_dots_avx2(
    const float *a, ptrdiff_t a_count, const float *b, ptrdiff_t b_count, ptrdiff_t start, ptrdiff_t places, float *sums);

#endif
#endif
