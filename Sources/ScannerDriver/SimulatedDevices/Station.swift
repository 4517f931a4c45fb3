/// A simulated scanner with its people, its pile of sheets and the script of what befalls them.
package struct Station: Sendable {
    /// What the bus must do.
    package enum Effect: Hashable, Sendable {
        case unplug
        case replug
        case end
    }

    /// So many things at one moment are no progress.
    private static let circle = 10_000

    package private(set) var device: any SimulatedScanner
    package private(set) var isPlugged = true
    private var people: People
    private var rules: [Script.Rule]
    private let faults: FaultPlan?
    private let images: @Sendable (SheetOrder, Int) -> SheetImages
    /// Orders that people still have to put in, and papers that go in again before those.
    private var pile: [SheetOrder] = []
    private var again: [Feed] = []
    private var agenda: [(due: Moment, action: Script.Action)] = []
    private var effects: [Effect] = []
    private var insertions = 0
    private var drawn = 0
    /// Feeds that are in the device, by number.
    private var feeds: [Int: Feed] = [:]
    private var hasBegun = false
    package private(set) var isOver = false
    /// Why the simulation could not go on.
    package private(set) var trouble: String?

    /// - Parameter images: gives the images of an order's sheet; the number counts drawn sheets.
    package init(
        _ device: any SimulatedScanner, script: Script = Script(), people: PeopleSettings = PeopleSettings(),
        faults: FaultPlan? = nil, images: @escaping @Sendable (SheetOrder, Int) -> SheetImages
    ) {
        self.device = device
        self.people = People(people)
        rules = script.rules
        self.faults = faults
        self.images = images
    }

    package var book: SheetBook { device.book }
    /// Sheets that people still hold.
    package var sheetsWaiting: Int { pile.reduce(again.count) { $0 + $1.count } }

    // The bus.

    package mutating func write(_ bytes: [UInt8], to endpoint: UInt8, at now: Moment) -> Bool {
        device.write(bytes, to: endpoint, at: now)
    }

    /// A read may move the paper to where something happens, after which there may be more to read.
    package mutating func read(from endpoint: UInt8, capacity: Int, at now: Moment) -> USBTransfer? {
        repeat {
            guard isPlugged else { return nil }
            if let transfer = device.read(from: endpoint, capacity: capacity, at: now) { return transfer }
        } while advance(to: now)
        return nil
    }

    package mutating func notePendingReads(_ count: Int, on endpoint: UInt8, at now: Moment) {
        device.notePendingReads(count, on: endpoint, at: now)
    }

    package mutating func busReset(at now: Moment) { device.busReset(at: now) }
    package mutating func hostLeft(at now: Moment) { device.hostLeft(at: now) }

    package mutating func takeEffects() -> [Effect] {
        defer { effects = [] }
        return effects
    }

    // Time.

    /// Does everything that is due.
    ///
    /// - Returns: whether anything was.
    @discardableResult
    package mutating func advance(to now: Moment) -> Bool {
        var hasActed = false
        if !hasBegun {
            hasBegun = true
            hasActed = true
            device.powerUp(at: now)
            var script = Script()
            (script.rules, rules) = (rules, [])
            run(script, at: now)
        }
        var acts = 0
        while !isOver {
            acts += 1
            if acts > Self.circle {
                trouble = "the script goes in circles: its rules set each other off without a delay"
                perform(.end, at: now)
            }
            if let next = agenda.first, next.due <= now {
                agenda.removeFirst()
                perform(next.action, at: now)
            } else if let happening = device.step(at: now) {
                react(to: happening, at: now)
            } else if let wish = people.look(device.sight, hasSheets: !pile.isEmpty || !again.isEmpty, at: now) {
                act(wish, at: now)
            } else {
                break
            }
            hasActed = true
        }
        return hasActed
    }

    /// When ``advance(to:)`` has something to do, unless the host acts before.
    package func nextDeadline(after now: Moment) -> Moment? {
        guard !isOver else { return nil }
        var deadlines: [Moment] = []
        if let due = agenda.first?.due { deadlines.append(due) }
        if let due = device.nextDeadline(after: now) { deadlines.append(due) }
        if people.wish != nil { deadlines.append(people.due) }
        return deadlines.min()
    }

    // The script.

    /// Takes up more rules; those of the start and of a time count from now.
    package mutating func run(_ script: Script, at now: Moment) {
        for rule in script.rules {
            switch rule.trigger {
            case .start: schedule(rule.steps, at: now)
            case .time(let time): schedule(rule.steps, at: now + time)
            case .sheet(let number, .scanning(let percent)):
                rules.append(rule)
                device.mark(percent, ofInsertion: number)
            case .sheet, .command: rules.append(rule)
            }
        }
    }

    private mutating func trigger(_ trigger: Script.Trigger, at now: Moment) {
        for rule in rules where rule.trigger == trigger { schedule(rule.steps, at: now) }
        // What befalls one sheet at a place befalls it once.
        if case .sheet(.some, _) = trigger { rules.removeAll { $0.trigger == trigger } }
    }

    private mutating func schedule(_ steps: [Script.Step], at now: Moment) {
        for step in steps { schedule(step.action, at: now + step.delay) }
    }

    /// Behind what is due at the same moment.
    private mutating func schedule(_ action: Script.Action, at due: Moment) {
        let index = agenda.firstIndex { $0.due > due } ?? agenda.count
        agenda.insert((due, action), at: index)
    }

    private mutating func react(to happening: Happening, at now: Moment) {
        switch happening {
        case .reboot: reboot(at: now)
        case .command(let body): trigger(.command(body), at: now)
        case .sheet(let number, let stage):
            trigger(.sheet(number, stage), at: now)
            trigger(.sheet(nil, stage), at: now)
            switch stage {
            case .boxed: forget(number)
            case .returned: cameBack(number)
            case .insertion, .feeding, .scanning, .escrow, .ejecting, .offered, .jammed, .removed: break
            }
        }
    }

    package mutating func perform(_ action: Script.Action, at now: Moment) {
        switch action {
        case .insert(let order): pile.append(order)
        case .leaveInPath(let order):
            let feed = numbered(Feed(images: nextImages(order)))
            if device.leaveInPath(feed) { feeds[feed.number] = feed }
        case .jam: _ = device.jam(at: now)
        case .openCover: device.openCover(at: now)
        case .closeCover: device.closeCover(at: now)
        case .pullBack:
            if let pulled = device.pullBack(at: now) { react(to: .sheet(pulled.number, .returned), at: now) }
        case .takeSheet:
            if let taken = device.takeFromInput(at: now) { react(to: .sheet(taken.number, .returned), at: now) }
        case .clearPath:
            if let cleared = device.clearPath(at: now) { wasRemoved(cleared, at: now) }
        case .misbehave(let misbehaviour): _ = device.misbehave(misbehaviour, at: now)
        case .unplug:
            guard isPlugged else { return }
            isPlugged = false
            device.busReset(at: now)
            device.hostLeft(at: now)
            effects.append(.unplug)
        case .replug:
            guard !isPlugged else { return }
            isPlugged = true
            effects.append(.replug)
        case .reboot: reboot(at: now)
        case .end:
            isOver = true
            effects.append(.end)
        }
    }

    private mutating func reboot(at now: Moment) {
        perform(.unplug, at: now)
        device.powerUp(at: now)
        schedule(.replug, at: now + device.rebootTime)
    }

    // The people.

    private mutating func act(_ wish: People.Wish, at now: Moment) {
        switch wish {
        case .openCover, .rescue:
            device.openCover(at: now)
            people.hasOpenedCover = true
        case .clearPath:
            if let cleared = device.clearPath(at: now) { wasRemoved(cleared, at: now) }
        case .closeCover:
            device.closeCover(at: now)
            people.hasOpenedCover = false
        case .takeSheet:
            if let taken = device.takeFromInput(at: now) { react(to: .sheet(taken.number, .returned), at: now) }
        case .withdraw, .straighten:
            guard var taken = device.takeFromInput(at: now) else { return }
            forget(taken.number)
            taken.covering = nil
            again.append(taken)
        case .insert: insertNext(at: now)
        }
    }

    private mutating func insertNext(at now: Moment) {
        guard let feed = nextFeed() else { return }
        guard device.insert(feed, at: now) else {
            preconditionFailure("a sheet did not go into a free input")
        }
        feeds[feed.number] = feed
        react(to: .sheet(feed.number, .insertion), at: now)
    }

    private mutating func nextFeed() -> Feed? {
        if !again.isEmpty { return numbered(again.removeFirst()) }
        guard let order = pile.first else { return nil }
        if order.count > 1 { pile[0].count -= 1 } else { pile.removeFirst() }
        var feed = Feed(images: nextImages(order))
        if order.isDouble { feed.second = nextImages(order) }
        if order.isCrooked { feed.covering = 1 }
        return numbered(feed)
    }

    private mutating func nextImages(_ order: SheetOrder) -> SheetImages {
        drawn += 1
        return images(order, drawn)
    }

    /// Counts the insertion, and adds what is to befall it.
    private mutating func numbered(_ paper: Feed) -> Feed {
        insertions += 1
        var feed = paper
        feed.number = insertions
        if let fault = faults?.fault(ofInsertion: insertions) {
            rules += fault.rules
            if fault.isDouble, feed.second == nil { feed.second = nextImages(SheetOrder()) }
            if fault.isCrooked { feed.covering = 1 }
        }
        feed.marks = []
        for rule in rules {
            if case .sheet(let number, .scanning(let percent)) = rule.trigger, number == nil || number == insertions {
                feed.marks.insert(percent)
            }
        }
        return feed
    }

    private mutating func wasRemoved(_ feed: Feed, at now: Moment) {
        trigger(.sheet(feed.number, .removed), at: now)
        trigger(.sheet(nil, .removed), at: now)
        cameBack(feed.number)
    }

    /// A person has the paper again, and may try once more: two that clung together one by one.
    private mutating func cameBack(_ number: Int) {
        guard let feed = feeds[number] else { return }
        forget(number)
        guard feed.attempt < people.settings.retries else { return }
        for images in [feed.images, feed.second].compactMap({ $0 }) {
            again.append(Feed(images: images, attempt: feed.attempt + 1))
        }
    }

    /// What was to befall this sheet alone is over.
    private mutating func forget(_ number: Int) {
        feeds[number] = nil
        rules.removeAll {
            if case .sheet(number, _) = $0.trigger { return true }
            return false
        }
    }
}
