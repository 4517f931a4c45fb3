import ScannerDriver
import Testing

@Suite struct ChecksumTests {
    @Test(arguments: [("#0E", ScannerFaultCode.ioError), ("#05", .deviceFailure)])
    func `a setting that did not arrive stops the feeding, and all are sent again`(
        code: String, expected: ScannerFaultCode
    ) throws {
        let fake = FakePageScan()
        fake.pile = 1
        var isDamaged = true
        fake.intercept = { fake, command in
            guard command == "n", isDamaged else { return false }
            isDamaged = false
            fake.say(code)
            return true
        }
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(expected))
        #expect(fake.scans == 0)
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(fake.commands.filter { $0 == "J" }.count == 2)
    }

    @Test func `a command to feed that did not arrive is said`() throws {
        let fake = FakePageScan()
        fake.intercept = { fake, command in
            guard command == "8" else { return false }
            fake.say("#0E")
            return true
        }
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.ioError))
    }
}
