// The helper: a process in which the library may do what it does.
#include "decode.h"
#include "wire.h"

#include <csignal>
#include <cstring>
#include <initializer_list>
#include <vector>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>

namespace {

/// Ends this process when it has worked so many seconds from now on; 0 never.
void end_after(int seconds) {
    const itimerval limit{{0, 0}, {seconds, 0}};
    setitimer(ITIMER_PROF, &limit, nullptr);
}

bool is_socket(int number) {
    struct stat status;
    return fstat(number, &status) == 0 && S_ISSOCK(status.st_mode);
}

} // namespace

extern "C" int32_t czx_serve(void) {
    const int socket = czx_helper_socket;
    if (!is_socket(socket)) return -1;
    // An abort is expected here: no report, no core file, nothing on the terminal.
    for (int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGPROF, SIGTERM}) signal(number, SIG_DFL);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    std::vector<uint8_t> gray;
    // The end of the socket is the end of the program that asked.
    for (czx_request request; czx_receive(socket, &request, sizeof request);) {
        gray.resize(static_cast<size_t>(request.width) * static_cast<size_t>(request.height));
        const uint8_t taken = 1;
        if (!czx_receive(socket, gray.data(), gray.size()) || !czx_send(socket, &taken, sizeof taken)) return 0;
        for (const uint32_t group : czx_groups) {
            if (!(request.kinds & group)) continue;
            czx_answer answer{};
            end_after(czx_most_seconds);
            answer.count = czx_decode(
                {gray.data(), request.width, request.height, request.width}, request.kinds & group, answer.found, 0);
            end_after(0);
            if (!czx_send(socket, &answer, sizeof answer)) return 0;
        }
        // Nothing of a ballot stays.
        explicit_bzero(gray.data(), gray.size());
    }
    return 0;
}
