import Foundation
import ImageFiles
import Raster
import SimulatedDevices
import Testing

extension Simulated {
    @Suite struct SheetsTests {
        @Test func `every sheet comes, goes into the box and breaks no rule of the device`() throws {
            let bus = try SimulatedBus("", "--sheets", "20")
            #expect(try bus.open().text == "open")
            for _ in 0..<20 {
                let scan = try bus.ask("feed")
                #expect(scan.text == "sheetScanned" && scan.width == 1_728 && scan.height == 2_470)
                #expect(try bus.ask("accept").text == "sheetAccepted")
            }
            #expect(try bus.ask("feed").text == "noSheetYet")
            let account = try bus.report()
            #expect(account.sheetsInBox == 20 && account.sheetsReturned == 0 && account.sheetsInDevice == 0)
            #expect(account.violations == [])
        }

        @Test(arguments: ["", "set endOvertakesImage yes", "set leadIn 90\nset leadOut 182\nset speed 40"])
        func `the images are those of the sheet, pixel by pixel`(settings: String) throws {
            let bus = try SimulatedBus(settings, "--sheets", "1")
            try bus.open()
            #expect(try bus.ask("feed \(bus.folder.path)").text == "sheetScanned")
            let sheet = SheetPattern.images(number: 1, id: 1)
            let leadIn = settings.contains("leadIn 90") ? 90 : 86
            for (file, expected) in [("a", sheet.front), ("b", sheet.back)] {
                let image = try ImageFile.read(path: bus.folder.appending(path: "\(file).pgm").path).frame(at: 0).image
                let left = (image.width - expected.width) / 2
                var worst = 0
                for y in 0..<expected.height {
                    for x in 0..<expected.width {
                        let difference = Int(image[left + x, leadIn + y]) - Int(expected[x, y])
                        worst = max(worst, abs(difference))
                    }
                }
                // The sensors answer in fewer steps than the image has.
                #expect(worst <= 3, "side \(file)")
                #expect(image[0, 100] == 0 && image[900, leadIn - 1] == 0 && image[900, leadIn + expected.height] == 0)
            }
        }

        @Test func `a driver that was killed leaves nothing in the next one's images`() throws {
            let bus = try SimulatedBus(SimulatedBus.people + "set speed 30", "--sheets", "6")
            try bus.open()
            try bus.probe.say("feed")
            Thread.sleep(forTimeInterval: 0.25)
            try bus.killProbe()
            // The bus in software notices a little later than a kernel that a process is gone.
            var opened = try bus.open()
            for _ in 0..<100 where opened.text == "deviceBusy" {
                Thread.sleep(forTimeInterval: 0.1)
                opened = try bus.open()
            }
            #expect(opened.text == "open", "\(opened)")
            #expect(try bus.ask("feed").text == "paperInPath")
            let scan = try bus.ask("feed")
            #expect(scan.text == "sheetScanned" && scan.height == 2_470)
            #expect(try bus.ask("accept").text == "sheetAccepted")
            let account = try bus.report()
            #expect(account.sheetsInBox == 1 && account.sheetsReturned == 1)
        }

        @Test func `the Custom A4 is driven by the same commands`() throws {
            let bus = try SimulatedBus("", "--device", "custom-a4", "--sheets", "3")
            #expect(try bus.open(name: "customa4").text == "open")
            for _ in 0..<3 {
                #expect(try bus.ask("feed").text == "sheetScanned")
                #expect(try bus.ask("accept").text == "sheetAccepted")
            }
            #expect(try bus.ask("feed").text == "noSheetYet")
            let account = try bus.report()
            #expect(account.sheetsInBox == 3 && account.violations == [])
        }
    }
}

/// Everything that runs on the simulated bus: one after the other, because each needs the processor for itself.
@Suite(.serialized) struct Simulated {}
