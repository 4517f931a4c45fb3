// PNG in, by libpng.
#include "internal.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/// Deflate turns one byte into at most 1032 (RFC 1951: 258 bytes for a length code of one bit and a distance of one).
static const uint64_t most_expansion_of_deflate = 1032;

typedef struct {
    const cic_source *source;
    size_t at;
    cic_result *result;
    png_structp png;
    png_infop info;
    uint8_t *row;
    /// Samples of a pixel in a row as read: 1 gray or palette index, 2 gray and alpha, 3 RGB, 4 RGB and alpha.
    int channels;
    /// Colours in the palette, 0 without one, and the gray that each becomes.
    int colours;
    uint8_t palette[256];
    jmp_buf failed;
} png_job;

static void fail(png_structp png, png_const_charp text) {
    png_job *job = png_get_error_ptr(png);
    cic_fail(job->result, CIC_DAMAGED, "%s", text);
    longjmp(job->failed, 1);
}

/// libpng warns where it can carry on with invented or missing data, which we will not count votes on. A bad pHYs only
/// loses a hint.
static void warn(png_structp png, png_const_charp text) {
    png_job *job = png_get_error_ptr(png);
    if (strncmp(text, "pHYs", 4) != 0) cic_fail(job->result, CIC_DAMAGED, "%s", text);
}

static void take(png_structp png, png_bytep to, size_t count) {
    png_job *job = png_get_io_ptr(png);
    if (count > job->source->count - job->at) {
        cic_fail(job->result, CIC_TRUNCATED, "expected %zu more bytes at byte %zu, found the end of the data", count,
                 job->at);
        longjmp(job->failed, 1);
    }
    memcpy(to, job->source->bytes + job->at, count);
    job->at += count;
}

/// Reads all up to the first pixel. Text, profiles and times are skipped unread, so that a compressed megabyte of text
/// is never unpacked; their check sums are still looked at.
static void open_png(png_job *job) {
    job->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, job, fail, warn);
    if (!job->png) {
        cic_fail(job->result, CIC_TOO_MUCH_MEMORY, "no memory for the PNG decoder");
        longjmp(job->failed, 1);
    }
    png_structp png = job->png;
    job->info = png_create_info_struct(png);
    if (!job->info) png_error(png, "no memory for the PNG header");
    png_set_read_fn(png, job, take);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    // The sizes are checked by cic_check_size, which says what was found.
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
    png_set_chunk_malloc_max(png, 1 << 20);
    png_set_chunk_cache_max(png, 16);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, (png_const_bytep)"eXIf", 1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep)"pHYs", 1);
    png_read_info(png, job->info);
}

static void close_png(png_job *job) {
    png_destroy_read_struct(&job->png, &job->info, NULL);
    free(job->row);
}

static int32_t read_header(png_job *job, cic_header *header) {
    if (setjmp(job->failed)) return job->result->status;
    open_png(job);
    uint32_t width = png_get_image_width(job->png, job->info);
    uint32_t height = png_get_image_height(job->png, job->info);
    if (cic_check_size(&job->source->limits, width, height, job->result)) return job->result->status;
    uint64_t unpacked = (uint64_t)height * png_get_rowbytes(job->png, job->info);
    uint64_t needed = unpacked / most_expansion_of_deflate;
    if (cic_check_plausible(job->source->count, needed, width, height, job->result)) return job->result->status;
    header->width = width;
    header->height = height;
    png_uint_32 x = 0, y = 0;
    int unit = 0;
    if (png_get_pHYs(job->png, job->info, &x, &y, &unit) && unit == PNG_RESOLUTION_METER) {
        header->dpi_x = x * 0.0254;
        header->dpi_y = y * 0.0254;
    }
    return job->result->status;
}

int32_t cic_png_header(const cic_source *source, cic_header *header, cic_result *result) {
    png_job job = {.source = source, .result = result};
    read_header(&job, header);
    close_png(&job);
    return result->status;
}

static void read_palette(png_job *job) {
    png_colorp colours = NULL;
    png_bytep alphas = NULL;
    int alpha_count = 0;
    png_get_PLTE(job->png, job->info, &colours, &job->colours);
    png_get_tRNS(job->png, job->info, &alphas, &alpha_count, NULL);
    for (int i = 0; i < job->colours && i < 256; i++) {
        uint8_t gray = cic_darkest(colours[i].red, colours[i].green, colours[i].blue);
        job->palette[i] = i < alpha_count ? cic_on_white(gray, alphas[i]) : gray;
    }
}

/// Asks libpng for samples of 8 bits, and makes room for a row of them.
static void prepare_rows(png_job *job) {
    png_structp png = job->png;
    int kind = png_get_color_type(png, job->info);
    int depth = png_get_bit_depth(png, job->info);
    if (kind == PNG_COLOR_TYPE_PALETTE) {
        read_palette(job);
        png_set_packing(png);
    } else {
        if (depth < 8) png_set_expand_gray_1_2_4_to_8(png);
        if (png_get_valid(png, job->info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png);
        if (depth == 16) png_set_scale_16(png);
    }
    png_read_update_info(png, job->info);
    job->channels = png_get_channels(png, job->info);
    job->row = calloc(1, png_get_rowbytes(png, job->info));
    if (!job->row) png_error(png, "no memory for a row");
}

/// Reads the next row and puts its gray into every `step`-th pixel. libpng would show an index without a colour as
/// black; here it is damage.
static void read_row(png_job *job, uint32_t columns, uint8_t *gray, size_t step) {
    png_read_row(job->png, job->row, NULL);
    for (uint32_t x = 0; job->colours && x < columns; x++) {
        if (job->row[x] >= job->colours) png_error(job->png, "a pixel has a colour that the palette lacks");
        job->row[x] = job->palette[job->row[x]];
    }
    cic_gray_row(job->row, job->channels, columns, gray, step);
}

/// The seven passes of an interlaced picture arrive as small pictures of their own; each pixel goes straight to its
/// place, so that no second copy of the page is held.
static void read_interlaced(png_job *job, uint32_t width, uint32_t height, uint8_t *gray) {
    for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++) {
        uint32_t columns = PNG_PASS_COLS(width, pass);
        uint32_t rows = PNG_PASS_ROWS(height, pass);
        if (columns == 0) continue;
        for (uint32_t row = 0; row < rows; row++) {
            uint8_t *to = gray + (size_t)PNG_ROW_FROM_PASS_ROW(row, pass) * width + PNG_PASS_START_COL(pass);
            read_row(job, columns, to, PNG_PASS_COL_OFFSET(pass));
        }
    }
}

static int32_t read_gray(png_job *job, uint32_t width, uint32_t height, uint8_t *gray) {
    if (setjmp(job->failed)) return job->result->status;
    open_png(job);
    png_structp png = job->png;
    if (png_get_image_width(png, job->info) != width || png_get_image_height(png, job->info) != height) {
        png_error(png, "the size changed between two readings");
    }
    prepare_rows(job);
    if (png_get_interlace_type(png, job->info) == PNG_INTERLACE_NONE) {
        for (uint32_t y = 0; y < height; y++) read_row(job, width, gray + (size_t)y * width, 1);
    } else {
        read_interlaced(job, width, height, gray);
    }
    png_read_end(png, NULL);
    return job->result->status;
}

int32_t cic_png_gray(const cic_source *source, uint32_t width, uint32_t height, uint8_t *gray, cic_result *result) {
    png_job job = {.source = source, .result = result};
    read_gray(&job, width, height, gray);
    close_png(&job);
    return result->status;
}
