// TIFF samples to gray.
#include "tiff.h"

#include <string.h>

/// The sample at an index counted from the row's start, scaled to 8 bits. 16-bit samples are in the machine's order.
static uint32_t sample(const uint8_t *row, size_t index, unsigned bits) {
    if (bits == 8) return row[index];
    if (bits == 16) {
        uint16_t value;
        memcpy(&value, row + 2 * index, 2);
        return (value + 128u) / 257;
    }
    size_t bit = index * bits;
    unsigned top = (1u << bits) - 1;
    return ((row[bit / 8] >> (8 - bits - bit % 8)) & top) * 255 / top;
}

/// The way of most scans: a byte holds eight pixels.
static void expand_bits(const cic_tiff_layout *layout, const uint8_t *row, uint32_t count, uint8_t *gray) {
    uint8_t zero = layout->gray[0], flip = zero ^ layout->gray[1];
    uint32_t x = 0;
    for (; x + 8 <= count; x += 8) {
        unsigned byte = row[x / 8];
        for (unsigned i = 0; i < 8; i++) gray[x + i] = zero ^ (flip & (uint8_t) - ((byte >> (7 - i)) & 1));
    }
    for (; x < count; x++) gray[x] = layout->gray[(row[x / 8] >> (7 - x % 8)) & 1];
}

static void look_up(const cic_tiff_layout *layout, const uint8_t *row, uint32_t count, uint8_t *gray) {
    unsigned bits = layout->bits, top = (1u << bits) - 1;
    for (uint32_t x = 0; x < count; x++) {
        size_t bit = (size_t)x * bits;
        gray[x] = layout->gray[(row[bit / 8] >> (8 - bits - bit % 8)) & top];
    }
}

void cic_tiff_gray_row(const cic_tiff_layout *layout, const uint8_t *const *rows, uint32_t count, uint8_t *gray) {
    if (layout->samples == 1 && layout->bits == 1) return expand_bits(layout, rows[0], count, gray);
    if (layout->samples == 1 && layout->bits <= 8) return look_up(layout, rows[0], count, gray);
    int colours = layout->colours == CIC_TIFF_INKS ? 4 : layout->colours == CIC_TIFF_RGB ? 3 : 1;
    int wanted = colours + (layout->alpha != CIC_TIFF_OPAQUE);
    for (uint32_t x = 0; x < count; x++) {
        uint32_t s[5] = {0};
        for (int i = 0; i < wanted; i++) {
            s[i] = layout->separate ? sample(rows[i], x, layout->bits)
                                    : sample(rows[0], (size_t)x * layout->samples + (unsigned)i, layout->bits);
        }
        uint32_t value = colours == 4   ? cic_darkest_of_inks(s[0], s[1], s[2], s[3])
                         : colours == 3 ? cic_darkest(s[0], s[1], s[2])
                                        : s[0];
        if (layout->inverted) value = 255 - value;
        uint32_t alpha = s[wanted - 1];
        if (layout->alpha == CIC_TIFF_STRAIGHT_ALPHA) value = cic_on_white(value, alpha);
        if (layout->alpha == CIC_TIFF_PREMULTIPLIED_ALPHA) value = value + 255 - alpha < 255 ? value + 255 - alpha : 255;
        gray[x] = (uint8_t)value;
    }
}
