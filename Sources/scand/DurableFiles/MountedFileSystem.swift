import Glibc

/// A file system that is mounted, as Linux tells of it in `/proc/self/mountinfo` (proc(5)).
///
/// ```
/// 36 35 98:0 /root /mount/point rw,noatime master:1 - ext4 /dev/sda1 rw,data=ordered
/// id       device      where    options            type  source    the file system's own options
/// ```
package struct MountedFileSystem: Hashable, Sendable {
    package let id: Int
    /// Major and minor number, such as `8:1`.
    package let device: String
    package let mountPoint: String
    package let type: String
    package let options: [String]

    /// All that are in a mountinfo's text; other lines are passed over.
    package static func all(in mountinfo: String) -> [MountedFileSystem] {
        mountinfo.split(separator: "\n").compactMap { MountedFileSystem(line: $0) }
    }

    private init?(line: Substring) {
        let words = line.split(separator: " ")
        guard words.count >= 10, let id = Int(words[0]), let dash = words[6...].firstIndex(of: "-"),
            dash + 3 < words.count
        else { return nil }
        (self.id, device, mountPoint) = (id, String(words[2]), Self.unescaped(words[4]))
        type = String(words[dash + 1])
        options = (words[5].split(separator: ",") + words[dash + 3].split(separator: ",")).map(String.init)
    }

    /// `\040` stands for a space, in octal.
    private static func unescaped(_ word: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = word.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, let code = UInt8(String(Substring(digits)), radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What a file system keeps of bytes that were overwritten, which decides whether the order of casting can be read from the
/// raw disk after the day.
package enum FileSystemKind: Hashable, Sendable {
    /// ext4 with its `data=` mode; nil where the system does not say it.
    case ext4(data: String?)
    case xfs
    /// vfat and exfat: no journal at all.
    case fat
    /// tmpfs and ramfs.
    case memory
    /// Writes changes beside the old blocks.
    case copyOnWrite
    /// Writes everything behind the last write.
    case logStructured
    /// Layers whose disk is another one.
    case overlay
    /// Another machine's disk.
    case network
    /// A program stands between us and the disk.
    case userSpace
    case unknown

    /// - Parameters:
    ///   - ext4Options: `/proc/fs/ext4/DEVICE/options`, where it can be read: mountinfo leaves out what the disk's own
    ///     superblock says (`tune2fs -o journal_data`).
    package init(of mount: MountedFileSystem, ext4Options: String?) {
        switch mount.type {
        case "ext4":
            let options = ext4Options.map { $0.split(separator: "\n").map(String.init) } ?? mount.options
            self = .ext4(data: options.last { $0.hasPrefix("data=") }.map { String($0.dropFirst(5)) })
        case "xfs": self = .xfs
        case "vfat", "exfat": self = .fat
        case "tmpfs", "ramfs": self = .memory
        case "btrfs", "zfs", "bcachefs": self = .copyOnWrite
        case "f2fs", "nilfs2", "jffs2", "ubifs": self = .logStructured
        case "overlay", "aufs": self = .overlay
        case "nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "ceph", "afs", "glusterfs": self = .network
        case "fuse", "fuseblk": self = .userSpace
        case let type where type.hasPrefix("fuse."): self = .userSpace
        default: self = .unknown
        }
    }

    /// Why keys and ballots should not lie on it; nil where overwriting a file overwrites the disk.
    ///
    /// - Parameter allowsMemory: for tests and demonstrations, whose keys lie beside the ledger.
    package func objection(allowsMemory: Bool) -> String? {
        switch self {
        case .ext4(data: "ordered"?), .ext4(data: "writeback"?), .xfs, .fat: nil
        case .ext4(data: "journal"?):
            "with data=journal, whose journal keeps old contents of files: mount it with data=ordered"
        case .ext4(let mode?): "with data=\(mode), about which nothing is known: mount it with data=ordered"
        case .ext4(nil):
            "but the system does not say in which data= mode: make /proc/fs/ext4 readable here"
        case .memory:
            allowsMemory ? nil : "which is memory: a power loss takes the whole count"
        case .copyOnWrite: "which writes changes to new places and keeps the old ones"
        case .logStructured: "which writes everything to new places and keeps the old ones for a while"
        case .overlay: "which lays one file system over another, so that nobody sees on which disk it writes"
        case .network: "which is another machine's disk: what that one keeps cannot be seen from here"
        case .userSpace: "which a program serves: what that keeps on the disk cannot be seen from here"
        case .unknown: "about which nothing is known"
        }
    }
}

extension FileSystem {
    /// Why the file system under a path does not suit a ledger and its keys, in one line with the way out; nil where it
    /// does.
    ///
    /// What was destroyed at the release must be gone from the raw disk: then the box's slots and the day's keys tell no
    /// order of casting. Whether the line refuses or warns is the caller's to decide.
    ///
    /// - Parameters:
    ///   - path: the ledger's directory, or a path in a directory that is there.
    ///   - allowsMemory: for tests and demonstrations, whose keys lie beside the ledger.
    package static func objection(toLedgerAt path: String, allowsMemory: Bool) throws(SystemFailure) -> String? {
        let place = isThere(path) ? path : parent(of: path)
        let mount = try mount(of: place)
        let ext4Options = mount.type == "ext4" ? ext4Options(of: mount) : nil
        guard
            let why = FileSystemKind(of: mount, ext4Options: ext4Options).objection(allowsMemory: allowsMemory)
        else { return nil }
        return
            "\(path): lies on \(mount.type) (mounted at \(mount.mountPoint)), \(why). What is destroyed at the release may "
            + "stay on the disk and tell the order of casting. Take a disk with ext4 (data=ordered), xfs, vfat or exfat"
    }

    /// The mount through which a path is reached: asked of the kernel, since a mount may hide behind another.
    package static func mount(of path: String) throws(SystemFailure) -> MountedFileSystem {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("open") }
        defer { _ = close(descriptor) }
        let info = try text(ofKernelFile: "/proc/self/fdinfo/\(descriptor)")
        let id = info.split(separator: "\n").first { $0.hasPrefix("mnt_id:") }
            .flatMap { $0.split(whereSeparator: { $0 == ":" || $0 == "\t" || $0 == " " }).last }.flatMap { Int($0) }
        let mounts = MountedFileSystem.all(in: try text(ofKernelFile: "/proc/self/mountinfo"))
        guard let found = mounts.first(where: { $0.id == id }) else {
            throw SystemFailure(operation: "mountinfo", number: ENOENT)
        }
        return found
    }

    /// What ext4 says of a device, under the kernel's own name of it.
    private static func ext4Options(of mount: MountedFileSystem) -> String? {
        guard let device = resolved("/sys/dev/block/\(mount.device)") else { return nil }
        let name = device.split(separator: "/").last.map(String.init) ?? ""
        return try? text(ofKernelFile: "/proc/fs/ext4/\(name)/options")
    }

    /// A file of /proc, which states no size.
    private static func text(ofKernelFile path: String) throws(SystemFailure) -> String {
        let file = try Descriptor(path, O_RDONLY)
        var bytes: [UInt8] = []
        while bytes.count < 1 << 22 {
            let piece = try file.read(1 << 16, at: bytes.count)
            if piece.isEmpty { break }
            bytes += piece
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
