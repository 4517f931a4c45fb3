#ifndef SCAND_SECRETS_H
#define SCAND_SECRETS_H

#include <stddef.h>

/// Overwrites memory with zeros, in a way that no compiler leaves out.
void scand_wipe(void *bytes, size_t count);

/// Takes whole pages for a secret: out of core dumps, empty in a forked child and, if the system allows it, never swapped out.
/// NULL and errno where there is no memory.
void *scand_secret_pages(size_t count);

/// Wipes such pages and gives them back.
void scand_free_secret_pages(void *pages, size_t count);

/// Has the kernel write no core dump of this process and show its memory to nobody but root, and has the default action follow
/// on every signal of a crash, so that no handler prints registers or memory. 0, or -1 and errno.
int scand_hide_process(void);

/// Catches the signals that end a process (SIGTERM, SIGHUP, SIGUSR1 and the like; none of a crash), so that a terminal can be
/// put right first.
/// Gives a descriptor that can be read once one has come; -1 and errno on failure. What is ignored stays ignored, and a
/// wish that was made before and is held back stays held back.
int scand_catch_ends(void);

/// Has these signals do again what they did before, and sends those that came meanwhile once more.
void scand_release_ends(void);

/// Renames a file to a name that nothing may have: in one step, over nothing. 0, or -1 and errno, which is EEXIST where
/// something is there.
int scand_rename_to_new(const char *old_path, const char *new_path);

#endif
