import Foundation
import Testing

/// A misfortune: what the simulator's script makes happen, what is asked of the driver, and where the sheets are then.
struct Misfortune: Sendable, CustomTestStringConvertible {
    let name: String
    /// Lines of a script, behind those of ``SimulatedBus/people``.
    var script = ""
    var sheets = 1
    var settings = ""
    /// Commands of the probe, each with what it brings. `>` only sends a command, `<` hears what it brought; `!` is an action
    /// for the simulator, `~` a wait in milliseconds.
    let steps: [(String, String)]
    var inBox = 0
    var returned = 0
    var removed = 0
    var inDevice = 0
    /// Sentences of the simulator's that are expected: questions during a scan and the like are otherwise mistakes.
    var violations: [String] = []

    var testDescription: String { name }
}

extension Simulated {
    @Suite struct MisfortuneTests {
        @Test(arguments: jams + covers + doubleFeeds + pulls + strays + connections + wires)
        func `a misfortune ends in its fault, and every sheet is accounted for`(_ misfortune: Misfortune) throws {
            let bus = try SimulatedBus(SimulatedBus.people + misfortune.script, "--sheets", "\(misfortune.sheets)")
            #expect(try bus.open(misfortune.settings).text == "open")
            for (number, (step, expected)) in misfortune.steps.enumerated() {
                if step.hasPrefix("!") {
                    try bus.act(String(step.dropFirst()))
                } else if step.hasPrefix(">") {
                    try bus.probe.say(String(step.dropFirst()))
                } else if step == "<" {
                    let answer = try ProbeAnswer(bus.probe.hear())
                    #expect(answer.text == expected, "step \(number): \(answer)")
                } else if step.hasPrefix("~") {
                    Thread.sleep(forTimeInterval: Double(step.dropFirst()).map { $0 / 1000 } ?? 0)
                } else {
                    let answer = try bus.ask(step)
                    #expect(answer.text == expected, "step \(number): \(step), \(answer)")
                }
            }
            let account = try bus.report()
            #expect(account.sheetsInBox == misfortune.inBox, "in the box")
            #expect(account.sheetsReturned == misfortune.returned, "returned")
            #expect(account.sheetsRemoved == misfortune.removed, "removed by hand")
            #expect(account.sheetsInDevice == misfortune.inDevice, "in the device")
            #expect(account.violations == misfortune.violations)
        }

        static let jams = [
            Misfortune(
                name: "a jam while a sheet is drawn in", script: "on sheet 1 at feeding: jam", sheets: 2,
                steps: [("feed", "jam"), ("~700", ""), ("feed", "sheetScanned"), ("accept", "sheetAccepted")], inBox: 1,
                removed: 1),
            Misfortune(
                name: "a jam while scanning, with an end of the scan",
                script: "set jamEndsScan yes\non sheet 1 at scanning 50%: jam", sheets: 2,
                steps: [("feed", "jam"), ("~700", ""), ("feed", "sheetScanned"), ("accept", "sheetAccepted")], inBox: 1,
                removed: 1),
            Misfortune(
                name: "a jam while scanning, without an end of the scan", script: "on sheet 1 at scanning 50%: jam",
                sheets: 2,
                steps: [("feed", "jam"), ("~700", ""), ("feed", "sheetScanned"), ("accept", "sheetAccepted")], inBox: 1,
                removed: 1),
            Misfortune(
                name: "a jam that nobody clears for a while",
                script: "set people.clearDelay 500ms\non sheet 1 at feeding: jam", sheets: 2,
                steps: [
                    ("feed", "jam"), ("feed", "paperInPath"), ("feed", "paperInPath"), ("~2200", ""),
                    ("feed", "sheetScanned"), ("accept", "sheetAccepted"),
                ], inBox: 1, removed: 1),
            Misfortune(
                name: "a jam in the drop, cleared by hand", script: "on sheet 1 at ejecting: jam", sheets: 2,
                steps: [
                    ("feed", "sheetScanned"), ("accept", "jam"), ("~700", ""), ("status", "status"),
                    ("accept", "pulledOut"), ("return", "sheetReturned"), ("feed", "sheetScanned"),
                    ("accept", "sheetAccepted"),
                ], inBox: 1, removed: 1),
            Misfortune(
                name: "a jam while returning, cleared by hand", script: "on sheet 1 at ejecting: jam", sheets: 1,
                steps: [
                    ("feed", "sheetScanned"), ("return", "notReturned"), ("~700", ""), ("return", "sheetReturned"),
                ],
                removed: 1),
        ]

        static let covers = [
            Misfortune(
                name: "a cover opened while nobody comes", sheets: 0,
                steps: [
                    (">feed", ""), ("~400", ""), ("!open cover", ""), ("<", "coverOpen"), ("feed", "coverOpen"),
                    ("!close cover", ""), ("feed", "noSheetYet"),
                ]),
            Misfortune(
                name: "a cover opened while a sheet is drawn in",
                script: "set speed 40\non sheet 1 at feeding: open cover; close cover after 200 ms", sheets: 1,
                steps: [("feed", "coverOpen"), ("~400", ""), ("feed", "paperInPath"), ("feed", "noSheetYet")],
                returned: 1),
            Misfortune(
                name: "a cover opened while scanning", script: "on sheet 1 at scanning 30%: open cover", sheets: 1,
                steps: [("feed", "coverOpen"), ("!close cover", ""), ("feed", "paperInPath"), ("feed", "noSheetYet")],
                returned: 1),
            Misfortune(
                name: "a cover opened over the held sheet",
                script: "on sheet 1 at escrow: open cover; close cover after 50 ms",
                sheets: 2,
                steps: [
                    ("feed", "coverOpen"), ("~200", ""), ("feed", "paperInPath"), ("~400", ""),
                    ("feed", "sheetScanned"), ("accept", "sheetAccepted"),
                ], inBox: 1, returned: 1),
            Misfortune(
                name: "a cover opened and closed after the scan", sheets: 1,
                steps: [
                    ("feed", "sheetScanned"), ("!open cover", ""), ("accept", "coverOpen"), ("!close cover", ""),
                    ("accept", "paperInPath"), ("return", "sheetReturned"),
                ], returned: 1),
            Misfortune(
                name: "a cover opened in the drop", script: "on command 3: open cover", sheets: 1,
                steps: [
                    ("feed", "sheetScanned"), ("accept", "coverOpen"), ("!close cover", ""), ("accept", "paperInPath"),
                    ("return", "sheetReturned"),
                ], returned: 1),
            Misfortune(
                name: "a held sheet taken out under the cover", sheets: 1,
                steps: [
                    ("feed", "sheetScanned"), ("!open cover", ""), ("!clear path", ""), ("!close cover", ""),
                    ("accept", "pulledOut"), ("return", "sheetReturned"),
                ], removed: 1),
        ]

        static let doubleFeeds = [
            Misfortune(
                name: "two sheets at once", script: "at start: insert 1 double sheet", sheets: 0,
                steps: [("feed", "doubleFeed"), ("feed", "noSheetYet")], returned: 2),
            Misfortune(
                name: "two sheets at once stop the scan",
                script: "set doubleFeedStopsScan yes\nat start: insert 1 double sheet", sheets: 0,
                steps: [("feed", "doubleFeed"), ("feed", "noSheetYet")], returned: 2),
            Misfortune(
                name: "two sheets at once pass where nobody watches", script: "at start: insert 1 double sheet",
                sheets: 0, settings: "doubleFeeds=0",
                steps: [("feed", "sheetScanned"), ("return", "sheetReturned")], returned: 2),
            Misfortune(
                name: "a second sheet in the input holds up the drop", script: "set people.areEager yes", sheets: 2,
                steps: [
                    ("feed", "sheetScanned"), ("~700", ""), ("accept", "sheetAccepted"), ("feed", "sheetScanned"),
                    ("accept", "sheetAccepted"),
                ], inBox: 2, returned: 1),
        ]

        static let pulls = [
            Misfortune(
                name: "a sheet pulled back", script: "on sheet 1 at scanning 30%: pull back", sheets: 2,
                steps: [("feed", "pulledOut"), ("feed", "sheetScanned"), ("accept", "sheetAccepted")], inBox: 1,
                returned: 1),
            Misfortune(
                name: "a sheet pulled back without an end of the scan",
                script: "set pulledSheetEndsScan no\non sheet 1 at scanning 30%: pull back", sheets: 1,
                steps: [("feed", "timeout"), ("feed", "noSheetYet")], returned: 1),
            Misfortune(
                name: "a sheet that is too short", script: "at start: insert 1 7 inch sheet", sheets: 0,
                steps: [("feed", "sheetTooShort"), ("feed", "noSheetYet")], returned: 1),
            Misfortune(
                name: "a sheet that is too long", script: "at start: insert 1 17 inch sheet", sheets: 0,
                steps: [("feed", "sheetTooLong"), ("~700", ""), ("feed", "noSheetYet")], removed: 1),
            Misfortune(
                name: "a long ballot", script: "at start: insert 1 22 inch sheet", sheets: 0,
                settings: "paperLength=2200", steps: [("feed", "sheetScanned"), ("accept", "sheetAccepted")], inBox: 1),
            Misfortune(
                name: "an image longer than any sheet's",
                script: "set leadIn 400\nset leadOut 400\nat start: insert 1 22 inch sheet", sheets: 0,
                settings: "paperLength=2200", steps: [("feed", "sheetTooLong"), ("feed", "noSheetYet")],
                returned: 1),
            Misfortune(
                name: "nobody comes", sheets: 0, steps: [("feed", "noSheetYet"), ("feed", "noSheetYet")]),
            Misfortune(
                name: "a crooked sheet is straightened", script: "at start: insert 1 crooked sheet", sheets: 0,
                steps: [("feed", "sheetScanned"), ("accept", "sheetAccepted")], inBox: 1, returned: 1),
        ]

        static let strays = [
            Misfortune(
                name: "paper left in the path", script: "set bootMotion none\nat start: leave sheet in path", sheets: 0,
                steps: [("feed", "paperInPath"), ("feed", "noSheetYet")], returned: 1)
        ]

        static let connections = [
            Misfortune(
                name: "unplugged while nobody comes", sheets: 0,
                steps: [
                    (">feed", ""), ("~400", ""), ("!unplug", ""), ("<", "disconnected"), ("feed", "noDevice"),
                    ("!replug", ""), ("~700", ""),
                    ("status", "status"),
                ]),
            Misfortune(
                name: "unplugged while scanning", script: "on sheet 1 at scanning 40%: unplug; replug after 300 ms",
                steps: [("feed", "disconnected"), ("~600", ""), ("feed", "paperInPath"), ("feed", "noSheetYet")],
                returned: 1),
            Misfortune(
                name: "unplugged with a held sheet",
                steps: [
                    ("feed", "sheetScanned"), ("!unplug", ""), ("accept", "disconnected"), ("accept", "noDevice"),
                    ("!replug", ""), ("~700", ""), ("accept", "paperInPath"), ("return", "sheetReturned"),
                ], returned: 1),
            Misfortune(
                name: "unplugged in the drop", script: "on sheet 1 at ejecting: unplug; replug after 300 ms",
                steps: [
                    ("feed", "sheetScanned"), ("accept", "disconnected"), ("~1000", ""), ("accept", "joinedDrop"),
                    ("return", "joinedDrop"),
                ], inBox: 1),
            Misfortune(
                name: "unplugged in the drop, and the next sheet is drawn in behind it",
                script: "on sheet 1 at ejecting: unplug; replug after 600 ms", sheets: 2,
                steps: [
                    ("feed", "sheetScanned"), ("accept", "disconnected"), ("~1500", ""), ("status", "status"),
                    ("accept", "joinedDrop"), ("return", "joinedDrop"),
                ], inBox: 1, inDevice: 1, violations: ["no read waited for the image"]),
            Misfortune(
                name: "unplugged while returning",
                script: "set speed 10",
                steps: [
                    ("feed", "sheetScanned"), (">return", ""), ("~150", ""), ("!unplug", ""), ("<", "disconnected"),
                    ("!replug", ""), ("~300", ""), ("return", "sheetReturned"),
                ],
                returned: 1),
            Misfortune(
                name: "a reboot while nothing is under way",
                steps: [
                    ("!reboot", ""), ("status", "disconnected"), ("~1500", ""), ("feed", "sheetScanned"),
                    ("accept", "sheetAccepted"),
                ], inBox: 1),
        ]

        static let wires = [
            Misfortune(
                name: "a stall of the answers", script: "on sheet 1 at scanning 40%: stall 85",
                steps: [("feed", "ioError"), ("feed", "paperInPath"), ("feed", "noSheetYet")], returned: 1),
            Misfortune(
                name: "a stall of the images", script: "on sheet 1 at scanning 40%: stall 86",
                steps: [("feed", "ioError"), ("feed", "paperInPath"), ("feed", "noSheetYet")], returned: 1),
            Misfortune(
                name: "a device that is silent for a while", sheets: 1,
                steps: [
                    ("!silence 4 s", ""), ("status", "timeout"), ("~2500", ""), ("feed", "sheetScanned"),
                    ("accept", "sheetAccepted"),
                ], inBox: 1),
            Misfortune(
                name: "split packets", script: "at start: split 5",
                steps: [("feed", "sheetScanned"), ("accept", "sheetAccepted")], inBox: 1),
            Misfortune(
                name: "merged packets", script: "set latency 3ms\nat start: merge on",
                steps: [("feed", "sheetScanned"), ("accept", "sheetAccepted")], inBox: 1),
            Misfortune(
                name: "a command that arrived damaged", script: "on command J: event 0E", sheets: 0,
                steps: [("feed", "ioError")]),
            Misfortune(
                name: "a memory that ran over", script: "on sheet 1 at scanning 40%: event 09",
                steps: [("feed", "shortImage"), ("feed", "noSheetYet")], returned: 1),
            Misfortune(
                name: "a sensor that asks for calibration", script: "on command I: event 02", sheets: 0,
                steps: [("feed", "calibrationNeeded")]),
        ]
    }
}
