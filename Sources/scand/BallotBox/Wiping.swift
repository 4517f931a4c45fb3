/// Overwrites bytes that were secret with zeros, as far as Swift allows: copies that were made on the way stay until their
/// memory is used again. Never inlined, so that no compiler can see that nobody reads the zeros.
@inline(never)
public func wipe(_ bytes: inout [UInt8]) {
    for index in bytes.indices { bytes[index] = 0 }
}
