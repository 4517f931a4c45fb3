import Foundation
import Keys
import Testing

@Suite struct SecretBytesTests {
    let secret = SecretBytes(Array("correct horse battery".utf8))

    @Test func `a secret is lent as it was given`() {
        #expect(unsafe secret.withBytes { unsafe Array($0) } == Array("correct horse battery".utf8))
        #expect(secret.isEqual(to: SecretBytes(Array("correct horse battery".utf8))))
        #expect(!secret.isEqual(to: SecretBytes(Array("correct horse batters".utf8))))
        #expect(!secret.isEqual(to: SecretBytes(Array("correct horse batter".utf8))))
    }

    @Test func `neither printing nor dumping nor reflecting a secret shows it`() {
        var dumped = ""
        dump(secret, to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(shown.contains("a secret") && !shown.contains("horse") && !shown.contains("99"), "\(shown)")
        }
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test func `a wiped secret is zeros`() {
        secret.wipe()
        #expect(unsafe secret.withBytes { unsafe $0.allSatisfy { $0 == 0 } && $0.count == 21 })
        var bytes: [UInt8] = [1, 2, 3]
        SecretBytes.wipe(&bytes)
        #expect(bytes == [0, 0, 0])
    }

    /// dd: not in core dumps; wf: empty after a fork; lo: not swapped out, where the limit allows it.
    @Test func `its pages are left out of core dumps and of forked children, and are locked`() throws {
        let flags = try #require(Self.flags(of: Self.address(of: secret)))
        #expect(flags.contains("dd") && flags.contains("wf"), "\(flags)")
        var limit = rlimit()
        let got = unsafe getrlimit(__rlimit_resource_t(8), &limit)
        #expect(got == 0)
        if limit.rlim_cur > 1 << 20 { #expect(flags.contains("lo"), "\(flags)") }
    }

    @Test func `its pages are given back when nobody holds it`() throws {
        var held: [SecretBytes] = [SecretBytes(randomCount: 3 * 4096)]
        let address = Self.address(of: held[0])
        #expect(Self.flags(of: address)?.contains("dd") == true)
        held = []
        #expect(Self.flags(of: address)?.contains("dd") != true)
    }

    @Test func `a filling that fails gives its own error`() {
        struct Failed: Error {}
        #expect(throws: Failed.self) {
            unsafe try SecretBytes(capacity: 8) { _ throws(Failed) in throw Failed() }
        }
    }

    static func address(of secret: SecretBytes) -> UInt {
        unsafe secret.withBytes { UInt(bitPattern: $0.baseAddress) }
    }

    /// What the kernel says of the mapping in which an address lies.
    static func flags(of address: UInt) -> [Substring]? {
        var isInside = false
        // Not as a whole file: /proc gives a page at a time, and Data(contentsOf:) stops at the first.
        let smaps = try? FileHandle(forReadingAtPath: "/proc/self/smaps")?.readToEnd()
        for line in String(decoding: smaps ?? Data(), as: UTF8.self).split(separator: "\n") {
            let range = line.prefix { $0 != " " }.split(separator: "-")
            if range.count == 2, let start = UInt(range[0], radix: 16), let end = UInt(range[1], radix: 16) {
                isInside = (start..<end).contains(address)
            } else if isInside, line.hasPrefix("VmFlags:") {
                return line.split(separator: " ")
            }
        }
        return nil
    }
}
