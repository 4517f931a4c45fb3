/// A change of the disk in the making, as it was asked of the system and done: what a power loss may keep, lose or tear.
///
/// Files are told by who holds them open, not by path: a file stays the same one when a directory above it is renamed.
package enum FileOperation: Hashable, Sendable {
    /// A file or directory was opened, or made where nothing was and `makes` says so. The same identifier stands for
    /// another file once it is opened anew.
    case open(ObjectIdentifier, path: String, makes: Bool)
    case write(ObjectIdentifier, offset: Int, bytes: [UInt8])
    case truncate(ObjectIdentifier, size: Int)
    /// A file's bytes, or a directory's names, are durable from here on.
    case sync(ObjectIdentifier)
    case rename(String, to: String)
    case remove(String)
    case makeDirectory(String)
    case removeDirectory(String)

    @TaskLocal private static var observer: Observer?
    private struct Observer: Sendable {
        let take: @Sendable (FileOperation) -> Void
    }

    /// Runs code and tells the observer of every change that this task makes, after the system has done it. For tests
    /// that enumerate what a power loss may leave; nobody listens otherwise.
    package static func observe<Result>(
        with observer: @escaping @Sendable (FileOperation) -> Void, _ body: () throws -> Result
    ) rethrows -> Result {
        try $observer.withValue(Observer(take: observer), operation: body)
    }

    /// Tells whoever listens; the operation is only put together then.
    static func tell(_ operation: @autoclosure () -> FileOperation) {
        if let observer { observer.take(operation()) }
    }
}
