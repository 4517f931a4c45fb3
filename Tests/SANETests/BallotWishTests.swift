import SANE
import SANEMessages
import ScannerDriver
import Testing

/// Options of devices that are not here, by their names and types in sane-backends 1.2.1.
@Suite struct BallotWishTests {
    private func option(
        _ name: String, _ kind: SANEOption.Kind = .bool, _ words: [String] = [], isSettable: Bool = true
    ) -> SANEOption {
        SANEOption(
            index: 1, name: name, title: "", kind: kind, unit: .none,
            allowed: words.isEmpty ? .anything : .strings(words), sizeInBytes: 64, isActive: true,
            isSettable: isSettable, isReadable: true)
    }

    private func wished(_ option: SANEOption) -> SANEOptionValue? {
        SANEBallotWish.all.first { $0.names.contains(option.name) }?.value(for: option)
    }

    private func features(_ options: [SANEOption], _ values: [String: SANEOptionValue]) -> SANEBallotFitness {
        let feed = SANEFeed(values: ["source": .string("ADF Duplex")], type: "")
        return SANEBallotFitness(options: options, values: values, feed: feed, resolution: 200)
    }

    @Test func `each maker's way is known`() {
        #expect(wished(option("dfeed")) == .bool(true))
        // kvs40xx: "Do not stop after double feed detection".
        #expect(wished(option("dfstop")) == .bool(false))
        #expect(wished(option("buffermode")) == .bool(true))
        #expect(
            wished(option("double-feed-detection-sensitivity", .string, ["None", "Low", "High"])) == .string("Low"))
        #expect(wished(option("pre-imprinter", .string, ["on", "off"])) == .string("off"))
    }

    @Test func `an option of another type or with other words is left alone`() {
        #expect(wished(option("df-action", .string, ["Default", "Continue"])) == nil)
        #expect(wished(option("bgcolor", .int)) == nil)
        #expect(wished(option("scan")) == nil)
    }

    @Test func `a switch that does not stop the feeder is no detection`() {
        let panasonic = [option("dfeed"), option("dfstop")]
        #expect(features(panasonic, ["dfeed": .bool(true), "dfstop": .bool(false)]).features == [.doubleFeedDetection])
        #expect(features(panasonic, ["dfeed": .bool(true), "dfstop": .bool(true)]).features == [])
        #expect(features(panasonic, ["dfeed": .bool(false), "dfstop": .bool(false)]).features == [])
    }

    @Test func `a sensor is no switch, though it has the same name`() {
        let sensor = option("double-feed", isSettable: false)
        #expect(features([sensor], ["double-feed": .bool(true)]).features == [])
        #expect(SANESensors(among: [sensor]).names == ["double-feed"])
        #expect(SANESensors(among: [option("double-feed")]).names == [])
    }

    @Test func `a resolution that is not offered is the next higher one that suits ballots`() {
        func nearest(_ wanted: Double, _ offered: [Double]) -> Double {
            SANEOption(
                index: 1, name: "resolution", title: "", kind: .int, unit: .dotsPerInch, allowed: .numbers(offered),
                sizeInBytes: 4, isActive: true, isSettable: true, isReadable: true
            ).nearest(to: wanted)
        }
        #expect(nearest(200, [150, 200, 300]) == 200)
        #expect(nearest(200, [150, 300, 240, 600]) == 240)
        #expect(nearest(200, [100, 600]) == 200)
        #expect(nearest(120, [100, 240]) == 120)
    }
}
