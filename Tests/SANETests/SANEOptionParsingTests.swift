import SANE
import SANEMessages
import ScannerDriver
import Testing

@Suite struct SANEOptionParsingTests {
    private func option(
        _ kind: SANEOption.Kind, _ allowed: SANEOption.Allowed = .anything, size: Int = 4, isSettable: Bool = true
    ) -> SANEOption {
        SANEOption(
            index: 1, name: "x", title: "", kind: kind, unit: .none, allowed: allowed, sizeInBytes: size,
            isActive: true, isSettable: isSettable, isReadable: true)
    }

    @Test func `texts become values of the option's kind`() throws {
        for yes in ["yes", "TRUE", "on", "1"] { #expect(try option(.bool).value(parsing: yes) == .bool(true)) }
        for no in ["no", "False", "off", "0"] { #expect(try option(.bool).value(parsing: no) == .bool(false)) }
        #expect(try option(.int).value(parsing: "-7") == .int(-7))
        #expect(try option(.fixed).value(parsing: "215.9") == .fixed(215.9))
        #expect(try option(.string, size: 16).value(parsing: "a=b c") == .string("a=b c"))
    }

    @Test(arguments: ["", "1.5", "1e3", "2147483648", "one", " 1"])
    func `an int is a whole number and nothing else`(text: String) {
        #expect(throws: ScannerFault(.badInput, "")) { try option(.int).value(parsing: text) }
    }

    @Test(arguments: ["", "nan", "inf", "32768", "-32768", "1,5"])
    func `a fixed number fits into 16 bits before its point`(text: String) {
        #expect(throws: ScannerFault(.badInput, "")) { try option(.fixed).value(parsing: text) }
    }

    @Test func `limits are met when they are the same in fixed point`() throws {
        // 8.5 inch in millimetres as libsane keeps it: 215.899993896484375.
        let width = option(.fixed, .range(0...Double(14_149_222) / 65536, step: 0))
        #expect(try width.value(parsing: "215.9") == .fixed(215.9))
        #expect(throws: ScannerFault(.badInput, "")) { try width.value(parsing: "215.901") }
        #expect(throws: ScannerFault(.badInput, "")) { try width.value(parsing: "-0.001") }
        #expect(width.allowedInWords == "0 to 215.9")
        let list = option(.int, .numbers([75, 150]))
        #expect(try list.value(parsing: "150") == .int(150))
        #expect(throws: ScannerFault(.badInput, "")) { try list.value(parsing: "100") }
    }

    @Test func `a text must fit with the zero behind it`() throws {
        #expect(try option(.string, size: 4).value(parsing: "abc") == .string("abc"))
        let fault = #expect(throws: ScannerFault.self) { try option(.string, size: 4).value(parsing: "abcd") }
        #expect(fault?.detail == "option x: 'abcd' is not allowed; allowed: a text of at most 3 bytes")
        #expect(throws: ScannerFault(.badInput, "")) { try option(.string, size: 9).value(parsing: "a\0b") }
    }

    @Test func `buttons, tables and switches on the device cannot be given a value`() {
        for unfit in [option(.button), option(.int, size: 1024), option(.bool, isSettable: false)] {
            #expect(throws: ScannerFault(.badInput, "")) { try unfit.value(parsing: "1") }
        }
    }

    @Test func `an option is written name=value`() throws {
        let text = try SANESettings.OptionText(parsing: "source=ADF=1")
        #expect(text.name == "source")
        #expect(text.value == "ADF=1")
        #expect(try SANESettings.OptionText(parsing: "filename=").value == "")
        for bad in ["source", "=1", ""] {
            #expect(throws: ScannerFault(.badInput, "")) { try SANESettings.OptionText(parsing: bad) }
        }
    }
}
