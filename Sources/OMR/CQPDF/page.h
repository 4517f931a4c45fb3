// From a page of a PDF to the one picture that it is.
#ifndef CQPDF_PAGE_H
#define CQPDF_PAGE_H

#include "CQPDF.h"

#include <string>
#include <vector>
#include <qpdf/QPDFObjectHandle.hh>

/// Why a file or a page is not read: one line for people.
struct Refusal {
    int32_t status;
    std::string detail;

    static Refusal encrypted() {
        return {CQPDF_UNSUPPORTED, "the PDF is encrypted: save it without a password ('qpdf --decrypt in.pdf out.pdf')"};
    }
};

/// A picture as a file of its own.
struct Picture {
    std::vector<uint8_t> bytes;
    int orientation;
    double dpi_x, dpi_y;
};

/// The picture that fills a page. Throws a Refusal where the page is anything else, for it would not be seen whole.
Picture picture_of(QPDFObjectHandle page, const cqpdf_limits &limits);

/// The data of an image as a picture file.
std::vector<uint8_t> picture_file(QPDFObjectHandle image, bool is_painted_black, const cqpdf_limits &limits);

#endif
