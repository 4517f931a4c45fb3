extension PageScan {
    package var sheetsInside: Int { (path?.feed.sheetCount ?? 0) + (input?.feed.sheetCount ?? 0) }

    package var sight: Sight {
        let seen: Sight.Input
        if let input {
            seen =
                input.isOffered
                ? .offered : .waiting(isStraight: coveredFrontSensors >= setup.neededSensors)
        } else {
            seen = isPathCovering(Self.frontPlace) || feedsNow ? .moving : .free
        }
        var isPaused = false
        if case .paused = motion { isPaused = true }
        return Sight(
            input: seen, isPathEmpty: path == nil, isJammed: isJammed, isCoverOpen: isCoverOpen, isPaused: isPaused)
    }

    private var feedsNow: Bool {
        if case .feeding = motion { return true }
        return false
    }

    func isPathCovering(_ place: Int) -> Bool {
        guard let path else { return false }
        return path.place >= place && path.place - path.feed.length <= place
    }

    var coveredFrontSensors: Int {
        if isPathCovering(Self.frontPlace) { return settings.frontSensors }
        guard let input else { return 0 }
        return min(settings.frontSensors, input.feed.covering ?? settings.frontSensors)
    }

    package mutating func insert(_ feed: Feed, at now: Moment) -> Bool {
        guard input == nil, !isPathCovering(Self.frontPlace) else { return false }
        input = InputSheet(feed: feed)
        book.notePutIn(feed)
        return true
    }

    package mutating func mark(_ percent: Int, ofInsertion number: Int?) {
        if let feed = input?.feed, feed.number == number ?? feed.number { input?.feed.marks.insert(percent) }
        guard let feed = path?.feed, feed.number == number ?? feed.number else { return }
        path?.feed.marks.insert(percent)
        guard motion == .scanning, let current = stream, current.rows * percent / 100 > current.producedRows else {
            return
        }
        milestones.append((current.rows * percent / 100, .mark(percent)))
        milestones.sort { $0.row < $1.row }
    }

    package mutating func leaveInPath(_ feed: Feed) -> Bool {
        guard path == nil, motion == .still else { return false }
        path = PathSheet(feed: feed, place: Self.arrayPlace + feed.length + settings.leadOut)
        book.notePutIn(feed)
        return true
    }

    package mutating func takeFromInput(at now: Moment) -> Feed? {
        guard let taken = input?.feed else { return nil }
        input = nil
        book.noteLeft(taken, .returned)
        return taken
    }

    package mutating func pullBack(at now: Moment) -> Feed? {
        guard let pulled = path, pulled.place - pulled.feed.length < Self.frontPlace, !isJammed else { return nil }
        switch motion {
        case .feeding: motion = .still
        case .scanning:
            if settings.pulledSheetEndsScan {
                stream?.continueInBlack(rows: settings.leadOut)
                milestones = [(stream?.rows ?? 0, .end)]
            } else {
                stopScan()
            }
        case .still, .ejecting, .paused, .calibrating: return nil
        }
        path = nil
        book.noteLeft(pulled.feed, .pulledBack)
        return pulled.feed
    }

    package mutating func openCover(at now: Moment) {
        guard !isCoverOpen else { return }
        isCoverOpen = true
        send(.coverOpen, at: now)
        if motion == .scanning {
            transmissionAborted = settings.coverAbortsTransmission
            stopScan()
        }
        if case .calibrating = motion { return }
        motion = .still
    }

    package mutating func closeCover(at now: Moment) {
        guard isCoverOpen else { return }
        isCoverOpen = false
        if path == nil { isJammed = false }
        send(.coverClosed, at: now)
    }

    package mutating func clearPath(at now: Moment) -> Feed? {
        guard isCoverOpen, let cleared = path else { return nil }
        path = nil
        if case .calibrating = motion { motion = .still }
        book.noteLeft(cleared.feed, .removed)
        return cleared.feed
    }

    package mutating func jam(at now: Moment) -> Bool {
        guard let path, !isJammed else { return false }
        isJammed = true
        send(.jam, at: now)
        happenings.append(.sheet(path.feed.number, .jammed))
        if motion == .scanning {
            stopScan()
            if settings.jamEndsScan { send(.scanEnds, at: now) }
        }
        motion = .still
        return true
    }
}
