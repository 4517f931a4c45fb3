import DurableFiles
import Foundation
import LedgerSupport
import Testing

@Suite struct MountedFileSystemTests {
    private func mount(_ type: String, _ own: String = "rw", at point: String = "/srv") throws -> MountedFileSystem {
        try #require(
            MountedFileSystem.all(in: "36 35 8:1 / \(point) rw,noatime shared:1 - \(type) /dev/sda1 \(own)\n").first)
    }

    private func objection(_ type: String, _ own: String = "rw", ext4: String? = nil, memory: Bool = false) throws
        -> String?
    {
        FileSystemKind(of: try mount(type, own), ext4Options: ext4).objection(allowsMemory: memory)
    }

    @Test func `a mountinfo's lines are read, with optional fields or none and names with spaces`() {
        let text = """
            22 27 0:21 / /proc rw,relatime - proc proc rw
            27 1 254:0 / / rw,relatime shared:1 master:2 propagate_from:3 - ext4 /dev/root rw,data=ordered
            40 27 8:17 /sub /media/my\\040stick\\134x rw - vfat /dev/sdb1 rw,uid=0
            41 27 0:50 / /var rw,relatime - overlay overlay rw,lowerdir=/a-b - c

            not a line
            a 27 8:17 / /x rw - vfat /dev/sdb1 rw
            """
        let mounts = MountedFileSystem.all(in: text)
        #expect(mounts.map(\.id) == [22, 27, 40, 41])
        #expect(mounts.map(\.mountPoint) == ["/proc", "/", "/media/my stick\\x", "/var"])
        #expect(mounts.map(\.type) == ["proc", "ext4", "vfat", "overlay"])
        #expect(mounts[1].options == ["rw", "relatime", "rw", "data=ordered"] && mounts[1].device == "254:0")
    }

    @Test func `a disk that overwrites in place is suited`() throws {
        for (type, own) in [
            ("ext4", "rw,data=ordered"), ("ext4", "rw,data=writeback"), ("xfs", "rw"), ("vfat", "rw"), ("exfat", "rw"),
        ] { #expect(try objection(type, own) == nil, "\(type) \(own)") }
        #expect(try objection("ext4", ext4: "rw\ndelalloc\ndata=ordered\n") == nil)
        #expect(try objection("tmpfs", memory: true) == nil)
    }

    @Test(arguments: [
        ("ext4", "rw,data=journal", "with data=journal"), ("ext4", "rw", "but the system does not say"),
        ("btrfs", "rw", "keeps the old ones"), ("zfs", "rw", "keeps the old ones"),
        ("f2fs", "rw", "keeps the old ones for"),
        ("overlay", "rw", "one file system over another"), ("nfs4", "rw", "another machine's disk"),
        ("fuse.sshfs", "rw", "which a program serves"), ("fuseblk", "rw", "which a program serves"),
        ("tmpfs", "rw", "which is memory"), ("ext3", "rw,data=ordered", "nothing is known"),
        ("proc", "rw", "nothing is known"),
    ])
    func `anything else is named as what it is`(type: String, own: String, says: String) throws {
        #expect(try objection(type, own)?.contains(says) == true)
        // What keeps old blocks is not for tests either.
        if type != "tmpfs" { #expect(try objection(type, own, memory: true)?.contains(says) == true) }
    }

    @Test func `what the disk itself says counts more than the mount, which leaves it out`() throws {
        #expect(try objection("ext4", "rw", ext4: "rw\ndata=journal\n")?.contains("data=journal") == true)
        #expect(try objection("ext4", "rw,data=ordered", ext4: "rw\ndata=journal\n")?.contains("data=journal") == true)
    }

    @Test func `the real disk under a path is found, whatever it is`() throws {
        let scratch = try Scratch()
        let mount = try FileSystem.mount(of: scratch.path)
        #expect(scratch.path.hasPrefix(mount.mountPoint) && !mount.type.isEmpty)
        #expect(try FileSystem.mount(of: "/proc").type == "proc")
        // A ledger that is to be made, in a directory that is there.
        let objection = try FileSystem.objection(toLedgerAt: "/proc/ledger", allowsMemory: true)
        #expect(
            objection?.hasPrefix("/proc/ledger: lies on proc (mounted at /proc), about which nothing is known. What is")
                == true)
        let real = try FileSystem.objection(toLedgerAt: scratch("ledger"), allowsMemory: false)
        if let real {
            #expect(real.hasPrefix("\(scratch("ledger")): lies on \(mount.type) (mounted at \(mount.mountPoint)), "))
        }
        #expect(throws: SystemFailure.self) { try FileSystem.mount(of: scratch("none")) }
    }
}
