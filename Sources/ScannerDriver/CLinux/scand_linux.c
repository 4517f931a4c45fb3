// In C because Swift's Glibc module is made without _GNU_SOURCE: it knows neither memfd_create and its
// seals, nor statx, nor the spawn action that closes.
#define _GNU_SOURCE
#include "scand_linux.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int scand_sealed_memory(long size) {
    int descriptor = memfd_create("scand-pages", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) return -1;
    if (ftruncate(descriptor, size) == 0 &&
        fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0) {
        return descriptor;
    }
    int problem = errno;
    close(descriptor);
    errno = problem;
    return -1;
}

int scand_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int scand_file_identity(const char *path, int flags, uint64_t *device, uint64_t *inode) {
    struct statx found;
    if (statx(AT_FDCWD, path, flags, STATX_INO, &found) != 0) return -1;
    *device = makedev(found.stx_dev_major, found.stx_dev_minor);
    *inode = found.stx_ino;
    return 0;
}
