import CUMockdev
import Glibc

/// The memory of the program under test.
///
/// umockdev copies what a request points to through a socket, both ways: 48 sheets a second with a program that reads 1 MiB
/// at a time. Where the kernel allows it the images are written straight to where the program wants them: 82 sheets, a third
/// of the work, and what the program sees is the same.
struct ClientMemory {
    let process: pid_t

    /// Finds the process that has the device file open and holds these bytes at this address.
    ///
    /// - Returns: nil when none is found or the kernel forbids to look (Yama).
    static func holding(_ bytes: [UInt8], at address: UInt, deviceFile: String) -> ClientMemory? {
        for process in processes(havingOpen: deviceFile) {
            let memory = ClientMemory(process: process)
            if memory.read(bytes.count, at: address) == bytes { return memory }
        }
        return nil
    }

    /// Writes all bytes, or says no.
    func write(_ bytes: ArraySlice<UInt8>, at address: UInt) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            var local = unsafe iovec(
                iov_base: UnsafeMutableRawPointer(mutating: buffer.baseAddress), iov_len: buffer.count)
            var remote = unsafe iovec(iov_base: UnsafeMutableRawPointer(bitPattern: address), iov_len: buffer.count)
            return unsafe process_vm_writev(process, &local, 1, &remote, 1, 0) == buffer.count
        }
    }

    func read(_ count: Int, at address: UInt) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let taken = unsafe bytes.withUnsafeMutableBytes { buffer in
            var local = unsafe iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
            var remote = unsafe iovec(iov_base: UnsafeMutableRawPointer(bitPattern: address), iov_len: buffer.count)
            return unsafe process_vm_readv(process, &local, 1, &remote, 1, 0)
        }
        return taken == count ? bytes : nil
    }

    /// Processes that have this file open: a killed one has not, even before its parent takes note.
    static func processes(havingOpen file: String) -> [pid_t] {
        names(in: "/proc").compactMap { pid_t($0) }.filter { process in
            process != getpid()
                && names(in: "/proc/\(process)/fd").contains { target(of: "/proc/\(process)/fd/\($0)") == file }
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            names.append(name)
        }
        return names
    }

    private static func target(of link: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe buffer.withUnsafeMutableBytes { bytes in
            guard let start = unsafe bytes.bindMemory(to: CChar.self).baseAddress else { return -1 }
            return unsafe readlink(link, start, bytes.count)
        }
        return length > 0 ? String(decoding: buffer[..<length], as: UTF8.self) : nil
    }
}
