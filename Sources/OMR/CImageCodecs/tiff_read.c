// TIFF in, by libtiff: row by row or tile by tile, never a whole page of colours.
#include "tiff.h"

#include <stdlib.h>
#include <string.h>

enum { most_planes = 4 };

typedef struct {
    cic_tiff_layout layout;
    cic_tiff_bytes bytes[most_planes];
    /// One handle; or one for each plane, so that planes far apart in the file are still read in step.
    TIFF *tiffs[most_planes];
    uint8_t *rows[most_planes];
    uint8_t *gray_row;
} tiff_job;

/// Orientations 5 to 8 exchange rows and columns.
static int is_on_its_side(uint16_t orientation) { return orientation >= 5 && orientation <= 8; }

/// Puts gray pixels that the file has at (x, y) where its orientation tag wants them seen.
static void place(const cic_tiff_layout *layout, const uint8_t *row, uint32_t x, uint32_t y, uint32_t count,
                  uint8_t *gray) {
    uint16_t orientation = layout->orientation;
    ptrdiff_t width = layout->width, height = layout->height;
    int columns_turned = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    int rows_turned = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    // On its side, a row of the file is seen as a column, so that the next pixel is a whole seen row further.
    ptrdiff_t across = is_on_its_side(orientation) ? height : 1;
    ptrdiff_t down = is_on_its_side(orientation) ? 1 : width;
    ptrdiff_t column = columns_turned ? width - 1 - (ptrdiff_t)x : (ptrdiff_t)x;
    ptrdiff_t line = rows_turned ? height - 1 - (ptrdiff_t)y : (ptrdiff_t)y;
    uint8_t *to = gray + column * across + line * down;
    if (columns_turned) across = -across;
    if (across == 1) {
        memcpy(to, row, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++, to += across) *to = row[i];
}

static int32_t open_planes(tiff_job *job, const cic_source *source, cic_result *result) {
    for (int plane = 0; plane < job->layout.planes; plane++) {
        job->bytes[plane] = (cic_tiff_bytes){.source = source, .result = result};
        job->tiffs[plane] = cic_tiff_open(&job->bytes[plane]);
        if (!job->tiffs[plane]) return result->status;
        if (cic_tiff_describe(job->tiffs[plane], &job->bytes[plane], &job->layout)) return result->status;
    }
    for (int plane = 0; plane < job->layout.planes; plane++) job->bytes[plane].reading_pixels = 1;
    return CIC_OK;
}

static void close_planes(tiff_job *job) {
    for (int plane = 0; plane < most_planes; plane++) {
        if (job->tiffs[plane]) TIFFClose(job->tiffs[plane]);
        free(job->rows[plane]);
    }
    free(job->gray_row);
}

static int32_t make_room(tiff_job *job, tmsize_t row, uint32_t gray, cic_result *result) {
    for (int plane = 0; plane < job->layout.planes; plane++) {
        job->rows[plane] = calloc(1, (size_t)row);
        if (!job->rows[plane]) return cic_fail(result, CIC_TOO_MUCH_MEMORY, "no memory for a row or tile");
    }
    job->gray_row = malloc(gray);
    if (!job->gray_row) return cic_fail(result, CIC_TOO_MUCH_MEMORY, "no memory for a row");
    return CIC_OK;
}

/// Bytes of a row of samples as this layout means them; libtiff must agree, or the samples are packed in another way.
static tmsize_t row_bytes(const cic_tiff_layout *layout, uint32_t width) {
    uint64_t bits = (uint64_t)width * layout->bits * (layout->separate ? 1 : layout->samples);
    return (tmsize_t)((bits + 7) / 8);
}

static int32_t read_strips(tiff_job *job, uint8_t *gray, cic_result *result) {
    const cic_tiff_layout *layout = &job->layout;
    tmsize_t row = row_bytes(layout, layout->width);
    if (TIFFScanlineSize(job->tiffs[0]) != row) return cic_fail(result, CIC_UNSUPPORTED, "subsampled rows");
    if (make_room(job, row, layout->width, result)) return result->status;
    for (uint32_t y = 0; y < layout->height; y++) {
        for (int plane = 0; plane < layout->planes; plane++) {
            int read = TIFFReadScanline(job->tiffs[plane], job->rows[plane], y, (uint16_t)plane);
            if (read < 0) cic_fail(result, CIC_DAMAGED, "row %u is not readable", y);
        }
        if (result->status != CIC_OK) return result->status;
        cic_tiff_gray_row(layout, (const uint8_t *const *)job->rows, layout->width, job->gray_row);
        place(layout, job->gray_row, 0, y, layout->width, gray);
    }
    return CIC_OK;
}

static int32_t read_tiles(tiff_job *job, uint8_t *gray, cic_result *result) {
    const cic_tiff_layout *layout = &job->layout;
    uint32_t width = 0, height = 0;
    TIFFGetField(job->tiffs[0], TIFFTAG_TILEWIDTH, &width);
    TIFFGetField(job->tiffs[0], TIFFTAG_TILELENGTH, &height);
    tmsize_t row = row_bytes(layout, width);
    if (width == 0 || height == 0 || TIFFTileRowSize(job->tiffs[0]) != row ||
        TIFFTileSize(job->tiffs[0]) != row * (tmsize_t)height) {
        return cic_fail(result, CIC_UNSUPPORTED, "tiles of %u x %u with subsampled rows", width, height);
    }
    if (make_room(job, row * (tmsize_t)height, width, result)) return result->status;
    for (uint64_t y = 0; y < layout->height; y += height) {
        for (uint64_t x = 0; x < layout->width; x += width) {
            for (int plane = 0; plane < layout->planes; plane++) {
                tmsize_t read = TIFFReadTile(job->tiffs[plane], job->rows[plane], (uint32_t)x, (uint32_t)y, 0,
                                             (uint16_t)plane);
                if (read < 0) cic_fail(result, CIC_DAMAGED, "the tile at %u, %u is not readable", (unsigned)x, (unsigned)y);
            }
            if (result->status != CIC_OK) return result->status;
            uint32_t columns = width < layout->width - x ? width : (uint32_t)(layout->width - x);
            for (uint64_t line = 0; line < height && y + line < layout->height; line++) {
                const uint8_t *rows[most_planes];
                for (int plane = 0; plane < most_planes; plane++) rows[plane] = job->rows[plane] + line * (size_t)row;
                cic_tiff_gray_row(layout, rows, columns, job->gray_row);
                place(layout, job->gray_row, (uint32_t)x, (uint32_t)(y + line), columns, gray);
            }
        }
    }
    return CIC_OK;
}

int32_t cic_tiff_header(const cic_source *source, cic_header *header, cic_result *result) {
    tiff_job job = {.layout.planes = 1};
    if (open_planes(&job, source, result) == CIC_OK) {
        TIFF *tiff = job.tiffs[0];
        int turned = is_on_its_side(job.layout.orientation);
        header->width = turned ? job.layout.height : job.layout.width;
        header->height = turned ? job.layout.width : job.layout.height;
        float x = 0, y = 0;
        uint16_t unit = RESUNIT_INCH;
        TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
        TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x);
        TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y);
        double per_inch = unit == RESUNIT_INCH ? 1 : unit == RESUNIT_CENTIMETER ? 2.54 : 0;
        header->dpi_x = (turned ? y : x) * per_inch;
        header->dpi_y = (turned ? x : y) * per_inch;
    }
    close_planes(&job);
    return result->status;
}

int32_t cic_tiff_gray(const cic_source *source, uint32_t width, uint32_t height, uint8_t *gray, cic_result *result) {
    tiff_job job = {.layout.planes = 1};
    if (open_planes(&job, source, result) == CIC_OK) {
        int turned = is_on_its_side(job.layout.orientation);
        if (width != (turned ? job.layout.height : job.layout.width) ||
            height != (turned ? job.layout.width : job.layout.height)) {
            cic_fail(result, CIC_DAMAGED, "the size changed between two readings");
        } else if (job.layout.tiled) {
            read_tiles(&job, gray, result);
        } else {
            read_strips(&job, gray, result);
        }
    }
    close_planes(&job);
    return result->status;
}
