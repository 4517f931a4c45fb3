internal import CLinux
internal import Glibc
package import ScannerDriver

/// Memory that scanning machine and helper share: the helper puts pages into it while they are read, and the machine takes
/// each out with one copy.
///
/// ```
/// | head: progress, 4096 bytes | slot 0 | slot 1 | slot 2 | slot 3 |     a slot holds one side, up to SANELimits.pixels
/// ```
/// Two sheets of two sides. The memory has no name that others could open. It takes room only as far as pages were ever
/// written, and its size is sealed: a helper gone mad cannot take it away from under the machine.
@safe package final class SANEPageMemory {
    package static let slotCount = 4
    package static let slotSize =
        (SANELimits.pixels + pageSize - 1) / pageSize * pageSize
    private static let pageSize = 4096
    private static let size = pageSize + slotCount * slotSize

    package let descriptor: Int32
    private let base: UnsafeMutableRawPointer

    /// Makes the memory.
    package convenience init() throws(ScannerFault) {
        let descriptor = scand_sealed_memory(SANEPageMemory.size)
        guard descriptor >= 0 else { throw ScannerFault(.noMemory, "the page memory: \(systemError())") }
        try self.init(descriptor: descriptor)
    }

    /// Maps memory that the other side has made, and takes its descriptor over.
    package init(descriptor: Int32) throws(ScannerFault) {
        var information = stat()
        let mapped =
            unsafe fstat(descriptor, &information) == 0 && information.st_size == SANEPageMemory.size
            ? unsafe mmap(nil, SANEPageMemory.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0) : MAP_FAILED
        guard unsafe mapped != MAP_FAILED, let base = unsafe mapped else {
            let problem = systemError()
            close(descriptor)
            throw ScannerFault(.noMemory, "the page memory cannot be mapped: \(problem)")
        }
        self.descriptor = descriptor
        unsafe self.base = unsafe base
    }

    deinit {
        unsafe munmap(base, SANEPageMemory.size)
        close(descriptor)
    }

    package var progress: SANEProgress { unsafe SANEProgress(at: base, in: self) }

    /// The room for one side.
    ///
    /// - Precondition: the slot exists.
    package func slot(_ index: Int) -> UnsafeMutableRawBufferPointer {
        precondition((0..<SANEPageMemory.slotCount).contains(index), "there is no slot \(index)")
        return unsafe UnsafeMutableRawBufferPointer(
            start: base + SANEPageMemory.pageSize + index * SANEPageMemory.slotSize, count: SANEPageMemory.slotSize)
    }
}
