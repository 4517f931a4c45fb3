// JPEG in, by libjpeg-turbo.
#include "internal.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>

typedef struct {
    struct jpeg_error_mgr errors;  // first: libjpeg hands its address to the callbacks
    struct jpeg_progress_mgr progress;
    struct jpeg_decompress_struct jpeg;
    const cic_source *source;
    cic_result *result;
    /// Whether pixels are being read: junk between them is loss, before and after them it is harmless.
    int reading_pixels;
    /// Which components had a scan.
    unsigned seen[MAX_COMPONENTS];
    uint8_t *row;
    jmp_buf failed;
} jpeg_job;

static int32_t status_of(int message) {
    switch (message) {
    case JWRN_JPEG_EOF:
    case JERR_INPUT_EOF:
    case JERR_INPUT_EMPTY: return CIC_TRUNCATED;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_COMPONENT_COUNT: return CIC_UNSUPPORTED;
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE: return CIC_TOO_MUCH_MEMORY;
    default: return CIC_DAMAGED;
    }
}

static void note(j_common_ptr any) {
    jpeg_job *job = (jpeg_job *)any->err;
    char text[JMSG_LENGTH_MAX];
    job->errors.format_message(any, text);
    cic_fail(job->result, status_of(job->errors.msg_code), "%s", text);
}

static void fail(j_common_ptr any) {
    note(any);
    longjmp(((jpeg_job *)any->err)->failed, 1);
}

/// libjpeg goes on after a warning with gray where data are missing. The three let through concern no pixel.
static void message(j_common_ptr any, int level) {
    jpeg_job *job = (jpeg_job *)any->err;
    int code = job->errors.msg_code;
    if (level >= 0 || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM) return;
    if (code == JWRN_EXTRANEOUS_DATA && !job->reading_pixels) return;
    fail(any);
}

static void print_nothing(j_common_ptr any) { (void)any; }

/// Called between rows of a JPEG in several scans.
static void watch_scans(j_common_ptr any) {
    jpeg_job *job = (jpeg_job *)any->err;
    j_decompress_ptr jpeg = &job->jpeg;
    if ((uint32_t)jpeg->input_scan_number > job->source->limits.max_scans) {
        cic_fail(job->result, CIC_UNSUPPORTED, "expected at most %u scans in a JPEG, found more",
                 job->source->limits.max_scans);
        longjmp(job->failed, 1);
    }
    for (int i = 0; i < jpeg->comps_in_scan; i++) job->seen[jpeg->cur_comp_info[i]->component_index] = 1;
}

static void open_jpeg(jpeg_job *job) {
    jpeg_std_error(&job->errors);
    job->errors.error_exit = fail;
    job->errors.emit_message = message;
    job->errors.output_message = print_nothing;
    job->jpeg.err = &job->errors;
    jpeg_create_decompress(&job->jpeg);
    job->progress.progress_monitor = watch_scans;
    job->jpeg.progress = &job->progress;
    uint64_t most = job->source->limits.max_working_bytes;
    job->jpeg.mem->max_memory_to_use = most > 0x7fffffff ? 0x7fffffff : (long)most;
    jpeg_mem_src(&job->jpeg, job->source->bytes, job->source->count);
    jpeg_read_header(&job->jpeg, TRUE);
}

static void close_jpeg(jpeg_job *job) {
    jpeg_destroy_decompress(&job->jpeg);
    free(job->row);
}

/// Every block of 8 x 8 has at least one bit: the Huffman code of its mean.
static uint64_t least_bytes(j_decompress_ptr jpeg) {
    uint64_t blocks = 0;
    for (int i = 0; i < jpeg->num_components; i++) {
        blocks += (uint64_t)jpeg->comp_info[i].width_in_blocks * jpeg->comp_info[i].height_in_blocks;
    }
    return blocks / 8;
}

static int32_t read_header(jpeg_job *job, cic_header *header) {
    if (setjmp(job->failed)) return job->result->status;
    open_jpeg(job);
    j_decompress_ptr jpeg = &job->jpeg;
    if (cic_check_size(&job->source->limits, jpeg->image_width, jpeg->image_height, job->result)) {
        return job->result->status;
    }
    // No scanner writes it, and a picture in it has no least size.
    if (jpeg->arith_code) return cic_fail(job->result, CIC_UNSUPPORTED, "JPEG with arithmetic coding is not read");
    if (cic_check_plausible(job->source->count, least_bytes(jpeg), jpeg->image_width, jpeg->image_height,
                            job->result)) {
        return job->result->status;
    }
    header->width = jpeg->image_width;
    header->height = jpeg->image_height;
    if (jpeg->saw_JFIF_marker && (jpeg->density_unit == 1 || jpeg->density_unit == 2)) {
        double per_inch = jpeg->density_unit == 2 ? 2.54 : 1;
        header->dpi_x = jpeg->X_density * per_inch;
        header->dpi_y = jpeg->Y_density * per_inch;
    }
    return CIC_OK;
}

int32_t cic_jpeg_header(const cic_source *source, cic_header *header, cic_result *result) {
    jpeg_job job = {.source = source, .result = result};
    read_header(&job, header);
    close_jpeg(&job);
    return result->status;
}

static void choose_output(j_decompress_ptr jpeg) {
    switch (jpeg->jpeg_color_space) {
    case JCS_GRAYSCALE: jpeg->out_color_space = JCS_GRAYSCALE; break;
    case JCS_YCbCr:
    case JCS_RGB: jpeg->out_color_space = JCS_RGB; break;
    default: jpeg->out_color_space = JCS_CMYK; break;  // four inks, or an error of libjpeg's for anything else
    }
}

/// Adobe stores inks upside down, 255 for none.
static void gray_from_inks(const uint8_t *row, uint32_t width, int inverted, uint8_t *gray) {
    uint8_t flip = inverted ? 255 : 0;
    for (uint32_t x = 0; x < width; x++, row += 4) {
        gray[x] = cic_darkest_of_inks(row[0] ^ flip, row[1] ^ flip, row[2] ^ flip, row[3] ^ flip);
    }
}

/// A JPEG in several scans can end properly and still lack some: libjpeg would show a blurred or a gray page.
static int32_t check_complete(jpeg_job *job) {
    j_decompress_ptr jpeg = &job->jpeg;
    for (int i = 0; i < jpeg->num_components && jpeg_has_multiple_scans(jpeg); i++) {
        int complete = job->seen[i];
        for (int k = 0; k < DCTSIZE2 && jpeg->coef_bits; k++) {
            // -1 never sent (a mean must be), 0 exact, above 0 still lacking bits.
            if (jpeg->coef_bits[i][k] > 0 || (k == 0 && jpeg->coef_bits[i][k] < 0)) complete = 0;
        }
        if (!complete) return cic_fail(job->result, CIC_TRUNCATED, "JPEG scans are missing for component %d", i + 1);
    }
    return CIC_OK;
}

static int32_t read_gray(jpeg_job *job, uint32_t width, uint32_t height, uint8_t *gray) {
    if (setjmp(job->failed)) return job->result->status;
    open_jpeg(job);
    j_decompress_ptr jpeg = &job->jpeg;
    if (jpeg->image_width != width || jpeg->image_height != height) {
        return cic_fail(job->result, CIC_DAMAGED, "the size changed between two readings");
    }
    choose_output(jpeg);
    job->reading_pixels = 1;
    jpeg_start_decompress(jpeg);
    if (check_complete(job)) return job->result->status;
    job->row = malloc((size_t)width * (size_t)jpeg->output_components);
    if (!job->row) return cic_fail(job->result, CIC_TOO_MUCH_MEMORY, "no memory for a row");
    while (jpeg->output_scanline < height) {
        uint8_t *to = gray + (size_t)jpeg->output_scanline * width;
        uint8_t *row = jpeg->output_components == 1 ? to : job->row;
        jpeg_read_scanlines(jpeg, &row, 1);
        if (jpeg->output_components == 3) cic_gray_row(row, 3, width, to, 1);
        if (jpeg->output_components == 4) gray_from_inks(row, width, jpeg->saw_Adobe_marker, to);
    }
    // An ES&S scan of 2011 ends in 2564 bytes of white blocks below the page: a full restart interval was written.
    job->reading_pixels = 0;
    jpeg_finish_decompress(jpeg);
    return job->result->status;
}

int32_t cic_jpeg_gray(const cic_source *source, uint32_t width, uint32_t height, uint8_t *gray, cic_result *result) {
    jpeg_job job = {.source = source, .result = result};
    read_gray(&job, width, height, gray);
    close_jpeg(&job);
    return result->status;
}
