import SANE
import SANEMessages
import ScannerDriver

/// Answers requests one after another until there are no more.
struct HelperServer {
    let channel: SANEChannel
    let memory: SANEPageMemory
    let progress: SANEProgress

    private var library: SANELibrary?
    private var feeder: SANEFeeder?
    /// The newest batch that has ended: its feeds are skipped.
    private var endedBatch: UInt64 = 0

    init(channel: SANEChannel, memory: SANEPageMemory, progress: SANEProgress) {
        self.channel = channel
        self.memory = memory
        self.progress = progress
    }

    /// Returns when the scanning machine closes the device or is gone; then libsane is shut down in good order.
    mutating func run() {
        while let request = try? channel.receive(SANERequest.self) {
            let reply = answer(to: request)
            if case .close = request {
                (feeder, library) = (nil, nil)
                try? channel.send(reply)
                return
            }
            progress.begin(.none)
            guard (try? channel.send(reply)) != nil else { break }
            if case .feed(let batch, _, _) = request, batch == endedBatch, !reply.isSkip {
                feeder?.endBatch()
                guard (try? channel.send(SANEReply.settled)) != nil else { break }
            }
        }
        (feeder, library) = (nil, nil)
    }

    private mutating func answer(to request: SANERequest) -> SANEReply {
        do throws(ScannerFault) {
            switch request {
            case .hello: return .hello(version: SANERequest.version)
            case .devices(let localOnly): return .devices(try initialised().devices(localOnly: localOnly))
            case .open(let device, let settings): return .opened(try open(device, settings))
            case .feed(let batch, let slots, let files): return try feed(batch, slots, files)
            case .status: return .status(try openFeeder().status())
            case .value(let option): return .value(try openFeeder().value(ofOption: option))
            case .close: return .closed
            }
        } catch {
            return .fault(error)
        }
    }

    private mutating func open(_ device: String, _ settings: SANESettings) throws(ScannerFault) -> SANEOpened {
        let feeder = try initialised().feeder(named: device, settings: settings)
        self.feeder = feeder
        return feeder.opened
    }

    private mutating func feed(_ batch: UInt64, _ slots: [Int], _ files: [String]) throws(ScannerFault) -> SANEReply {
        guard batch > endedBatch else { return .skipped }
        let feeder = try openFeeder()
        do throws(ScannerFault) {
            let rooms = unsafe slots.map { unsafe memory.slot($0) }
            guard let sizes = unsafe try feeder.nextSheet(batch: batch, files: files, into: rooms) else {
                endedBatch = batch
                return .outOfSheets
            }
            let sides = zip(slots, sizes).map { SANESide(slot: $0, width: $1.width, height: $1.height) }
            return .sheet(sides, dpiHint: feeder.dpi)
        } catch {
            endedBatch = batch
            throw error
        }
    }

    private func openFeeder() throws(ScannerFault) -> SANEFeeder {
        guard let feeder else { throw ScannerFault(.noDevice, "no device was opened in the helper") }
        return feeder
    }

    private mutating func initialised() throws(ScannerFault) -> SANELibrary {
        if let library { return library }
        let library = try SANELibrary(progress: progress)
        self.library = library
        return library
    }
}

extension SANEReply {
    fileprivate var isSkip: Bool { if case .skipped = self { true } else { false } }
}
