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

    /// Names of brscan5, canon_dr, epsonds and utsushi, and of the `sw` family with its switches, numbers and shares.
    @Test func `blank sides are not left out, and pictures stay as they were scanned`() {
        for name in ["swskip", "SkipBlankPage", "AutoDeskew", "AutoDocumentSize", "rollerdeskew", "adf-skew", "swcrop"]
        {
            #expect(wished(option(name)) == .bool(false), "\(name)")
        }
        #expect(wished(option("swdespeck", .int)) == .int(0))
        #expect(wished(option("swskip", .fixed)) == .fixed(0) && wished(option("blank-threshold", .fixed)) == .fixed(0))
        #expect(wished(option("dropout-front", .string, ["None", "Red", "Enhance Red"])) == .string("None"))
        #expect(wished(option("MultifeedDetection")) == .bool(true))
        let changing = features([option("swcrop")], ["swcrop": .bool(true)])
        #expect(changing.shortcomings.contains("It changes the pictures of sheets: option swcrop."))
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

    /// sane-airscan: a letter's 215.9 mm were refused where the glass ends at 215.872.
    @Test func `a sheet that is a hair wider than the glass is scanned to its end, a wider one is not`() {
        let glass = SANEOption(
            index: 1, name: "br-x", title: "", kind: .fixed, unit: .millimetre, allowed: .range(0...215.872, step: 0),
            sizeInBytes: 4, isActive: true, isSettable: true, isReadable: true)
        #expect(glass.clamped(215.9) == 215.872 && glass.clamped(210) == 210 && glass.clamped(216.4) == 216.4)
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
