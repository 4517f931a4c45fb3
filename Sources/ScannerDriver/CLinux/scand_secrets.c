// In C because Swift's Glibc module is made without _GNU_SOURCE, and because prctl takes any number of arguments.
#define _GNU_SOURCE
#include "scand_secrets.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

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

int scand_rename_to_new(const char *old_path, const char *new_path) {
    return renameat2(AT_FDCWD, old_path, AT_FDCWD, new_path, RENAME_NOREPLACE);
}
