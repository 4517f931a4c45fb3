// What a program and its helper say to each other on a socket.
//
//   program -> helper   czx_request, then width x height gray pixels
//   helper -> program   one byte when all of it is there, then a czx_answer for each wanted group of kinds
#ifndef CZXING_WIRE_H
#define CZXING_WIRE_H

#include "CZXing.h"

#include <cerrno>
#include <cstddef>
#include <sys/socket.h>

/// The helper's number of the socket.
constexpr int czx_helper_socket = 3;

/// Seconds of work after which a helper ends: whole pages take 0.04 to 0.2.
constexpr int czx_most_seconds = 5;

/// Kinds that are looked for in one go. Where one group ends a helper, the next helper goes on with the others.
constexpr uint32_t czx_groups[] = {CZX_MATRIX_CODES, CZX_BAR_CODES};

struct czx_request {
    int32_t width, height;
    uint32_t kinds;
};

struct czx_answer {
    int32_t count;
    czx_found found;
};

/// All bytes, or false.
inline bool czx_send(int socket, const void *bytes, size_t count) {
    for (auto at = static_cast<const char *>(bytes); count > 0;) {
        const ssize_t sent = send(socket, at, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += sent;
        count -= static_cast<size_t>(sent);
    }
    return true;
}

inline bool czx_receive(int socket, void *bytes, size_t count) {
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
