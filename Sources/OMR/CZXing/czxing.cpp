// Debian builds the library with its assertions left in, and some of them fail on harmless pages (zxing-cpp issues 399,
// 516, 740, 855): the process that calls it is then aborted. What is on a ballot must never end the machine's process, so
// every reading happens in a child that may die.
#include "CZXing.h"
#include "decode.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <initializer_list>
#include <new>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// Seconds of work after which a child is ended: whole pages take 0.04 to 0.2.
constexpr rlim_t most_seconds = 5;

/// Kinds that are looked for in one go. Where one group ends the child, the next child goes on after it.
constexpr uint32_t groups[] = {CZX_MATRIX_CODES, CZX_BAR_CODES};
constexpr int32_t group_count = sizeof groups / sizeof groups[0];

/// What parent and child share. A group's codes count once `done` says so.
struct Shared {
    int32_t done;
    int32_t count;
    czx_found found;
};

/// In the child: nothing of the parent's may be touched but the shared memory.
[[noreturn]] void work(const czx_picture &picture, uint32_t kinds, Shared &shared) {
    // It must not outlive its parent.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // An abort is expected here: no report, no core file, nothing on the terminal.
    for (int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGXCPU, SIGALRM}) signal(number, SIG_DFL);
    const rlimit no_core{0, 0}, seconds{most_seconds, most_seconds};
    setrlimit(RLIMIT_CORE, &no_core);
    setrlimit(RLIMIT_CPU, &seconds);
    alarm(4 * most_seconds);
    // Beyond the three standard ones, its copies of the parent's descriptors are of no use to it.
    close_range(3, ~0U, 0);
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    for (int32_t group = shared.done; group < group_count; group++) {
        if (kinds & groups[group]) shared.count = czx_decode(picture, kinds & groups[group], shared.found, shared.count);
        shared.done = group + 1;
    }
    _exit(0);
}

bool read_in_children(const czx_picture &picture, uint32_t kinds, Shared &shared) {
    while (shared.done < group_count) {
        const int32_t before = shared.done;
        const pid_t child = fork();
        if (child < 0) return false;
        if (child == 0) work(picture, kinds, shared);
        // An error but EINTR means that somebody else took the dead child: `done` tells how far it came.
        while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {}
        // A child that died did so in the group after the last one done: pass that one.
        if (shared.done < before) return false;
        if (shared.done < group_count) shared.done += 1;
    }
    return true;
}

} // namespace

extern "C" int32_t czx_read(
    const uint8_t *gray, int32_t width, int32_t height, int32_t row_bytes, uint32_t kinds, czx_found *found) {
    if (!gray || !found || width < 1 || height < 1 || row_bytes < width || kinds == 0) return -1;
    void *memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return -2;
    auto *shared = new (memory) Shared{};
    const bool ran = read_in_children({gray, width, height, row_bytes}, kinds, *shared);
    // The child is not trusted with the counts: they are indices for the caller.
    int32_t count = shared->count;
    if (!ran || count < 0 || count > CZX_MOST_CODES) count = -2;
    if (count >= 0) std::memcpy(found, &shared->found, sizeof *found);
    for (int32_t index = 0; index < count; index++) {
        const czx_code &code = found->codes[index];
        if (code.start < 0 || code.count < 1 || code.start > CZX_MOST_BYTES - code.count) count = -2;
    }
    munmap(memory, sizeof(Shared));
    return count;
}
