// The program's side: starts a helper for one file and takes its answer.
#include "wire.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>
#include <vector>
#include <fcntl.h>
#include <spawn.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct cqpdf_pages {
    struct Page {
        cqpdf_page about;
        std::vector<uint8_t> bytes;
    };
    std::vector<Page> pages;

    void fail(int32_t status, const char *detail) {
        cqpdf_page about{};
        about.status = status;
        std::snprintf(about.detail, sizeof about.detail, "%s", detail);
        pages.push_back({about, {}});
    }
};

namespace {

/// A running helper and the socket to it.
class Helper {
public:
    Helper(const char *program, const char *argument) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
        socket = ends[0];
        // One that neither answers nor ends is ended. Its own clock counts work alone, and other processes may be busy too.
        const timeval limit{4 * cqpdf_most_seconds, 0};
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        const int other = fcntl(ends[1], F_DUPFD_CLOEXEC, cqpdf_helper_socket + 1);
        close(ends[1]);
        if (other < 0) return;
        start(program, argument, other);
        close(other);
    }

    ~Helper() {
        if (socket >= 0) close(socket);
        if (id < 0) return;
        kill(id, SIGKILL);
        while (waitpid(id, nullptr, 0) < 0 && errno == EINTR) {}
    }

    Helper(const Helper &) = delete;
    Helper &operator=(const Helper &) = delete;

    int socket = -1;
    pid_t id = -1;

private:
    void start(const char *program, const char *argument, int other) {
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_adddup2(&files, other, cqpdf_helper_socket);
        posix_spawn_file_actions_addclosefrom_np(&files, cqpdf_helper_socket + 1);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes, &none);
        // A group of its own: Ctrl-C at the terminal is for the machine alone.
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
        char *const arguments[] = {const_cast<char *>(program), const_cast<char *>(argument), nullptr};
        if (posix_spawn(&id, program, &files, &attributes, arguments, environ) != 0) id = -1;
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&files);
    }
};

void extract(
    cqpdf_pages &result, const Helper &helper, const uint8_t *bytes, size_t count, const cqpdf_limits &limits) {
    const cqpdf_request request{count, limits};
    // A helper that fails early answers before it has taken everything: its answer says more than the failed sending.
    (void)(cqpdf_send(helper.socket, &request, sizeof request) && cqpdf_send(helper.socket, bytes, count));
    uint64_t left = limits.max_bytes;
    while (true) {
        cqpdf_page about;
        if (!cqpdf_receive(helper.socket, &about, sizeof about)) {
            return result.fail(
                CQPDF_TOO_MUCH, "the PDF ended the process that reads it: it takes too much time or memory, or is damaged on purpose");
        }
        about.detail[sizeof about.detail - 1] = 0;
        if (about.count == 0) {
            if (about.status != CQPDF_OK) result.pages.push_back({about, {}});
            return;
        }
        if (about.status != CQPDF_OK || about.count > left || result.pages.size() >= limits.max_pages ||
            about.orientation < 1 || about.orientation > 8) {
            return result.fail(CQPDF_DAMAGED, "the process that reads the PDF gave an answer that makes no sense");
        }
        left -= about.count;
        result.pages.push_back({about, std::vector<uint8_t>(about.count)});
        if (!cqpdf_receive(helper.socket, result.pages.back().bytes.data(), about.count)) {
            result.pages.pop_back();
            return result.fail(CQPDF_TOO_MUCH, "the PDF ended the process that reads it in the middle of a page");
        }
    }
}

} // namespace

extern "C" cqpdf_pages *cqpdf_extract(
    const char *program, const char *argument, const uint8_t *bytes, size_t count, const cqpdf_limits *limits) {
    auto *result = new cqpdf_pages;
    const Helper helper(program, argument);
    if (helper.id < 0) {
        result->fail(CQPDF_NO_PROCESS, "a second process that reads PDF cannot be started");
    } else {
        extract(*result, helper, bytes, count, *limits);
    }
    return result;
}

extern "C" size_t cqpdf_page_count(const cqpdf_pages *pages) { return pages->pages.size(); }
extern "C" cqpdf_page cqpdf_page_at(const cqpdf_pages *pages, size_t index) { return pages->pages[index].about; }
extern "C" const uint8_t *cqpdf_bytes_at(const cqpdf_pages *pages, size_t index) {
    return pages->pages[index].bytes.data();
}
extern "C" void cqpdf_free(cqpdf_pages *pages) { delete pages; }
