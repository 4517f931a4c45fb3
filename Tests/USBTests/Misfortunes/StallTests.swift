import ScannerDriver
import Testing

@Suite struct StallTests {
    /// A stalled endpoint and every other failure of a transfer end the connection, and the next command makes it anew.
    @Test(arguments: [ScannerFaultCode.ioError, .timeout, .noMemory])
    func `a failed transfer ends the connection, and the next command makes a new one`(code: ScannerFaultCode) throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.after(.milliseconds(500)) { fake in
            fake.failOnce(code)
            fake.say("#00")
        }
        #expect(scanner.outcome(.feedSheet) == .fault(code))
        #expect(fake.connections == 1)
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(fake.connections == 2)
    }

    @Test func `a transfer that fails during a scan loses no sheet`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [
            .event("#30"), .rows(900, gray: 230), .change { $0.failOnce(.ioError) }, .event("#00"),
            .time(.milliseconds(500)),
            .change { fake in
                fake.isAtFront = false
                fake.comesToRear()
            },
        ]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.ioError))
        fake.pass(.seconds(1))
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(fake.givenBack == 1 && fake.inBox == 0)
    }
}
