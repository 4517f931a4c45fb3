// A libtiff handle on bytes in memory, silent and without process-wide state.
#include "tiff.h"

#include <stdio.h>
#include <string.h>

static tmsize_t take(thandle_t handle, void *to, tmsize_t count) {
    cic_tiff_bytes *bytes = (cic_tiff_bytes *)handle;
    if (count <= 0 || bytes->at >= bytes->source->count) return 0;
    uint64_t left = bytes->source->count - bytes->at;
    size_t taken = (uint64_t)count < left ? (size_t)count : (size_t)left;
    memcpy(to, bytes->source->bytes + bytes->at, taken);
    bytes->at += taken;
    return (tmsize_t)taken;
}

static tmsize_t refuse_to_write(thandle_t handle, void *from, tmsize_t count) {
    (void)handle, (void)from, (void)count;
    return -1;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    cic_tiff_bytes *bytes = (cic_tiff_bytes *)handle;
    if (whence == SEEK_CUR) offset += bytes->at;
    if (whence == SEEK_END) offset += bytes->source->count;
    bytes->at = offset;
    return offset;
}

static int do_not_close(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t size(thandle_t handle) { return ((cic_tiff_bytes *)handle)->source->count; }

static void note(cic_tiff_bytes *bytes, const char *format, va_list values) {
    char text[200];
    vsnprintf(text, sizeof text, format, values);
    int ended = strstr(text, "Premature EO") || strstr(text, "Not enough data") || strstr(text, "Read error");
    cic_fail(bytes->result, ended ? CIC_TRUNCATED : CIC_DAMAGED, "%s", text);
}

/// A 1 keeps the text from the process-wide handlers, which print.
static int on_error(TIFF *tiff, void *user, const char *module, const char *format, va_list values) {
    (void)tiff, (void)module;
    note(user, format, values);
    return 1;
}

static int on_warning(TIFF *tiff, void *user, const char *module, const char *format, va_list values) {
    (void)tiff, (void)module;
    cic_tiff_bytes *bytes = user;
    if (bytes->reading_pixels) note(bytes, format, values);
    return 1;
}

TIFF *cic_tiff_open(cic_tiff_bytes *bytes) {
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options) {
        cic_fail(bytes->result, CIC_TOO_MUCH_MEMORY, "no memory for the TIFF decoder");
        return NULL;
    }
    // Honest single allocations are a strip as it stands in the file, a row, or the table of strips.
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)bytes->source->count + (4 << 20));
    TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, bytes);
    TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, bytes);
    // r read, h leave the first directory alone, m copy instead of mapping: libtiff then never points into our bytes.
    TIFF *tiff = TIFFClientOpenExt("TIFF", "rhm", (thandle_t)bytes, take, refuse_to_write, seek, do_not_close, size,
                                   NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    if (tiff && !TIFFSetSubDirectory(tiff, bytes->source->directory)) {
        TIFFClose(tiff);
        tiff = NULL;
    }
    if (!tiff) cic_fail(bytes->result, CIC_DAMAGED, "the TIFF directory is not readable");
    if (tiff && bytes->result->status != CIC_OK) {
        TIFFClose(tiff);
        tiff = NULL;
    }
    return tiff;
}
