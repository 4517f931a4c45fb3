// The helper: a process in which the library may do what it does.
#include "page.h"
#include "sandbox.h"
#include "wire.h"

#include <cstdio>
#include <cstring>
#include <new>
#include <string>
#include <vector>
#include <sys/stat.h>
#include <qpdf/QPDF.hh>

namespace {

bool is_socket(int number) {
    struct stat status;
    return fstat(number, &status) == 0 && S_ISSOCK(status.st_mode);
}

cqpdf_page failed(const Refusal &refusal, size_t page) {
    cqpdf_page about{};
    about.status = refusal.status;
    const std::string where = page > 0 ? "page " + std::to_string(page) + ": " : "";
    std::snprintf(about.detail, sizeof about.detail, "%s%s", where.c_str(), refusal.detail.c_str());
    return about;
}

/// Sends the pages' pictures. What is wrong is thrown, or in `page` when it is of a page.
void send_pictures(int socket, const std::vector<uint8_t> &bytes, const cqpdf_limits &limits, size_t &page) {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    // A file that had to be mended may have lost pages.
    pdf.setAttemptRecovery(false);
    try {
        pdf.processMemoryFile("PDF", reinterpret_cast<const char *>(bytes.data()), bytes.size());
    } catch (const QPDFExc &error) {
        if (error.getErrorCode() == qpdf_e_password) throw Refusal::encrypted();
        throw;
    }
    if (pdf.isEncrypted()) throw Refusal::encrypted();
    const auto &pages = pdf.getAllPages();
    if (pages.empty()) throw Refusal{CQPDF_DAMAGED, "expected a page, found none"};
    if (pages.size() > limits.max_pages) {
        throw Refusal{CQPDF_TOO_MANY_PAGES, "expected at most " + std::to_string(limits.max_pages) + " PDF pages, found " +
                                                std::to_string(pages.size()) + ": split the file"};
    }
    uint64_t left = limits.max_bytes;
    for (const auto &each : pages) {
        page++;
        const Picture picture = picture_of(each, limits);
        if (pdf.anyWarnings()) throw Refusal{CQPDF_DAMAGED, "is damaged: " + std::string(pdf.getWarnings()[0].getMessageDetail())};
        if (picture.bytes.size() > left) {
            throw Refusal{CQPDF_TOO_MUCH, "the pictures up to here are larger than " + std::to_string(limits.max_bytes >> 20) +
                                              " MiB: split the file"};
        }
        left -= picture.bytes.size();
        cqpdf_page about{};
        about.dpi_x = picture.dpi_x;
        about.dpi_y = picture.dpi_y;
        about.orientation = picture.orientation;
        about.count = picture.bytes.size();
        if (!cqpdf_send(socket, &about, sizeof about) || !cqpdf_send(socket, picture.bytes.data(), picture.bytes.size()))
            return;
    }
}

} // namespace

extern "C" int32_t cqpdf_serve(void) {
    const int socket = cqpdf_helper_socket;
    cqpdf_request request;
    if (!is_socket(socket) || !cqpdf_receive(socket, &request, sizeof request)) return -1;
    cqpdf_page last{};
    size_t page = 0;
    // A page without compression, unpacked beside its packed form and the file.
    const uint64_t memory = (uint64_t{768} << 20) + 3 * request.count;
    if (!cqpdf_enter_sandbox(memory, cqpdf_most_seconds)) {
        last = failed({CQPDF_NO_PROCESS, "the process that reads PDF cannot be shut in: this kernel has no seccomp"}, 0);
        cqpdf_send(socket, &last, sizeof last);
        return 0;
    }
    try {
        std::vector<uint8_t> bytes(request.count);
        if (!cqpdf_receive(socket, bytes.data(), bytes.size())) return 0;
        send_pictures(socket, bytes, request.limits, page);
        page = 0;
    } catch (const Refusal &refusal) {
        last = failed(refusal, page);
    } catch (const QPDFExc &error) {
        last = failed({CQPDF_DAMAGED, "is damaged: " + error.getMessageDetail()}, page);
    } catch (const std::bad_alloc &) {
        last = failed({CQPDF_TOO_MUCH, "takes more memory than a stack of ballots has any need of"}, page);
    } catch (const std::exception &error) {
        last = failed({CQPDF_DAMAGED, std::string("is damaged: ") + error.what()}, page);
    }
    cqpdf_send(socket, &last, sizeof last);
    return 0;
}
