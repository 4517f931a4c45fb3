extension PageScan {
    /// Rows the paper moves in a second; nil when it moves as fast as the host reads.
    var rowsPerSecond: Double? {
        guard settings.speed > 0 else { return nil }
        return Double(settings.speed * setup.resolution.rawValue) / (setup.isHalfSpeed ? 2 : 1)
    }

    package mutating func step(at now: Moment) -> Happening? {
        repeat {
            if !happenings.isEmpty { return happenings.removeFirst() }
        } while move(at: now)
        return happenings.isEmpty ? nil : happenings.removeFirst()
    }

    package func nextDeadline(after now: Moment) -> Moment? {
        var deadlines: [Moment] = []
        if let due = outbox.first?.due, due > now { deadlines.append(due) }
        if now < silentUntil { deadlines.append(silentUntil) }
        switch motion {
        case .still, .paused: break
        case .feeding(let until), .ejecting(_, let until, _, _), .calibrating(_, let until, _): deadlines.append(until)
        case .scanning:
            // Rows for the reads that wait come every few milliseconds.
            if rowsPerSecond != nil { deadlines.append(now + .milliseconds(4)) }
        }
        if let unreadSince { deadlines.append(unreadSince + settings.imagePatience) }
        // What is past and was not done waits for somebody.
        return deadlines.filter { $0 > now }.min()
    }

    /// Does one thing that is due.
    private mutating func move(at now: Moment) -> Bool {
        if let unreadSince, now - unreadSince >= settings.imagePatience, let waiting = stream,
            !waiting.isTaken
        {
            overflow(at: now)
            return true
        }
        switch motion {
        case .still: return beginFeed(at: now) || finishImage(at: now)
        case .feeding(let until):
            guard now >= until else { return false }
            beginScan(at: now)
            return true
        case .scanning:
            if let speed = rowsPerSecond, let current = stream {
                moveScan(to: current.rowsDue(at: now, rowsPerSecond: speed))
            }
            return reachMilestone(at: now)
        case .ejecting(let way, let until, let arrives, _):
            guard now >= until else { return false }
            motion = .still
            if arrives { arrive(way, at: now) }
            return true
        case .paused(let way):
            guard input == nil else { return false }
            send(.ejectResumes, at: now)
            startEjection(way, at: now)
            return true
        case .calibrating(let calibration, let until, let hasSheet):
            return calibrate(calibration, until: until, hasSheet: hasSheet, at: now)
        }
    }

    // Feeding.

    private mutating func beginFeed(at now: Moment) -> Bool {
        guard setup.isFeederOn, setup.hasAutoScanStart || !settings.feedNeedsAutoScanStart, !isCoverOpen, !isJammed,
            path == nil, stream?.isTaken ?? true, let waiting = input,
            coveredFrontSensors >= setup.neededSensors
        else { return false }
        input = nil
        stream = nil
        path = PathSheet(feed: waiting.feed, place: Self.frontPlace)
        motion = .feeding(until: now + setup.feedDelay)
        happenings.append(.sheet(waiting.feed.number, .feeding))
        return true
    }

    mutating func beginScan(at now: Moment) {
        guard let feed = path?.feed else { preconditionFailure("a scan needs a sheet") }
        let image = rawImages.image(of: feed, setup: setup, tables: sensors, settings: settings)
        let isShifted = needsReset && settings.shiftsWithoutReset
        stream = PageScanImageStream(
            isShifted ? image.shifted : image.bytes, rowBytes: image.rowBytes, rows: image.rows, at: now)
        needsReset = false
        isScanOver = false
        transmissionAborted = false
        motion = .scanning
        unreadSince = imageReads > 0 ? nil : now
        milestones = plan(feed, rows: image.rows)
        moveScan(to: 0)
        send(.scanBegins, at: now)
    }

    private func plan(_ feed: Feed, rows: Int) -> [(row: Int, what: Milestone)] {
        let scale = setup.resolution == .native ? 2 : 1
        var plan: [(row: Int, what: Milestone)] = feed.marks.map { (rows * $0 / 100, .mark($0)) }
        plan.append(((Self.rearPlace - Self.arrayPlace + settings.leadIn) * scale, .reachesRear))
        if setup.detectsDoubleFeeds, feed.sheetCount == 2, settings.twoSheetReading >= doubleFeedThreshold,
            min(feed.length, feed.second?.length ?? 0) >= setup.doubleFeedLength * 2
        {
            plan.append(((settings.leadIn + setup.doubleFeedLength * 2) * scale, .doubleFeed))
        }
        let longest = (setup.longestDocument + settings.lengthSlack) * 2
        if feed.length > longest { plan.append(((settings.leadIn + longest) * scale, .tooLong)) }
        plan.append((rows, .end))
        return plan.filter { $0.row <= rows }.sorted { $0.row < $1.row }
    }

    /// Moves the paper on, as far as the next milestone.
    mutating func moveScan(to row: Int) {
        guard motion == .scanning, stream != nil else { return }
        stream?.produce(to: min(row, milestones.first?.row ?? row))
        let scale = setup.resolution == .native ? 2 : 1
        path?.place = Self.arrayPlace - settings.leadIn + (stream?.producedRows ?? 0) / scale
    }

    /// Lets happen what happens here. False when the next milestone is still ahead.
    mutating func reachMilestone(at now: Moment) -> Bool {
        guard let current = stream, let next = milestones.first, current.producedRows >= next.row else { return false }
        milestones.removeFirst()
        reach(next.what, at: now)
        return true
    }

    private mutating func reach(_ milestone: Milestone, at now: Moment) {
        switch milestone {
        case .mark(let percent):
            if let path { happenings.append(.sheet(path.feed.number, .scanning(percent))) }
        case .reachesRear:
            if setup.picksOnCommand { setup.isFeederOn = false }
        case .doubleFeed:
            send(.doubleFeed, at: now)
            if settings.doubleFeedStopsScan { stopScan() }
        case .tooLong:
            _ = jam(at: now)
        case .end:
            stream?.end()
            motion = .still
            if settings.endOvertakesImage { endScan(at: now) }
        }
    }

    /// The motor stops, what was produced can still be read, and no end is told.
    mutating func stopScan() {
        stream?.cut()
        milestones = []
        isScanOver = true
        motion = .still
    }

    /// The last bytes of an image were read.
    private mutating func finishImage(at now: Moment) -> Bool {
        guard let current = stream, current.isTaken else { return false }
        stream = nil
        unreadSince = nil
        if !isScanOver { endScan(at: now) }
        return true
    }

    private mutating func endScan(at now: Moment) {
        isScanOver = true
        send(.scanEnds, at: now)
        guard let path else { return }
        if setup.runsOut {
            eject(.rear, at: now)
        } else {
            happenings.append(.sheet(path.feed.number, .escrow))
        }
    }

    private mutating func overflow(at now: Moment) {
        book.noteViolation("no read waited for the image")
        send(.imageOverflow, at: now)
        transmissionAborted = true
        if motion == .scanning { stopScan() }
        isScanOver = true
        stream = nil
        unreadSince = nil
    }

    // Ejecting.

    mutating func ejectOnCommand(_ way: PageScanCommand.Ejection, at now: Moment) {
        guard setup.isFeederOn || !settings.ejectNeedsFeeder else {
            book.noteViolation("an ejection while the feeder is off")
            return
        }
        eject(way, at: now)
    }

    mutating func eject(_ way: PageScanCommand.Ejection, at now: Moment) {
        guard !isCoverOpen, !isJammed else { return }
        if way == .rear, path == nil, let offered = input, offered.isOffered {
            // A sheet in the rollers goes through without being scanned.
            input = nil
            path = PathSheet(feed: offered.feed, place: Self.holdPlace)
        }
        guard path != nil, motion == .still || motion == .scanning else { return }
        if motion == .scanning { stopScan() }
        if way == .rear, setup.pausesEjection, input != nil {
            send(.ejectPauses, at: now)
            motion = .paused(way)
            return
        }
        startEjection(way, at: now)
    }

    private mutating func startEjection(_ way: PageScanCommand.Ejection, at now: Moment) {
        guard let path else {
            motion = .still
            return
        }
        let distance =
            switch way {
            case .rear: Self.boxPlace - (path.place - path.feed.length)
            case .front: path.place - Self.frontPlace
            case .hold: path.place - Self.holdPlace
            case .rescan: path.place - (Self.arrayPlace - settings.leadIn)
            }
        let isHasty = settings.speed == 0
        let time: Moment =
            isHasty
            ? Self.hastyEjection : max(Self.motorStart, .seconds(Double(distance) / 200 / Double(settings.speed)))
        motion = .ejecting(
            way, until: now + min(time, settings.motorLimit), arrives: time <= settings.motorLimit, isHasty: isHasty)
        happenings.append(.sheet(path.feed.number, .ejecting))
    }

    /// No motor moves paper in less, however short the way: a sheet that was at the front already would be offered, and drawn in
    /// again, before the host could switch off the feeder.
    static let motorStart = Moment.milliseconds(50)

    /// With an endless speed: time enough for a host to send what belongs to the ejection, such as `3` and then `9`.
    static let hastyEjection = Moment.milliseconds(100)

    /// The host said something: an ejection without a speed has had its time.
    mutating func hurry(at now: Moment) {
        guard case .ejecting(let way, _, let arrives, isHasty: true) = motion else { return }
        motion = .ejecting(way, until: now, arrives: arrives, isHasty: true)
    }

    private mutating func arrive(_ way: PageScanCommand.Ejection, at now: Moment) {
        guard let ejected = path else { return }
        switch way {
        case .rear:
            path = nil
            book.noteLeft(ejected.feed, .box)
            happenings.append(.sheet(ejected.feed.number, .boxed))
        case .front where input == nil:
            path = nil
            book.noteLeft(ejected.feed, .returned)
            happenings.append(.sheet(ejected.feed.number, .returned))
        case .hold where input == nil:
            path = nil
            input = InputSheet(feed: ejected.feed, isOffered: true)
            happenings.append(.sheet(ejected.feed.number, .offered))
        case .front, .hold:
            // Another sheet is in the way.
            _ = jam(at: now)
        case .rescan:
            beginScan(at: now)
        }
    }
}
