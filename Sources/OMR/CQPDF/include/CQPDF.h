// The pictures of a PDF's pages, found with libqpdf (Debian: libqpdf-dev) in a process of its own.
//
// A PDF is a program more than a picture. Whatever one does to the library, it does it to a process that has no files, no
// network, little memory and little time, and that ends with the answer. What comes back are picture files: JPEG as it lies
// in the PDF, anything else with the head of a TIFF or PNG before it. Nothing is decoded there that the decoders of pictures
// can decode.
#ifndef CQPDF_H
#define CQPDF_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What became of a file or a page.
enum {
    CQPDF_OK = 0,
    /// No PDF, or one that contradicts itself.
    CQPDF_DAMAGED = 1,
    /// Of a kind that is not read here.
    CQPDF_UNSUPPORTED = 2,
    CQPDF_TOO_MANY_PAGES = 3,
    CQPDF_TOO_MANY_PIXELS = 4,
    /// It takes more memory or time than a stack of ballots has any need of.
    CQPDF_TOO_MUCH = 5,
    /// A page without a picture: letters and lines.
    CQPDF_DRAWN = 6,
    /// The other process could not be started or shut in.
    CQPDF_NO_PROCESS = 7,
};

typedef struct {
    uint64_t max_pixels;
    /// Bytes of all pictures together.
    uint64_t max_bytes;
    uint32_t max_pages;
    uint32_t max_side;
} cqpdf_limits;

/// A page's picture.
typedef struct {
    /// Dots per inch along the rows and columns of the picture as it is stored.
    double dpi_x;
    double dpi_y;
    uint64_t count;
    /// How it has to be turned to be seen as the page is: 1 to 8, as in Exif and TIFF.
    int32_t orientation;
    /// CQPDF_OK, or why there is none.
    int32_t status;
    /// One line for people where there is none; a C string.
    char detail[232];
} cqpdf_page;

typedef struct cqpdf_pages cqpdf_pages;

/// Starts `program` with `argument`, which has to call cqpdf_serve, and has it find the pictures of all pages.
///
/// The answer ends with the first page that has no picture to be read; its status and detail say why, and name the page. It is
/// never NULL and belongs to the caller. May be called on several threads.
cqpdf_pages *cqpdf_extract(
    const char *program, const char *argument, const uint8_t *bytes, size_t count, const cqpdf_limits *limits);

size_t cqpdf_page_count(const cqpdf_pages *pages);
cqpdf_page cqpdf_page_at(const cqpdf_pages *pages, size_t index);
/// A picture file of `count` bytes, for a page that has one.
const uint8_t *cqpdf_bytes_at(const cqpdf_pages *pages, size_t index);
void cqpdf_free(cqpdf_pages *pages);

/// Finds pictures for the program that started this process; -1 when none did.
int32_t cqpdf_serve(void);

#ifdef __cplusplus
}
#endif

#endif
