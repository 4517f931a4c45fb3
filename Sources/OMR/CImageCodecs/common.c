#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int32_t cic_fail(cic_result *result, int32_t status, const char *format, ...) {
    if (result->status == CIC_OK) {
        result->status = status;
        va_list values;
        va_start(values, format);
        vsnprintf(result->detail, sizeof result->detail, format, values);
        va_end(values);
    }
    return result->status;
}

int32_t cic_check_size(const cic_limits *limits, uint64_t width, uint64_t height, cic_result *result) {
    if (width == 0 || height == 0) {
        return cic_fail(result, CIC_DAMAGED, "expected at least one pixel, found %llu x %llu",
                        (unsigned long long)width, (unsigned long long)height);
    }
    if (width > limits->max_side || height > limits->max_side) {
        return cic_fail(result, CIC_TOO_MANY_PIXELS, "expected sides of at most %u pixels, found %llu x %llu",
                        limits->max_side, (unsigned long long)width, (unsigned long long)height);
    }
    if (width * height > limits->max_pixels) {
        return cic_fail(result, CIC_TOO_MANY_PIXELS, "expected at most %llu pixels, found %llu x %llu",
                        (unsigned long long)limits->max_pixels, (unsigned long long)width,
                        (unsigned long long)height);
    }
    return CIC_OK;
}

int32_t cic_check_plausible(size_t count, uint64_t needed, uint32_t width, uint32_t height, cic_result *result) {
    if (count >= needed) return CIC_OK;
    return cic_fail(result, CIC_TRUNCATED, "expected at least %llu bytes for %u x %u pixels, found %zu",
                    (unsigned long long)needed, width, height, count);
}

void cic_gray_row(const uint8_t *samples, int channels, uint32_t count, uint8_t *gray, size_t step) {
    if (channels == 1 && step == 1) {
        memcpy(gray, samples, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++, samples += channels, gray += step) {
        uint8_t value = channels < 3 ? samples[0] : cic_darkest(samples[0], samples[1], samples[2]);
        *gray = channels % 2 == 0 ? cic_on_white(value, samples[channels - 1]) : value;
    }
}

int32_t cic_read_header(const cic_source *source, cic_header *header, cic_result *result) {
    *header = (cic_header){0};
    *result = (cic_result){0};
    switch (source->codec) {
    case CIC_PNG: return cic_png_header(source, header, result);
    case CIC_JPEG: return cic_jpeg_header(source, header, result);
    case CIC_TIFF: return cic_tiff_header(source, header, result);
    default: return cic_fail(result, CIC_UNSUPPORTED, "no codec has the number %d", source->codec);
    }
}

int32_t cic_read_gray(const cic_source *source, uint32_t width, uint32_t height, uint8_t *gray, cic_result *result) {
    *result = (cic_result){0};
    switch (source->codec) {
    case CIC_PNG: return cic_png_gray(source, width, height, gray, result);
    case CIC_JPEG: return cic_jpeg_gray(source, width, height, gray, result);
    case CIC_TIFF: return cic_tiff_gray(source, width, height, gray, result);
    default: return cic_fail(result, CIC_UNSUPPORTED, "no codec has the number %d", source->codec);
    }
}
