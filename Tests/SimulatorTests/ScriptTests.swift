import SimulatedDevices
import Testing

struct ScriptTests {
    @Test func `every form of a line is read`() throws {
        let script = try Script(
            parsing: """
                # A comment, and an empty line.

                set speed 12
                at start: insert sheet front.pgm back.pgm; insert 3 double sheets
                after 2 s: unplug; replug after 1.5 s
                on sheet 3 at scanning: jam
                on every sheet at scanning 40%: event 0E   # why not
                on command ESC K: silence 300 ms
                after 300ms: insert crooked 14 inch sheet; leave sheet in path; split 7; merge off; stall 86
                on sheet 2 at escrow: open cover; close cover; pull back; take sheet; clear path; calibration result 71; end
                """)
        #expect(script.settings == [Script.Setting(name: "speed", value: "12", line: 3)])
        #expect(
            script.rules == [
                .init(
                    .start,
                    [
                        .init(.insert(SheetOrder(front: "front.pgm", back: "back.pgm"))),
                        .init(.insert(SheetOrder(count: 3, isDouble: true))),
                    ]),
                .init(.time(.seconds(2)), [.init(.unplug), .init(.replug, after: .milliseconds(1500))]),
                .init(.sheet(3, .scanning(50)), [.init(.jam)]),
                .init(.sheet(nil, .scanning(40)), [.init(.misbehave(.event(0x0E)))]),
                .init(.command("\u{1B}K"), [.init(.misbehave(.silence(.milliseconds(300))))]),
                .init(
                    .time(.milliseconds(300)),
                    [
                        .init(.insert(SheetOrder(isCrooked: true, length: 2800))), .init(.leaveInPath(SheetOrder())),
                        .init(.misbehave(.split(7))), .init(.misbehave(.merge(false))),
                        .init(.misbehave(.stall(0x86))),
                    ]),
                .init(
                    .sheet(2, .escrow),
                    [
                        .init(.openCover), .init(.closeCover), .init(.pullBack), .init(.takeSheet), .init(.clearPath),
                        .init(.misbehave(.calibrationResult(0x71))), .init(.end),
                    ]),
            ])
    }

    @Test(arguments: [
        ("jam", "no colon: a rule is 'TRIGGER: ACTION', a setting 'set NAME VALUE'"),
        ("at noon: jam", "'noon': expected 'start'"),
        ("when it rains: jam", "'when': expected 'at start', 'after TIME' or 'on ...'"),
        ("after two s: jam", "'two': expected a time such as 2 s or 300 ms"),
        ("after 2: jam", "ends where s or ms is expected"),
        ("on sheet 0 at escrow: jam", "'0': expected a sheet's number, 1 to 1000000"),
        ("on sheet 1 at lunch: jam", "expected insertion, feeding, scanning"),
        ("on sheet 1 at scanning 140%: jam", "'140%': expected a percentage such as 40%"),
        ("at start: dance", "'dance': expected insert, leave, jam"),
        ("at start:", "ends where an action is expected"),
        ("at start: jam;", "ends where an action is expected"),
        ("at start: jam now", "'now' is too much"),
        ("at start: event 0EF", "'0EF': expected an event's code of two hexadecimal digits"),
        ("at start: insert 5 inch sheet a.pgm", "a length belongs to drawn sheets: an image has its own"),
        ("at start: insert 2 inch sheet", "'2': expected a length in inches, 3 to 30"),
        ("set speed", "ends where the setting's value is expected"),
    ])
    func `a line that cannot be read is named`(line: String, message: String) {
        let error = #expect(throws: ScriptError.self) { try Script(parsing: "\n\n" + line) }
        #expect(error?.line == 3)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `settings are set by name and refused by kind`() throws {
        var settings = PageScanSettings()
        #expect(try settings.set(.init(name: "speed", value: "12", line: 0)))
        #expect(try settings.set(.init(name: "latency", value: "15ms", line: 0)))
        #expect(try settings.set(.init(name: "bootMotion", value: "rear", line: 0)))
        #expect(try settings.set(.init(name: "ejectNeedsFeeder", value: "no", line: 0)))
        #expect(settings.speed == 12 && settings.latency == .milliseconds(15))
        #expect(settings.bootMotion == .rear && !settings.ejectNeedsFeeder)
        #expect(try !settings.set(.init(name: "colour", value: "red", line: 0)))
        for (name, value) in [("speed", "-1"), ("latency", "soon"), ("bootMotion", "up"), ("jamEndsScan", "1")] {
            let error = #expect(throws: ScriptError.self) {
                try settings.set(.init(name: name, value: value, line: 4))
            }
            #expect(error?.line == 4 && error?.message.hasPrefix("setting \(name): '\(value)' is not") == true)
        }
    }

    @Test func `fault rates are read, and refused with the kinds that there are`() throws {
        let plan = try FaultPlan(seed: 7, rates: "jam=0.01,double=0.005")
        #expect(plan.rates == [.jam: 0.01, .double: 0.005])
        for text in ["jam", "fire=0.1", "jam=2", "jam=0.6,pull=0.6"] {
            #expect(throws: ScriptError.self) { try FaultPlan(seed: 7, rates: text) }
        }
    }

    @Test func `a seed decides every fate, at about the rates that were asked for`() throws {
        let plan = try FaultPlan(seed: 7, rates: "jam=0.1,pull=0.05")
        let fates = (1...4000).map { plan.fault(ofInsertion: $0) }
        #expect(fates == (1...4000).map { plan.fault(ofInsertion: $0) })
        let jams = fates.count { $0?.kind == .jam }
        let pulls = fates.count { $0?.kind == .pull }
        #expect((340...460).contains(jams) && (150...250).contains(pulls), "\(jams) jams, \(pulls) pulls")
        let other = try FaultPlan(seed: 8, rates: "jam=0.1,pull=0.05")
        #expect((1...4000).map { other.fault(ofInsertion: $0) } != fates)
    }
}
