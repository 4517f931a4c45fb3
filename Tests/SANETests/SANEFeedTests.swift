import SANE
import SANEMessages
import ScannerDriver
import Testing

/// The choice of a feeder, on option lists as devices offer them.
@Suite struct SANEFeedTests {
    private func list(_ name: String, _ strings: String..., isActive: Bool = true) -> SANEOption {
        SANEOption(
            index: 1, name: name, title: "", kind: .string, unit: .none, allowed: .strings(strings), sizeInBytes: 64,
            isActive: isActive, isSettable: true, isReadable: true)
    }

    private func toggle(_ name: String) -> SANEOption {
        SANEOption(
            index: 1, name: name, title: "", kind: .bool, unit: .none, allowed: .anything, sizeInBytes: 4,
            isActive: true, isSettable: true, isReadable: true)
    }

    private func source(_ option: SANEOption, _ sides: SANESettings.Sides) -> SANEOptionValue? {
        SANEFeed.source(among: [option], sides: sides)?.1
    }

    /// paperwork #554: was taken for a glass, or scanned one side.
    @Test func `HP's source Duplex is a feeder, and two sides`() {
        let hp = list("source", "Flatbed", "ADF", "Duplex")
        #expect(source(hp, .both) == .string("Duplex") && source(hp, .asOffered) == .string("Duplex"))
        #expect(source(hp, .one) == .string("ADF"))
        let feed = SANEFeed(values: ["source": .string("Duplex")], type: "multi-function peripheral")
        #expect(feed.isFeeder && feed.isDuplex)
    }

    @Test func `a duplex source is chosen unless one side is asked for`() {
        let fujitsu = list("source", "Flatbed", "ADF Back", "ADF Front", "ADF Duplex")
        #expect(source(fujitsu, .asOffered) == .string("ADF Duplex"))
        #expect(source(fujitsu, .both) == .string("ADF Duplex"))
        #expect(source(fujitsu, .one) == .string("ADF Front"))
    }

    @Test func `a source that is duplex only by its last word counts`() {
        let brother = list(
            "source", "FlatBed", "Automatic Document Feeder(left aligned)",
            "Automatic Document Feeder(left aligned,Duplex)")
        #expect(source(brother, .asOffered) == .string("Automatic Document Feeder(left aligned,Duplex)"))
        #expect(source(brother, .one) == .string("Automatic Document Feeder(left aligned)"))
    }

    @Test func `a feeder with one side is taken, and glass alone is left as it is`() {
        #expect(source(list("source", "Flatbed", "ADF"), .both) == .string("ADF"))
        #expect(source(list("source", "Flatbed", "Transparency Adapter"), .asOffered) == nil)
        #expect(source(list("source", "Flatbed", "ADF", isActive: false), .asOffered) == nil)
    }

    @Test func `the switch beside the source is set for the sides that are wanted`() {
        let epson = list("adf-mode", "Simplex", "Duplex")
        #expect(SANEFeed.duplexSwitch(among: [epson], sides: .asOffered)?.1 == .string("Duplex"))
        #expect(SANEFeed.duplexSwitch(among: [epson], sides: .one)?.1 == .string("Simplex"))
        #expect(SANEFeed.duplexSwitch(among: [toggle("duplex")], sides: .both)?.1 == .bool(true))
        #expect(SANEFeed.duplexSwitch(among: [toggle("duplex")], sides: .one)?.1 == .bool(false))
        #expect(SANEFeed.duplexSwitch(among: [toggle("swdeskew")], sides: .both) == nil)
    }

    @Test func `a device is what its options are set to`() {
        func feed(_ values: [String: SANEOptionValue], type: String = "scanner") -> [Bool] {
            let feed = SANEFeed(values: values, type: type)
            return [feed.isFeeder, feed.isDuplex]
        }
        #expect(feed(["source": .string("ADF Duplex")]) == [true, true])
        #expect(feed(["source": .string("ADF Front")]) == [true, false])
        #expect(feed(["source": .string("Automatic Document Feeder"), "adf-mode": .string("Duplex")]) == [true, true])
        #expect(feed(["source": .string("Flatbed"), "adf-mode": .string("Duplex")]) == [false, false])
        #expect(feed(["duplex": .bool(true)], type: "sheetfed scanner") == [true, true])
        #expect(feed(["duplex": .bool(false)], type: "sheetfed scanner") == [true, false])
        #expect(feed([:], type: "flatbed scanner") == [false, false])
    }
}
