internal import Glibc
internal import Raster
internal import SANEMessages
internal import ScannerDriver

/// A running helper, asked and waited for. Once it has failed, its process is gone.
final class HelperConnection {
    let progress: SANEProgress
    private let process: HelperProcess
    private let channel: SANEChannel
    private let memory: SANEPageMemory
    private let limits: SANETimeLimits
    /// Replies that are still to come behind the one that ended a batch: the device stops, and later feeds are skipped.
    private var leftovers: [SANEReply] = []

    /// Starts a helper and sees that it speaks our version.
    init(_ settings: SANEHelperSettings) throws(ScannerFault) {
        let path = try HelperExecutable.path(settings.executable)
        memory = try SANEPageMemory()
        let (ours, theirs) = try SANEChannel.pair()
        channel = ours
        limits = settings.limits
        progress = memory.progress
        process = try HelperProcess(
            path, givenAway: theirs, pages: memory.descriptor,
            environment: HelperEnvironment.variables(of: HelperEnvironment.own, adding: settings.environment))
        let answer = try ask(.hello(version: SANERequest.version))
        guard case .hello(SANERequest.version) = answer else {
            throw ScannerFault(
                .badInput, "\(path) is of another version than this program: install both from one build")
        }
    }

    var processID: Int32 { process.id }

    /// Gives the device back in good order, or ends the helper when it does not come to that in time.
    ///
    /// - Parameter isStopped: whether somebody waits for the end: then only motions of paper have their time.
    func close(isStopped: Bool = false) {
        progress.stop(through: .max)
        guard (try? channel.send(SANERequest.close)) != nil else { return }
        // Before it come the answers to what was asked for ahead.
        let began = SuspendingClock.now
        while let reply = try? reply(isStopped: { isStopped || began.duration(to: .now) > limits.stopping }) {
            if case .closed = reply {
                return process.end(within: isStopped ? limits.stopLimit(of: .exit) : limits.stopping)
            }
        }
    }

    /// A batch has ended: how many feeds were asked for behind its end.
    func batchHasEnded(skipping skipped: Int) {
        leftovers = [.settled] + [SANEReply](repeating: .skipped, count: skipped)
    }

    /// Waits until the device has stopped after the end of a batch.
    ///
    /// - Throws: when it does not; the helper has been killed then.
    func settle(isStopped: () -> Bool = { false }) throws(ScannerFault) {
        while let expected = leftovers.first {
            let reply = try reply(isStopped: isStopped)
            guard reply == expected else { throw died("\(reply)") }
            leftovers.removeFirst()
        }
    }

    func ask(_ request: SANERequest, isStopped: () -> Bool = { false }) throws(ScannerFault) -> SANEReply {
        try send(request)
        return try reply(isStopped: isStopped)
    }

    func send(_ request: SANERequest) throws(ScannerFault) {
        do throws(ScannerFault) {
            try channel.send(request)
        } catch {
            throw died(error.detail)
        }
    }

    /// Waits for the next reply as long as there are signs of life.
    ///
    /// - Parameter isStopped: whether it is to stop, after which a call has only ``SANETimeLimits/stopLimit(of:)``.
    /// - Throws: `timeout` and `ioError`: then the helper has been killed.
    func reply(isStopped: () -> Bool = { false }) throws(ScannerFault) -> SANEReply {
        let began = SuspendingClock.now
        var (beats, lastBeat) = (progress.beats, began)
        var stopped: SuspendingClock.Instant?
        while true {
            if try isReadable(within: HelperConnection.slice) { return try receive() }
            let now = SuspendingClock.now
            if progress.beats != beats { (beats, lastBeat) = (progress.beats, now) }
            if stopped == nil, isStopped() { stopped = now }
            if let stopped {
                let limit = limits.stopLimit(of: progress.call)
                if max(stopped, lastBeat).duration(to: now) > limit { throw hung(limit, "being stopped") }
                if stopped.duration(to: now) > limits.stopping { throw hung(limits.stopping, "being stopped") }
            }
            let limit = limits.limit(of: progress.call)
            if lastBeat.duration(to: now) > limit { throw hung(limit, "the last sign of life") }
            if began.duration(to: now) > limits.inAll { throw hung(limits.inAll, "the request") }
        }
    }

    /// How often signs of life are looked for, in milliseconds, while there is no reply.
    private static let slice: Int32 = 100

    private func isReadable(within milliseconds: Int32) throws(ScannerFault) -> Bool {
        var waited = pollfd(fd: channel.descriptor, events: Int16(POLLIN), revents: 0)
        let count = unsafe poll(&waited, 1, milliseconds)
        guard count >= 0 || errno == EINTR else { throw died("poll: \(systemError())") }
        return count > 0
    }

    private func receive() throws(ScannerFault) -> SANEReply {
        let received: SANEReply?
        do throws(ScannerFault) {
            received = try channel.receive(SANEReply.self)
        } catch {
            throw died(error.detail)
        }
        guard let received else { throw died(nil) }
        return received
    }

    private func hung(_ limit: Duration, _ since: String) -> ScannerFault {
        let (call, bytes) = (progress.call, progress.bytes)
        _ = process.kill()
        let place = bytes > 0 ? "\(call) after \(bytes) bytes" : "\(call)"
        return ScannerFault(.timeout, "\(place): no answer \(limit) after \(since); the SANE helper was killed")
    }

    /// The fault of a helper that has ended, or that must end because of what it said.
    func died(_ problem: String?) -> ScannerFault {
        let call = progress.call
        let ending = process.kill()
        return ScannerFault(.ioError, "\(call): the SANE helper \(problem.map { "said \($0); " } ?? "")\(ending)")
    }

    /// Takes a side out of the page memory, with the one copy that there is.
    ///
    /// - Throws: `ioError`, and the helper is killed, when it is not where it was asked for.
    func image(of side: SANESide, in slots: [Int]) throws(ScannerFault) -> GrayImage {
        let (width, height) = (side.width, side.height)
        let most = SANELimits.pixelsPerSide
        guard slots.contains(side.slot), (1...most).contains(width), (1...most).contains(height),
            width * height <= SANELimits.pixels
        else { throw died("a side of \(width) x \(height) pixels in slot \(side.slot)") }
        let count = width * height
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
            unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: memory.slot(side.slot)[..<count]))
            initialised = count
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }
}
