// In C because Swift's Glibc module is made without _GNU_SOURCE, and because prctl takes any number of arguments.
#define _GNU_SOURCE
#include "scand_secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

void scand_wipe(void *bytes, size_t count) { explicit_bzero(bytes, count); }

void *scand_secret_pages(size_t count) {
    void *pages = mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return NULL;
    // Each as far as the system grants it: RLIMIT_MEMLOCK may be 0.
    (void)mlock(pages, count);
    (void)madvise(pages, count, MADV_DONTDUMP);
    (void)madvise(pages, count, MADV_WIPEONFORK);
    return pages;
}

void scand_free_secret_pages(void *pages, size_t count) {
    explicit_bzero(pages, count);
    munmap(pages, count);
}

int scand_hide_process(void) {
    const struct rlimit nothing = {0, 0};
    if (setrlimit(RLIMIT_CORE, &nothing) != 0) return -1;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return -1;
    // What Swift's crash reporter takes for itself where SWIFT_BACKTRACE or a terminal switches it on, before main begins.
    static const int crashes[] = {SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
        if (signal(crashes[i], SIG_DFL) == SIG_ERR) return -1;
    }
    return 0;
}

// All that end a process unless it says otherwise, but for those of a crash, SIGKILL, and SIGPIPE, which is a write's business.
static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU,
                           SIGXFSZ, SIGIO, SIGPWR, SIGSTKFLT};
enum { end_count = sizeof ends / sizeof ends[0] };
static struct sigaction actions_before[end_count];
static sigset_t mask_before;
static int end_pipe[2] = {-1, -1};

static void tell_end(int number) {
    int before = errno;
    unsigned char byte = (unsigned char)number;
    // A pipe that is full has told of one already.
    (void)!write(end_pipe[1], &byte, 1);
    errno = before;
}

int scand_catch_ends(void) {
    if (end_pipe[0] >= 0) {
        errno = EBUSY;
        return -1;
    }
    sigset_t waiting, caught;
    if (sigpending(&waiting) != 0 || pipe2(end_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    struct sigaction tell = {.sa_handler = tell_end, .sa_flags = SA_RESTART};
    sigemptyset(&tell.sa_mask);
    sigemptyset(&caught);
    for (int i = 0; i < end_count; i++) {
        sigaction(ends[i], NULL, &actions_before[i]);
        if (actions_before[i].sa_handler == SIG_IGN) continue;
        sigaction(ends[i], &tell, NULL);
        if (!sigismember(&waiting, ends[i])) sigaddset(&caught, ends[i]);
    }
    pthread_sigmask(SIG_UNBLOCK, &caught, &mask_before);
    return end_pipe[0];
}

void scand_release_ends(void) {
    pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
    for (int i = 0; i < end_count; i++) sigaction(ends[i], &actions_before[i], NULL);
    unsigned char number;
    while (read(end_pipe[0], &number, 1) == 1) kill(getpid(), number);
    close(end_pipe[0]);
    close(end_pipe[1]);
    end_pipe[0] = end_pipe[1] = -1;
}

int scand_rename_to_new(const char *old_path, const char *new_path) {
    return renameat2(AT_FDCWD, old_path, AT_FDCWD, new_path, RENAME_NOREPLACE);
}
