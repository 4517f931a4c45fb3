// What a program and its helper say to each other on a socket.
//
//   program -> helper   cqpdf_request, then the bytes of the PDF
//   helper -> program   cqpdf_page and its bytes, page after page; the last one is a page of 0 bytes: CQPDF_OK, or what is wrong
#ifndef CQPDF_WIRE_H
#define CQPDF_WIRE_H

#include "CQPDF.h"

#include <cerrno>
#include <sys/socket.h>

/// The helper's number of the socket.
constexpr int cqpdf_helper_socket = 3;

/// Seconds of work after which a helper ends: a stack of 500 pages takes less than 1.
constexpr int cqpdf_most_seconds = 30;

struct cqpdf_request {
    uint64_t count;
    cqpdf_limits limits;
};

/// All bytes, or false.
inline bool cqpdf_send(int socket, const void *bytes, size_t count) {
    for (auto at = static_cast<const char *>(bytes); count > 0;) {
        const ssize_t sent = send(socket, at, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += sent;
        count -= static_cast<size_t>(sent);
    }
    return true;
}

inline bool cqpdf_receive(int socket, void *bytes, size_t count) {
    for (auto at = static_cast<char *>(bytes); count > 0;) {
        const ssize_t got = recv(socket, at, count, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        count -= static_cast<size_t>(got);
    }
    return true;
}

#endif
