// Debian builds the library with its assertions left in, and some of them fail on harmless pages (zxing-cpp issues 399,
// 516, 740, 855): the process that calls it is then aborted. What is on a ballot must never end the machine's process, so
// a helper reads: a process of its own, which stays for the next picture, may die of any, and is then started anew.
#include "CZXing.h"
#include "wire.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <new>
#include <string>
#include <vector>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace {

/// A running helper and the socket to it.
class Helper {
public:
    /// Not running where the program could not be started.
    Helper(const std::string &program, const std::string &argument) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
        socket = ends[0];
        // A helper that neither answers nor ends is ended.
        const timeval limit{4 * czx_most_seconds, 0};
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        // Out of the way of the helper's own number for it.
        const int other = fcntl(ends[1], F_DUPFD_CLOEXEC, czx_helper_socket + 1);
        close(ends[1]);
        if (other >= 0) id = start(program, argument, other);
        if (other >= 0) close(other);
    }

    ~Helper() {
        if (socket >= 0) close(socket);
        if (id < 0) return;
        kill(id, SIGKILL);
        // An error but EINTR means that somebody else took the dead child.
        while (waitpid(id, nullptr, 0) < 0 && errno == EINTR) {}
    }

    Helper(const Helper &) = delete;
    Helper &operator=(const Helper &) = delete;

    /// Sends a picture; false when the helper is not there to take it.
    bool give(const czx_request &request, const uint8_t *gray, int32_t row_bytes) {
        if (id < 0 || !czx_send(socket, &request, sizeof request)) return false;
        for (int32_t row = 0; row < request.height; row++)
            if (!czx_send(socket, gray + static_cast<size_t>(row) * row_bytes, request.width)) return false;
        uint8_t taken = 0;
        return czx_receive(socket, &taken, sizeof taken);
    }

    /// The codes of the next group; false when the helper died of it.
    bool answer(czx_answer &answer) { return czx_receive(socket, &answer, sizeof answer); }

private:
    int socket = -1;
    pid_t id = -1;

    static pid_t start(const std::string &program, const std::string &argument, int other) {
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_adddup2(&files, other, czx_helper_socket);
        posix_spawn_file_actions_addclosefrom_np(&files, czx_helper_socket + 1);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes, &none);
        // A group of its own: Ctrl-C at the terminal is for the machine alone, which ends the sheet that it holds.
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
        char *const arguments[] = {const_cast<char *>(program.c_str()), const_cast<char *>(argument.c_str()), nullptr};
        pid_t id = -1;
        if (posix_spawn(&id, program.c_str(), &files, &attributes, arguments, environ) != 0) id = -1;
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&files);
        return id;
    }
};

/// Adds a group's codes, as many as there is room for; false when the helper's answer makes no sense.
bool add(czx_found &found, int32_t &count, const czx_answer &answer) {
    if (answer.count < 0 || answer.count > CZX_MOST_CODES) return false;
    for (int32_t index = 0; index < answer.count; index++) {
        czx_code code = answer.found.codes[index];
        if (code.start < 0 || code.count < 1 || code.count > CZX_MOST_BYTES) return false;
        if (code.start > CZX_MOST_BYTES - code.count) return false;
        const int32_t end = count == 0 ? 0 : found.codes[count - 1].start + found.codes[count - 1].count;
        if (count == CZX_MOST_CODES || code.count > CZX_MOST_BYTES - end) continue;
        std::memcpy(found.payloads + end, answer.found.payloads + code.start, static_cast<size_t>(code.count));
        code.start = end;
        found.codes[count++] = code;
    }
    return true;
}

} // namespace

/// Helpers that wait for the next picture: as many as there were callers at one time.
struct czx_reader {
    std::string program, argument;
    std::mutex lock;
    std::vector<Helper *> idle;

    Helper *waiting() {
        const std::lock_guard<std::mutex> guard(lock);
        if (idle.empty()) return nullptr;
        Helper *helper = idle.back();
        idle.pop_back();
        return helper;
    }

    /// A helper that has taken the picture; null where none can be started.
    Helper *taking(const czx_request &request, const uint8_t *gray, int32_t row_bytes) {
        // One that died while it waited costs nothing: the next one is asked, and at last a new one.
        while (Helper *helper = waiting()) {
            if (helper->give(request, gray, row_bytes)) return helper;
            delete helper;
        }
        auto *helper = new Helper(program, argument);
        if (helper->give(request, gray, row_bytes)) return helper;
        delete helper;
        return nullptr;
    }

    void keep(Helper *helper) {
        const std::lock_guard<std::mutex> guard(lock);
        idle.push_back(helper);
    }
};

extern "C" czx_reader *czx_make(const char *program, const char *argument) {
    return new czx_reader{program, argument, {}, {}};
}

extern "C" void czx_destroy(czx_reader *reader) {
    for (Helper *helper : reader->idle) delete helper;
    delete reader;
}

extern "C" int32_t czx_read(
    czx_reader *reader, const uint8_t *gray, int32_t width, int32_t height, int32_t row_bytes, uint32_t kinds,
    czx_found *found) {
    if (!reader || !gray || !found || width < 1 || height < 1 || row_bytes < width || kinds == 0) return -1;
    int32_t count = 0;
    for (uint32_t left = kinds; left != 0;) {
        Helper *helper = reader->taking({width, height, left}, gray, row_bytes);
        if (!helper) return -2;
        bool lives = true;
        for (const uint32_t group : czx_groups) {
            if (!(left & group)) continue;
            left &= ~group;
            czx_answer answer;
            lives = helper->answer(answer);
            // Where it died of a group nothing is known of that one: the next helper goes on with the others.
            if (!lives) break;
            if (!add(*found, count, answer)) {
                delete helper;
                return -2;
            }
        }
        if (lives) {
            reader->keep(helper);
            break;
        }
        delete helper;
    }
    return count;
}
