#ifndef SCAND_LINUX_H
#define SCAND_LINUX_H

#include <spawn.h>
#include <stdint.h>

/// Makes memory without a name, of a size that nobody can change, and gives its descriptor; -1 and errno on failure.
/// It takes room as far as it is written to, and programs that are started do not inherit it.
int scand_sealed_memory(long size);

/// Has a program that is started inherit no descriptor from this one on. The answer is an errno, or 0.
int scand_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

/// Which file a path leads to: its device and inode, and none of its times. Who asks for times has the next write set new ones
/// (multigrain timestamps, Linux 6.13), and a sync then waits for them too.
///
/// Returns 0, or -1 and errno.
int scand_file_identity(const char *path, int flags, uint64_t *device, uint64_t *inode);

#endif
