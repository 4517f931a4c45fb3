/// Parts of a path, as POSIX sees them: bytes between slashes.
///
/// `NSString.deletingLastPathComponent` of swift-corelibs-foundation 6.3 ends the process on a path of one character.
enum FilePath {
    /// What stands before the last name; empty where there is only a name.
    static func folder(of path: String) -> String {
        let path = trimmed(path)
        guard let slash = path.utf8.lastIndex(of: slash) else { return "" }
        return slash == path.startIndex ? "/" : trimmed(String(path[..<slash]))
    }

    /// The last name.
    static func name(of path: String) -> String {
        let path = trimmed(path)
        guard path != "/", let slash = path.utf8.lastIndex(of: slash) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// The last name without what follows its last dot.
    static func stem(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    /// A name beside others in a folder; an absolute one stands for itself.
    static func inside(_ folder: String, _ name: String) -> String {
        if folder.isEmpty || name.utf8.first == slash { return name }
        return folder.utf8.last == slash ? folder + name : "\(folder)/\(name)"
    }

    /// A path without the slashes at its end.
    static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.utf8.last == slash { path.unicodeScalars.removeLast() }
        return path
    }

    private static let slash = UInt8(ascii: "/")
}
