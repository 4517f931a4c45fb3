extension Script {
    /// Reads a script: one rule or setting a line, `#` begins a comment.
    ///
    /// ```
    /// line     set NAME VALUE  |  TRIGGER: ACTION [after TIME] [; ACTION [after TIME]]...
    /// trigger  at start  |  after TIME  |  on sheet N at STAGE  |  on every sheet at STAGE  |  on command BODY
    /// stage    insertion | feeding | scanning [P%] | escrow | ejecting | boxed | offered | returned | jammed | removed
    /// action   insert [N] [double] [crooked] [L inch] sheet(s) [FRONT [BACK]]  |  leave sheet in path [FRONT [BACK]]
    ///          jam | open cover | close cover | pull back | take sheet | clear path | unplug | replug | reboot | end
    ///          event HH | stall EP | silence TIME | split N | merge on|off | calibration result HH
    /// time     2 s | 300 ms
    /// ```
    /// BODY is the command as it goes over the wire without its frame, `ESC` for the escape character: `on command ESC K`.
    package init(parsing text: String) throws(ScriptError) {
        for (index, content) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = index + 1
            let bare = content.prefix { $0 != "#" }
            var words = ScriptWords(bare, line: line)
            guard !words.isEmpty else { continue }
            if words.take("set") {
                let name = try words.next("a setting's name")
                settings.append(Setting(name: name, value: try words.next("the setting's value"), line: line))
                try words.end()
                continue
            }
            guard let colon = bare.firstIndex(of: ":") else {
                throw ScriptError(line: line, "no colon: a rule is 'TRIGGER: ACTION', a setting 'set NAME VALUE'")
            }
            let trigger = try Self.trigger(bare[..<colon], line: line)
            var steps: [Step] = []
            for part in bare[bare.index(after: colon)...].split(separator: ";", omittingEmptySubsequences: false) {
                steps.append(try Self.step(part, line: line))
            }
            rules.append(Rule(trigger, steps))
        }
    }

    private static func trigger(_ text: Substring, line: Int) throws(ScriptError) -> Trigger {
        var words = ScriptWords(text, line: line)
        let trigger: Trigger
        switch try words.next("a trigger") {
        case "at":
            try words.expect("start")
            trigger = .start
        case "after": trigger = .time(try words.time())
        case "on":
            switch try words.next("'sheet', 'every sheet' or 'command'") {
            case "sheet":
                let number = try words.number(in: 1...1_000_000, "a sheet's number")
                try words.expect("at")
                trigger = .sheet(number, try stage(&words))
            case "every":
                try words.expect("sheet")
                try words.expect("at")
                trigger = .sheet(nil, try stage(&words))
            case "command":
                let body = try words.rest("a command")
                trigger = .command(body.map { $0 == "ESC" ? "\u{1B}" : $0 }.joined())
            case let word: throw words.unknown(word, "'sheet', 'every sheet' or 'command'")
            }
        case let word: throw words.unknown(word, "'at start', 'after TIME' or 'on ...'")
        }
        try words.end()
        return trigger
    }

    private static func stage(_ words: inout ScriptWords) throws(ScriptError) -> Stage {
        switch try words.next("a stage") {
        case "insertion": return .insertion
        case "feeding": return .feeding
        case "scanning":
            return .scanning(words.isEmpty ? 50 : try words.percent())
        case "escrow": return .escrow
        case "ejecting": return .ejecting
        case "boxed": return .boxed
        case "offered": return .offered
        case "returned": return .returned
        case "jammed": return .jammed
        case "removed": return .removed
        case let word:
            throw words.unknown(
                word, "insertion, feeding, scanning, escrow, ejecting, boxed, offered, returned, jammed or removed")
        }
    }

    private static func step(_ text: Substring, line: Int) throws(ScriptError) -> Step {
        var words = ScriptWords(text, line: line)
        let action = try action(&words)
        let delay = words.take("after") ? try words.time() : .zero
        try words.end()
        return Step(action, after: delay)
    }

    private static func action(_ words: inout ScriptWords) throws(ScriptError) -> Action {
        switch try words.next("an action") {
        case "insert": return .insert(try order(&words))
        case "leave":
            for word in ["sheet", "in", "path"] { try words.expect(word) }
            var order = SheetOrder()
            (order.front, order.back) = try files(&words)
            return .leaveInPath(order)
        case "jam": return .jam
        case "open":
            try words.expect("cover")
            return .openCover
        case "close":
            try words.expect("cover")
            return .closeCover
        case "pull":
            try words.expect("back")
            return .pullBack
        case "take":
            try words.expect("sheet")
            return .takeSheet
        case "clear":
            try words.expect("path")
            return .clearPath
        case "unplug": return .unplug
        case "replug": return .replug
        case "reboot": return .reboot
        case "end": return .end
        case "event": return .misbehave(.event(try words.byte("an event's code")))
        case "stall": return .misbehave(.stall(try words.byte("an endpoint")))
        case "silence": return .misbehave(.silence(try words.time()))
        case "split": return .misbehave(.split(try words.number(in: 0...65536, "a number of bytes")))
        case "merge":
            if words.take("on") { return .misbehave(.merge(true)) }
            try words.expect("off")
            return .misbehave(.merge(false))
        case "calibration":
            try words.expect("result")
            return .misbehave(.calibrationResult(try words.byte("an event's code")))
        case let word:
            throw words.unknown(
                word,
                "insert, leave, jam, open, close, pull, take, clear, unplug, replug, reboot, end, event, stall, silence, "
                    + "split, merge or calibration")
        }
    }

    private static func order(_ words: inout ScriptWords) throws(ScriptError) -> SheetOrder {
        var order = SheetOrder()
        if words.isNumber, !words.isFollowed(by: "inch") {
            order.count = try words.number(in: 1...1_000_000, "a number of sheets")
        }
        order.isDouble = words.take("double")
        order.isCrooked = words.take("crooked")
        var hasLength = false
        if words.isNumber {
            order.length = try words.number(in: 3...30, "a length in inches") * 200
            try words.expect("inch")
            hasLength = true
        }
        if !words.take("sheets") { try words.expect("sheet") }
        (order.front, order.back) = try files(&words)
        if hasLength, order.front != nil {
            throw ScriptError(line: words.line, "a length belongs to drawn sheets: an image has its own")
        }
        return order
    }

    private static func files(_ words: inout ScriptWords) throws(ScriptError) -> (String?, String?) {
        guard !words.isEmpty, !words.isNext("after") else { return (nil, nil) }
        let front = try words.next("an image file")
        guard !words.isEmpty, !words.isNext("after") else { return (front, nil) }
        return (front, try words.next("an image file"))
    }
}
