/// How the simulated people behave.
package struct PeopleSettings: Sendable, Equatable {
    /// Before the next sheet is put in.
    package var insertDelay: Moment = .zero
    /// Before a sheet that is given back is taken.
    package var takeDelay: Moment = .zero
    /// At least between taking a sheet that was given back and putting the next one in: hands need a quarter of a second, and
    /// a program that asks for the sensors now and then has to see the input free.
    package var changeDelay: Moment = .milliseconds(250)
    /// Before each step of clearing a jam: open, take out, close.
    package var clearDelay: Moment = .zero
    /// They put the next sheet in as soon as the input is free, whatever lies behind it.
    package var areEager = false
    /// How often a sheet that came back is tried again.
    package var retries = 0
    /// After so long they open the cover and take out a sheet that nobody moves; 0: never.
    package var patience: Moment = .zero

    package init() {}
}

/// The people at the device: one pair of hands, which does one thing after the other.
struct People: Sendable {
    enum Wish: Sendable, Hashable {
        case openCover, clearPath, closeCover, takeSheet, withdraw, straighten, insert
        /// Open the cover over a sheet that does not move.
        case rescue
    }

    let settings: PeopleSettings
    private(set) var wish: Wish?
    private(set) var due: Moment = .zero
    /// The last thing they did was to take a sheet that was given back.
    private var hasJustTaken = false
    /// They close what they opened; a cover that the script opened is the script's.
    var hasOpenedCover = false

    init(_ settings: PeopleSettings) { self.settings = settings }

    /// Looks at the device. Gives what is to be done now.
    mutating func look(_ sight: Sight, hasSheets: Bool, at now: Moment) -> Wish? {
        let wanted = wish(for: sight, hasSheets: hasSheets)
        if wanted != wish {
            wish = wanted
            due = now + delay(of: wanted)
        }
        guard let wanted, now >= due else { return nil }
        wish = nil
        hasJustTaken = wanted == .takeSheet
        return wanted
    }

    private func wish(for sight: Sight, hasSheets: Bool) -> Wish? {
        if sight.isCoverOpen {
            if !sight.isPathEmpty, hasOpenedCover || sight.isJammed { return .clearPath }
            return hasOpenedCover ? .closeCover : nil
        }
        if sight.isJammed { return .openCover }
        switch sight.input {
        case .offered: return .takeSheet
        case .waiting(isStraight: false): return .straighten
        case .waiting where sight.isPaused: return .withdraw
        case .free where hasSheets && (sight.isPathEmpty || settings.areEager && !sight.isPaused): return .insert
        case .free, .waiting, .moving: break
        }
        return !sight.isPathEmpty && settings.patience > .zero ? .rescue : nil
    }

    private func delay(of wish: Wish?) -> Moment {
        switch wish {
        case .openCover, .clearPath, .closeCover: settings.clearDelay
        case .takeSheet, .withdraw: settings.takeDelay
        case .insert where hasJustTaken: max(settings.insertDelay, settings.changeDelay)
        case .straighten, .insert: settings.insertDelay
        case .rescue: settings.patience
        case nil: .zero
        }
    }
}
