import Foundation
import Glibc
import Testing

extension Simulated {
    @Suite struct AccessTests {
        @Test func `a device that another process drives is busy, and is left alone`() throws {
            let bus = try SimulatedBus("", "--sheets", "1")
            #expect(try bus.open().text == "open")
            let other = try bus.anotherProbe()
            let locked = try ProbeAnswer(other.ask("open pagescan lockFolder=\(bus.folder.path)"))
            #expect(locked.text == "deviceBusy")
            // A program that does not know of the lock still finds the interface claimed, and resets nothing.
            let elsewhere = bus.folder.appending(path: "elsewhere")
            try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
            let claimed = try ProbeAnswer(other.ask("open pagescan lockFolder=\(elsewhere.path)"))
            #expect(claimed.text == "deviceBusy")
            let listed = try ProbeAnswer(other.ask("devices lockFolder=\(bus.folder.path)"))
            #expect(listed.text == "busy" && listed.name == "pagescan:1-0")
            #expect(try other.hear().contains("\"end\""))
            #expect(try bus.ask("feed").text == "sheetScanned")
            #expect(try bus.ask("accept").text == "sheetAccepted")
        }

        @Test func `a device that is closed can be opened by another process`() throws {
            let bus = try SimulatedBus("", "--sheets", "1")
            #expect(try bus.open().text == "open")
            #expect(try bus.ask("close").text == "closed")
            let other = try bus.anotherProbe()
            #expect(try ProbeAnswer(other.ask("open pagescan lockFolder=\(bus.folder.path)")).text == "open")
        }

        @Test func `devices are listed by their place, and opened by place or serial number`() throws {
            let bus = try SimulatedBus("set serialNumber AB-00017", "--sheets", "1")
            let listed = try bus.ask("devices lockFolder=\(bus.folder.path)")
            #expect(listed.text == "free" && listed.name == "pagescan:1-0")
            #expect(try bus.probe.hear().contains("\"end\""))
            let byPlace = try bus.open(name: "pagescan:1-0")
            #expect(byPlace.text == "open" && byPlace.detail == "AB-00017")
            #expect(try bus.open(name: "pagescan:serial=AB-00017").text == "open")
            let wrong = try bus.open(name: "pagescan:serial=AB-00018")
            #expect(wrong.text == "noDevice" && wrong.detail?.contains("'pagescan:1-0'") == true)
            #expect(try bus.open(name: "pagescan:9-9").text == "noDevice")
            #expect(try bus.open(name: "customa4").text == "noDevice")
        }

        @Test(.enabled(if: getuid() == 0, "only root can take a permission away from itself"))
        func `a device that this user may not open says what to install`() throws {
            let bus = try SimulatedBus("", "--sheets", "1")
            let other = try bus.probeOfNobody()
            let listed = try ProbeAnswer(other.ask("devices lockFolder=/tmp"))
            #expect(listed.text == "accessDenied" && listed.detail?.contains("70-scand.rules") == true)
            #expect(try other.hear().contains("\"end\""))
            let opened = try ProbeAnswer(other.ask("open pagescan lockFolder=/tmp"))
            #expect(opened.text == "accessDenied" && opened.detail?.contains("70-scand.rules") == true)
        }

        @Test func `a lock file that cannot be made says where`() throws {
            let bus = try SimulatedBus("", "--sheets", "1")
            let answer = try bus.ask("open pagescan lockFolder=/nowhere")
            #expect(
                answer.text == "accessDenied" && answer.detail?.contains("/nowhere/scand-pagescan-1-0.lock") == true)
        }

        @Test func `an unplugged device is noticed within half a second`() throws {
            let bus = try SimulatedBus("", "--sheets", "0")
            try bus.open()
            try bus.probe.say("feed")
            Thread.sleep(forTimeInterval: 0.5)
            let unplugged = ContinuousClock.now
            try bus.act("unplug")
            let answer = try ProbeAnswer(bus.probe.hear(within: 2))
            #expect(answer.text == "disconnected")
            // What is measured is 2 to 10 ms; the limit is what a person would call at once.
            #expect(ContinuousClock.now - unplugged < .milliseconds(500))
        }

        @Test func `the image sensors and the double-feed sensor are calibrated`() throws {
            let bus = try SimulatedBus(SimulatedBus.people + "set calibrationSheetsLeave front", "--sheets", "0")
            try bus.open()
            #expect(try bus.ask("tables").width == 1_728)
            #expect(try bus.ask("values").detail == "110 190")
            try bus.act("insert 1 sheet")
            #expect(try bus.ask("calibrate imageSensors").text == "calibrated")
            Thread.sleep(forTimeInterval: 0.5)
            try bus.act("insert 1 double sheet")
            #expect(try bus.ask("calibrate doubleFeedWithTwoSheets").text == "calibrated")
            Thread.sleep(forTimeInterval: 0.5)
            try bus.act("insert 1 sheet")
            #expect(try bus.ask("calibrate doubleFeedWithOneSheet").text == "calibrated")
            try bus.act("calibration result 53")
            Thread.sleep(forTimeInterval: 0.5)
            try bus.act("insert 1 sheet")
            #expect(try bus.ask("calibrate imageSensors").text == "dirtOnSideB")
        }
    }
}
