// What the helper may do: compute, take memory up to a limit, and speak on the socket it was given.
#include "sandbox.h"

#include <csignal>
#include <cstddef>
#include <initializer_list>
#include <vector>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>

#if defined(__x86_64__)
constexpr uint32_t this_machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t this_machine = AUDIT_ARCH_AARCH64;
#else
#error "the calls of this machine's kernel are not known here"
#endif

/// Everything else answers EPERM: no file is opened, no socket made, no program started.
static bool shut_in() {
    const std::initializer_list<uint32_t> allowed = {
        __NR_read, __NR_write, __NR_sendto, __NR_recvfrom, __NR_close, __NR_brk, __NR_mmap, __NR_munmap, __NR_mremap,
        __NR_mprotect, __NR_madvise, __NR_futex, __NR_clock_gettime, __NR_getrandom, __NR_rt_sigreturn,
        __NR_rt_sigaction, __NR_rt_sigprocmask, __NR_getpid, __NR_gettid, __NR_tgkill, __NR_sched_yield,
        __NR_restart_syscall, __NR_exit, __NR_exit_group,
    };
    std::vector<sock_filter> filter = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, this_machine, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
    };
    for (const uint32_t call : allowed) {
        filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
        filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    }
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1));
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool cqpdf_enter_sandbox(uint64_t memory, int seconds) {
    // An end by a limit is expected here: no report, no core file.
    for (int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGPROF, SIGTERM, SIGSYS})
        signal(number, SIG_DFL);
    const rlimit no_core{0, 0}, data{memory, memory};
    const itimerval time{{0, 0}, {seconds, 0}};
    return setrlimit(RLIMIT_CORE, &no_core) == 0 && setrlimit(RLIMIT_DATA, &data) == 0 &&
           setitimer(ITIMER_PROF, &time, nullptr) == 0 && shut_in();
}
