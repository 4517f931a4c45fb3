#ifndef CQPDF_SANDBOX_H
#define CQPDF_SANDBOX_H

#include <cstdint>

/// Takes from this process all but computing and its open sockets, for good; false where the system does not let it.
///
/// `memory` is in bytes, `seconds` of work.
bool cqpdf_enter_sandbox(uint64_t memory, int seconds);

#endif
