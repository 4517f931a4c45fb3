// From TIFF tags to what the samples mean, or a clear refusal.
#include "tiff.h"

static uint16_t tag16(TIFF *tiff, uint32_t tag, uint16_t otherwise) {
    uint16_t value = 0;
    return TIFFGetFieldDefaulted(tiff, tag, &value) ? value : otherwise;
}

static int is_fax(uint16_t compression) {
    return compression == COMPRESSION_CCITTRLE || compression == COMPRESSION_CCITTRLEW ||
           compression == COMPRESSION_CCITTFAX3 || compression == COMPRESSION_CCITTFAX4;
}

/// The compressions that scanners write. Old JPEG (6) was never specified well enough to be read reliably, and the
/// newer ones are left out because each is another decoder that hostile bytes could reach.
static int is_read_here(uint16_t compression) {
    switch (compression) {
    case COMPRESSION_NONE:
    case COMPRESSION_LZW:
    case COMPRESSION_JPEG:
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_DEFLATE:
    case COMPRESSION_PACKBITS: return 1;
    default: return is_fax(compression);
    }
}

static int32_t check_samples(const cic_tiff_layout *layout, cic_result *result) {
    uint16_t bits = layout->bits, samples = layout->samples;
    if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16) {
        return cic_fail(result, CIC_UNSUPPORTED, "expected 1, 2, 4, 8 or 16 bits a sample, found %u", bits);
    }
    if (samples < 1 || samples > 8) {
        return cic_fail(result, CIC_UNSUPPORTED, "expected 1 to 8 samples a pixel, found %u", samples);
    }
    if (is_fax(layout->compression) && (bits != 1 || samples != 1)) {
        return cic_fail(result, CIC_UNSUPPORTED, "fax compression needs 1 bit a pixel, found %u x %u", samples, bits);
    }
    return CIC_OK;
}

/// Palettes have 16 bits a colour, of which the high byte is kept: some writers make them as v * 256, some as v * 257.
/// Old ones gave just 8 bits.
static void fill_palette(cic_tiff_layout *layout, const uint16_t *red, const uint16_t *green, const uint16_t *blue) {
    unsigned colours = 1u << layout->bits;
    unsigned shift = 0;
    for (unsigned i = 0; i < colours; i++) {
        if (red[i] > 255 || green[i] > 255 || blue[i] > 255) shift = 8;
    }
    for (unsigned i = 0; i < colours; i++) {
        layout->gray[i] = cic_darkest(red[i] >> shift, green[i] >> shift, blue[i] >> shift);
    }
}

static void fill_ramp(cic_tiff_layout *layout) {
    unsigned top = (1u << layout->bits) - 1;
    for (unsigned i = 0; i <= top; i++) {
        uint8_t value = (uint8_t)(i * 255 / top);
        layout->gray[i] = layout->inverted ? 255 - value : value;
    }
}

static int32_t describe_colours(TIFF *tiff, cic_tiff_layout *layout, cic_result *result) {
    uint16_t usual = is_fax(layout->compression) ? PHOTOMETRIC_MINISWHITE
                     : layout->samples >= 3      ? PHOTOMETRIC_RGB
                                                 : PHOTOMETRIC_MINISBLACK;
    uint16_t photometric = tag16(tiff, TIFFTAG_PHOTOMETRIC, usual);
    layout->colours = CIC_TIFF_GRAY;
    int needed = 1;
    switch (photometric) {
    case PHOTOMETRIC_MINISWHITE: layout->inverted = 1; break;
    case PHOTOMETRIC_MINISBLACK: break;
    case PHOTOMETRIC_PALETTE: {
        uint16_t *red = NULL, *green = NULL, *blue = NULL;
        if (layout->bits > 8 || layout->samples != 1) {
            return cic_fail(result, CIC_UNSUPPORTED, "expected palette indices of up to 8 bits, found %u x %u",
                            layout->samples, layout->bits);
        }
        if (!TIFFGetField(tiff, TIFFTAG_COLORMAP, &red, &green, &blue)) {
            return cic_fail(result, CIC_DAMAGED, "a palette picture needs a colour map, found none");
        }
        fill_palette(layout, red, green, blue);
        return CIC_OK;
    }
    case PHOTOMETRIC_YCBCR:
        if (layout->compression != COMPRESSION_JPEG || layout->separate) {
            return cic_fail(result, CIC_UNSUPPORTED, "YCbCr is read only inside JPEG compression");
        }
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);  // fall through
    case PHOTOMETRIC_RGB:
        layout->colours = CIC_TIFF_RGB;
        needed = 3;
        break;
    case PHOTOMETRIC_SEPARATED:
        if (tag16(tiff, TIFFTAG_INKSET, INKSET_CMYK) != INKSET_CMYK) {
            return cic_fail(result, CIC_UNSUPPORTED, "expected the inks cyan, magenta, yellow and black");
        }
        layout->colours = CIC_TIFF_INKS;
        needed = 4;
        break;
    default: return cic_fail(result, CIC_UNSUPPORTED, "TIFF colours of kind %u are not read", photometric);
    }
    if (layout->samples < needed) {
        return cic_fail(result, CIC_DAMAGED, "expected at least %d samples a pixel, found %u", needed,
                        layout->samples);
    }
    uint16_t extras = 0, *kinds = NULL;
    if (needed < 4 && TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &extras, &kinds) && extras > 0 &&
        layout->samples > needed) {
        if (kinds[0] == EXTRASAMPLE_ASSOCALPHA) layout->alpha = CIC_TIFF_PREMULTIPLIED_ALPHA;
        if (kinds[0] == EXTRASAMPLE_UNASSALPHA) layout->alpha = CIC_TIFF_STRAIGHT_ALPHA;
    }
    layout->planes = layout->separate ? needed + (layout->alpha != CIC_TIFF_OPAQUE) : 1;
    if (layout->bits <= 8) fill_ramp(layout);
    return CIC_OK;
}

/// libtiff makes up strips for which there are no data; a file cut short is found out here, before any pixel.
static int32_t check_extents(TIFF *tiff, const cic_tiff_layout *layout, cic_tiff_bytes *bytes) {
    uint64_t count = bytes->source->count;
    uint32_t pieces = layout->tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    if (pieces == 0) return cic_fail(bytes->result, CIC_DAMAGED, "the directory names no strips or tiles");
    for (uint32_t i = 0; i < pieces; i++) {
        uint64_t start = TIFFGetStrileOffset(tiff, i), length = TIFFGetStrileByteCount(tiff, i);
        if (start == 0 || length == 0) {
            return cic_fail(bytes->result, CIC_DAMAGED, "piece %u of %u has no data", i + 1, pieces);
        }
        if (start > count || length > count - start) {
            return cic_fail(bytes->result, CIC_TRUNCATED, "piece %u of %u ends at byte %llu, found only %llu", i + 1,
                            pieces, (unsigned long long)(start + length), (unsigned long long)count);
        }
    }
    // Fax spends at least a bit on a row, and the best of the others, LZW, a 12-bit code on 3839 bytes.
    uint64_t raw = (uint64_t)layout->width * layout->height / 8 * layout->bits;
    uint64_t needed = is_fax(layout->compression) ? layout->height / 8 : raw / 4096;
    return cic_check_plausible(count, needed, layout->width, layout->height, bytes->result);
}

/// A tile is held whole; sides above this are no tile but an attack or a mistake.
static int32_t check_tiles(TIFF *tiff, const cic_tiff_layout *layout, cic_tiff_bytes *bytes) {
    tmsize_t size = TIFFTileSize(tiff);
    uint64_t most = bytes->source->limits.max_working_bytes;
    if (size > 0 && (uint64_t)size <= most / (unsigned)layout->planes) return CIC_OK;
    return cic_fail(bytes->result, CIC_TOO_MUCH_MEMORY, "expected tiles of at most %llu bytes, found %lld",
                    (unsigned long long)most, (long long)size);
}

int32_t cic_tiff_describe(TIFF *tiff, cic_tiff_bytes *bytes, cic_tiff_layout *layout) {
    cic_result *result = bytes->result;
    *layout = (cic_tiff_layout){.planes = 1};
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout->width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout->height);
    if (cic_check_size(&bytes->source->limits, layout->width, layout->height, result)) return result->status;
    layout->bits = tag16(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    layout->samples = tag16(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    layout->compression = tag16(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    layout->orientation = tag16(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    layout->tiled = TIFFIsTiled(tiff);
    layout->separate = layout->samples > 1 && tag16(tiff, TIFFTAG_PLANARCONFIG, 1) == PLANARCONFIG_SEPARATE;
    if (!is_read_here(layout->compression)) {
        return cic_fail(result, CIC_UNSUPPORTED, "TIFF compression %u is not read", layout->compression);
    }
    uint16_t format = tag16(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID) {
        return cic_fail(result, CIC_UNSUPPORTED, "expected unsigned whole samples, found sample format %u", format);
    }
    if (check_samples(layout, result) || describe_colours(tiff, layout, result)) return result->status;
    if (layout->tiled && check_tiles(tiff, layout, bytes)) return result->status;
    return check_extents(tiff, layout, bytes);
}
