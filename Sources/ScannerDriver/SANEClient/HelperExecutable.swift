internal import Glibc
internal import ScannerDriver

/// Where the helper's program lies.
enum HelperExecutable {
    static let name = "scand-sane-helper"

    /// The given path, or beside the running executable.
    ///
    /// - Throws: `badInput` that names the place where it is not.
    static func path(_ given: String?) throws(ScannerFault) -> String {
        let path = given ?? ownFolder + name
        guard unsafe access(path, X_OK) == 0 else {
            throw ScannerFault(
                .badInput,
                "\(path) is missing or no program: scand talks to scanners through it; "
                    + "install it beside scand, or build both with 'make build'")
        }
        return path
    }

    /// The running executable's folder with a slash at its end.
    private static var ownFolder: String {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe bytes.withUnsafeMutableBytes {
            guard let base = unsafe $0.baseAddress?.assumingMemoryBound(to: CChar.self) else { return -1 }
            return unsafe readlink("/proc/self/exe", base, $0.count)
        }
        let path = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        guard let slash = path.lastIndex(of: "/") else { return "./" }
        return String(path[...slash])
    }
}
