import Raster

extension CustomA4 {
    package var sheetsInside: Int { (path?.sheetCount ?? 0) + (input?.sheetCount ?? 0) }

    package var sight: Sight {
        let seen: Sight.Input =
            if isOffered { .offered } else if let input { .waiting(isStraight: (input.covering ?? 2) > 1) } else {
                // The end of a sheet that was not scanned yet lies in the input.
                path != nil && !hasPage ? .moving : .free
            }
        return Sight(
            input: seen, isPathEmpty: path == nil, isJammed: isJammed, isCoverOpen: isCoverOpen, isPaused: false)
    }

    package mutating func insert(_ feed: Feed, at now: Moment) -> Bool {
        guard input == nil, path == nil || hasPage else { return false }
        input = feed
        book.notePutIn(feed)
        return true
    }

    package mutating func mark(_ percent: Int, ofInsertion number: Int?) {
        if let feed = input, feed.number == number ?? feed.number { input?.marks.insert(percent) }
        guard let feed = path, feed.number == number ?? feed.number, let seen = rowsSeen,
            let height = pages.map(\.height).max(), height * percent / 100 > seen
        else { return }
        marks.append((height * percent / 100, percent))
        marks.sort { $0.row < $1.row }
    }

    package mutating func leaveInPath(_ feed: Feed) -> Bool {
        guard path == nil else { return false }
        path = feed
        book.notePutIn(feed)
        return true
    }

    package mutating func takeFromInput(at now: Moment) -> Feed? {
        guard let taken = input else { return nil }
        input = nil
        isOffered = false
        book.noteLeft(taken, .returned)
        return taken
    }

    package mutating func pullBack(at now: Moment) -> Feed? {
        guard let pulled = path, motion == .scanning, rowsSeen != nil, !hasPage else { return nil }
        path = nil
        isHeldBack = true
        endScan()
        book.noteLeft(pulled, .pulledBack)
        return pulled
    }

    package mutating func openCover(at now: Moment) {
        isCoverOpen = true
        if motion == .scanning, rowsSeen != nil { endScan() }
        motion = .still
    }

    package mutating func closeCover(at now: Moment) {
        isCoverOpen = false
        if path == nil { isJammed = false }
    }

    package mutating func clearPath(at now: Moment) -> Feed? {
        guard isCoverOpen, let cleared = path else { return nil }
        path = nil
        book.noteLeft(cleared, .removed)
        return cleared
    }

    package mutating func jam(at now: Moment) -> Bool {
        guard let path, !isJammed else { return false }
        isJammed = true
        happenings.append(.sheet(path.number, .jammed))
        endScan()
        return true
    }

    /// The motor stops; what was seen can still be read.
    private mutating func endScan() {
        motion = .still
        isScanOver = true
        marks = []
    }

    package mutating func step(at now: Moment) -> Happening? {
        repeat {
            if !happenings.isEmpty { return happenings.removeFirst() }
        } while act(at: now)
        return happenings.isEmpty ? nil : happenings.removeFirst()
    }

    package func nextDeadline(after now: Moment) -> Moment? {
        var deadlines: [Moment] = []
        if let due = outbox.first?.due { deadlines.append(due) }
        deadlines.append(silentUntil)
        if case .moving(_, let until) = motion { deadlines.append(until) }
        if settings.speed > 0, rowsSeen != nil, !hasPage, motion == .scanning {
            deadlines.append(now + .milliseconds(4))
        }
        return deadlines.filter { $0 > now }.min()
    }

    private mutating func act(at now: Moment) -> Bool {
        switch motion {
        case .still: return false
        case .scanning:
            if path == nil, rowsSeen == nil, !isCoverOpen, let feed = input, !isOffered, (feed.covering ?? 2) > 1 {
                input = nil
                path = feed
                beginScan(feed, at: now)
                return true
            }
            if settings.speed > 0, rowsSeen != nil, let dpi = parameters?.dpi {
                see(rows: Int((now - scanBegun).seconds * Double(settings.speed * dpi)), at: now)
            }
            return false
        case .moving(let motor, let until):
            guard now >= until else { return false }
            motion = .still
            arrive(motor)
            return true
        }
    }

    private mutating func beginScan(_ feed: Feed, at now: Moment) {
        guard let parameters else { return }
        happenings.append(.sheet(feed.number, .feeding))
        pageCount += 1
        pages = [
            parameters.hasSideA ? Self.page(feed.images.front, parameters) : Page(),
            parameters.hasSideB ? Self.page((feed.second ?? feed.images).back, parameters) : Page(),
        ]
        rowsSeen = 0
        scanBegun = now
        let height = pages.map(\.height).max() ?? 0
        marks = feed.marks.map { (height * $0 / 100, $0) }.sorted { $0.row < $1.row }
    }

    /// The paper in the middle of the width that was asked for, black beside it.
    private static func page(_ image: GrayImage, _ parameters: CustomA4Parameters) -> Page {
        let scaled =
            parameters.dpi == 200
            ? image : image.scaled(toWidth: image.width * 3 / 2, height: image.height * 3 / 2)
        let height = min(scaled.height, parameters.height)
        let shown = min(scaled.width, parameters.width)
        let left = (parameters.width - shown) / 2
        let skipped = (scaled.width - shown) / 2
        var pixels = [UInt8](repeating: 0, count: parameters.width * height)
        for row in 0..<height {
            let source = row * scaled.width + skipped
            let target = row * parameters.width + left
            pixels.replaceSubrange(target..<target + shown, with: scaled.pixels[source..<source + shown])
        }
        return Page(pixels: pixels, width: parameters.width, height: height)
    }

    /// The array has seen so many rows; stops at each place where somebody wants to be told.
    mutating func see(rows: Int, at now: Moment) {
        guard motion == .scanning, let before = rowsSeen, !hasPage, let path else { return }
        let height = pages.map(\.height).max() ?? 0
        let stop = min(rows, height, marks.first?.row ?? height)
        rowsSeen = max(before, stop)
        if let mark = marks.first, stop >= mark.row {
            marks.removeFirst()
            happenings.append(.sheet(path.number, .scanning(mark.percent)))
            return
        }
        if parameters?.detectsDoubleFeeds == true, path.sheetCount == 2, stop * 4 >= height, !isDouble {
            isDouble = true
            if settings.doubleFeedStopsScan { return endScan() }
        }
        guard stop >= height else { return }
        hasPage = true
        motion = .still
        happenings.append(.sheet(path.number, .escrow))
        switch parameters?.standing {
        case .dropForward: move(.ejectForward, at: now)
        case .dropBack: move(.retractBack, at: now)
        case .hold, nil: break
        }
    }

    mutating func move(_ motor: CustomA4Request.Motor, at now: Moment) {
        guard !isCoverOpen, !isJammed else { return }
        switch motor {
        case .stop: motion = .still
        case .load:
            guard path == nil, let feed = input, !isOffered else { return }
            input = nil
            path = feed
            happenings.append(.sheet(feed.number, .feeding))
        case .ejectForward, .retractBack:
            guard let path else { return }
            let length = Double(path.length) / 200 + 2
            motion = .moving(
                motor, until: settings.speed > 0 ? now + .seconds(length / Double(settings.speed)) : now)
            happenings.append(.sheet(path.number, .ejecting))
        }
    }

    private mutating func arrive(_ motor: CustomA4Request.Motor) {
        guard let gone = path else { return }
        if motor == .ejectForward {
            path = nil
            book.noteLeft(gone, .box)
            happenings.append(.sheet(gone.number, .boxed))
        } else if input == nil {
            path = nil
            input = gone
            isOffered = true
            happenings.append(.sheet(gone.number, .offered))
        } else {
            isJammed = true
            happenings.append(.sheet(gone.number, .jammed))
        }
    }
}
