/// What shall happen during a simulation: rules and settings, as ``init(parsing:)`` reads them from text.
package struct Script: Equatable, Sendable {
    package var rules: [Rule] = []
    /// `set` lines: name, value and the line's number.
    package var settings: [Setting] = []

    package init() {}

    package struct Setting: Equatable, Sendable {
        package let name: String
        package let value: String
        package let line: Int

        /// - Parameter line: 0 for what did not come from a script.
        package init(name: String, value: String, line: Int) {
            self.name = name
            self.value = value
            self.line = line
        }
    }

    /// When something happens, and what then.
    package struct Rule: Equatable, Sendable {
        package let trigger: Trigger
        package let steps: [Step]

        package init(_ trigger: Trigger, _ steps: [Step]) {
            self.trigger = trigger
            self.steps = steps
        }
    }

    package enum Trigger: Hashable, Sendable {
        case start
        /// So long after the start.
        case time(Moment)
        /// A sheet, counted by insertions from 1, or every sheet, has come to a place.
        case sheet(Int?, Stage)
        /// The host sends this command, each time.
        case command(String)
    }

    package struct Step: Equatable, Sendable {
        package let action: Action
        /// After the trigger.
        package let delay: Moment

        package init(_ action: Action, after delay: Moment = .zero) {
            self.action = action
            self.delay = delay
        }
    }

    package enum Action: Equatable, Sendable {
        /// People get these sheets and put them in one by one.
        case insert(SheetOrder)
        case leaveInPath(SheetOrder)
        case jam
        case openCover
        case closeCover
        case pullBack
        case takeSheet
        case clearPath
        case misbehave(Misbehaviour)
        case unplug
        case replug
        case reboot
        /// The simulation is over.
        case end
    }
}

/// Sheets to be put in.
package struct SheetOrder: Hashable, Sendable {
    package var count: Int
    /// Image files; nil for drawn patterns.
    package var front: String?
    package var back: String?
    /// Two sheets at each push.
    package var isDouble: Bool
    /// They go in askew and cover only one sensor, until somebody straightens them.
    package var isCrooked: Bool
    /// Of a drawn pattern, in 1/200 inch.
    package var length: Int

    package init(
        count: Int = 1, front: String? = nil, back: String? = nil, isDouble: Bool = false, isCrooked: Bool = false,
        length: Int = 2200
    ) {
        self.count = count
        self.front = front
        self.back = back
        self.isDouble = isDouble
        self.isCrooked = isCrooked
        self.length = length
    }
}

/// Why a script, a setting or a list of fault rates cannot be used.
package struct ScriptError: Error, Equatable, Sendable, CustomStringConvertible {
    /// From 1; nil for what did not come from a script.
    package let line: Int?
    package let message: String

    package init(line: Int?, _ message: String) {
        self.line = line
        self.message = message
    }

    package var description: String { line.map { "line \($0): \(message)" } ?? message }
}
