import HummingbirdCore
import NIOCore
import Synchronization

/// The connections of a server, and whose request is not whole yet.
///
/// So many have a place. When more come, those that have owed their request for longest make room, each as soon as it had a
/// moment to say something: clients that say nothing keep nobody out. Where every place is at work, a newcomer waits.
final class OpenConnections: Sendable {
    private struct Owing {
        let channel: any Channel
        let since: NIODeadline
    }

    private struct Places {
        var all: Set<ObjectIdentifier> = []
        /// Those that owe their request, the oldest first.
        var owing: [Owing] = []

        mutating func settle(_ channel: any Channel) { owing.removeAll { $0.channel === channel } }
    }

    /// Time that every client has for its request, however many wait: a request comes right behind its connection.
    private static let moment = TimeAmount.milliseconds(250)

    private let limit: Int
    private let places = Mutex(Places())

    init(limit: Int) { self.limit = limit }

    /// Whether a newcomer is let in. As many again may be there for the moment that the others are given.
    var hasRoom: Bool { places.withLock { $0.all.count - $0.owing.count < limit && $0.all.count < 2 * limit } }

    /// A connection has come.
    func add(_ channel: any Channel) {
        let isFull = places.withLock { places in
            places.all.insert(ObjectIdentifier(channel))
            places.owing.append(Owing(channel: channel, since: .now()))
            return places.all.count > limit
        }
        guard isFull else { return }
        makeRoom()
        // Those that were too new for that.
        channel.eventLoop.scheduleTask(in: Self.moment) { [self] in makeRoom() }
    }

    private func makeRoom() {
        let leaving: [any Channel] = places.withLock { places in
            let before = NIODeadline.now() - Self.moment
            var leaving: [any Channel] = []
            while places.all.count > limit, let oldest = places.owing.first, oldest.since <= before {
                places.owing.removeFirst()
                places.all.remove(ObjectIdentifier(oldest.channel))
                leaving.append(oldest.channel)
            }
            return leaving
        }
        for channel in leaving { channel.close(promise: nil) }
    }

    /// A connection's request is whole.
    func setAtWork(_ channel: any Channel) { places.withLock { $0.settle(channel) } }

    /// A connection has had its answer: the next request is awaited.
    func setOwing(_ channel: any Channel) {
        places.withLock { places in
            places.settle(channel)
            if places.all.contains(ObjectIdentifier(channel)) {
                places.owing.append(Owing(channel: channel, since: .now()))
            }
        }
    }

    /// A connection has gone.
    func remove(_ channel: any Channel) {
        places.withLock { places in
            places.all.remove(ObjectIdentifier(channel))
            places.settle(channel)
        }
    }
}

/// Asks the server's accepting side to wait while no place can be given.
struct FreePlaces: AvailableConnectionsDelegate {
    let connections: OpenConnections

    // Connections tell of themselves, in RequestDeadline.
    mutating func connectionOpened() {}
    mutating func connectionClosed() {}
    func isAcceptingNewConnections() -> Bool { connections.hasRoom }
}
