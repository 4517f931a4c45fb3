internal import Glibc

/// The variables that a helper gets: what libsane, its backends and the loader read, and nothing else of this process's.
enum HelperEnvironment {
    private static let names: Set<String> = [
        "HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ", "DBUS_SYSTEM_BUS_ADDRESS",
    ]
    private static let prefixes = ["SANE_", "LC_", "LIBUSB_"]

    /// A helper that crashes ends at once: Swift's own report would take seconds, and it shows pieces of memory.
    private static let silence = "SWIFT_BACKTRACE=enable=no"

    /// - Parameters:
    ///   - own: this process's variables, as `NAME=value`.
    ///   - more: variables that win.
    static func variables(of own: [String], adding more: [String: String]) -> [String] {
        let kept = own.filter { variable in
            let name = String(variable.prefix { $0 != "=" })
            return more[name] == nil && (names.contains(name) || prefixes.contains { name.hasPrefix($0) })
        }
        return kept + [silence] + more.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    /// This process's variables.
    static var own: [String] {
        var variables: [String] = []
        var next = unsafe environ
        while let variable = unsafe next.pointee {
            variables.append(unsafe String(cString: variable))
            unsafe next = unsafe next.successor()
        }
        return variables
    }
}
