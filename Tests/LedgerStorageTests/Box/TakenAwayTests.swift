import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// A ledger that is removed, moved, exchanged or shared while it is written.
@Suite final class TakenAwayTests: BoxSuite {
    /// Takes something away, or puts another in its place.
    func take(_ name: String, replacing: Bool) throws {
        let path = name.isEmpty ? directory : "\(directory)/\(name)"
        try FileManager.default.moveItem(atPath: path, toPath: scratch("gone"))
        if replacing { try FileManager.default.copyItem(atPath: scratch("gone"), toPath: path) }
    }

    @Test(
        arguments: ["", "lock", "journal", "box", "box/slots", "box/pictures"], ["seal", "complete", "returned"])
    func `nothing is acknowledged any more, in a line that names what is gone`(name: String, step: String) throws {
        for replacing in [false, true] {
            let store = try machine.opened(at: directory)
            try machine.feed(1...2, to: store)
            let sheet = step == "complete" ? try store.seal(record: [1]) : nil
            let note = store.note
            try take(name, replacing: replacing)
            let error = #expect(throws: LedgerError.self) {
                if let sheet { _ = try store.complete(sheet) }
                if step == "seal" { _ = try store.seal(record: [1]) }
                if step == "returned" { _ = try store.returned(reason: "blank") }
            }
            guard case .system(let file, let what) = error else { throw try #require(error) }
            // With a directory everything in it is gone.
            let shown = name == "box" ? "\(directory)/box/slots" : name.isEmpty ? directory : "\(directory)/\(name)"
            #expect(file == shown && what.contains("put it back, and run the command again"))
            #expect(what.contains(replacing ? "another one was put in its place" : "it was removed or moved"))
            let after = #expect(throws: LedgerError.self) { try store.seal(record: [1]) }
            guard case .outOfService = after else { throw try #require(after) }
            #expect(step == "complete" || store.note == note)
            try FileManager.default.removeItem(atPath: scratch("gone"))
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    @Test(arguments: ["lock removed", "lock replaced", "lock and directory", "journal replaced, lock removed"])
    func `no second writer gets in`(how: String) throws {
        let store = try machine.opened(at: directory)
        try machine.feed(1...2, to: store)
        var place = directory
        switch how {
        case "lock removed": try FileManager.default.removeItem(atPath: "\(directory)/lock")
        case "lock replaced": try take("lock", replacing: true)
        case "lock and directory":
            try FileManager.default.removeItem(atPath: "\(directory)/lock")
            place = scratch("moved")
            try FileManager.default.moveItem(atPath: directory, toPath: place)
        default:
            try take("journal", replacing: true)
            try FileManager.default.removeItem(atPath: "\(directory)/lock")
        }
        let error = #expect(throws: LedgerError.self) { try machine.reopened(at: place) }
        #expect(error == .inUse(place))
        #expect(throws: LedgerError.inUse(place)) { try LedgerRepair.repair(directory: place, key: machine.signer.key) }
        #expect(throws: LedgerError.self) { try machine.feed([3], to: store) }
    }
}
