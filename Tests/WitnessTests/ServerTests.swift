import Foundation
import Ledger
import LedgerSupport
import Synchronization
import Testing
import Witness
import WitnessHTTP

/// The witness over real loopback HTTP.
@Suite struct ServerTests {
    let scratch: Scratch
    let log: TestLog
    let witness: LogWitness

    init() throws {
        scratch = try Scratch()
        log = try TestLog()
        witness = try LogWitness(
            policy: log.policy, signer: signer("example.org/witness"), memory: scratch("state"))
    }

    /// Serves while something is done with the port. A server that shares its threads with a thousand other tests reads a request
    /// long after it came, so only a test that asks how soon sets a patience.
    func serving<Value: Sendable>(
        patience: Int = 600_000, headPatience: Int = 600_000, at time: Int = 1_700_000_000,
        onTrouble: @escaping @Sendable (WitnessError) -> Void = { Issue.record("\($0)") },
        _ work: @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        var limits = WitnessServer.Limits()
        (limits.patience, limits.headPatience) = (patience, headPatience)
        let server = WitnessServer(witness, limits: limits, clock: { time }, onTrouble: onTrouble)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let running = Task {
            defer { port.finish() }
            try await server.run(at: "127.0.0.1", port: 0) { port.yield($0) }
        }
        defer { running.cancel() }
        var first: Int?
        for await port in ports {
            first = port
            break
        }
        let value = try await work(try #require(first))
        running.cancel()
        _ = await running.result
        return value
    }

    static func ask(_ port: Int, _ request: [UInt8]) async throws -> Answer {
        let connection = try Connection(port: port)
        defer { connection.close() }
        try #require(await connection.send(request))
        return try #require(await connection.answer())
    }

    static func add(_ port: Int, _ body: [UInt8]) async throws -> Answer {
        try await ask(port, http("POST", "/add-checkpoint", body))
    }

    @Test func `every status of the specification is given where it says`() async throws {
        let foreign = try signer("example.org/box")
        let other = try TestLog("example.org/other")
        try await serving { port in
            func status(_ request: AddCheckpointRequest?) async throws -> Int {
                try await Self.add(port, try #require(request).encoded).status
            }
            // Nothing cosigned yet: 404 for the monitor; another old size is a conflict with 0.
            let path = "/\(log.fileName)/checkpoint"
            #expect(try await Self.ask(port, http("GET", path)).status == 404)
            let conflict = try await Self.add(port, log.request(3, 7).encoded)
            #expect(conflict.status == 409 && conflict.type == "text/x.tlog.size" && conflict.text == "0\n")
            // 422: an empty tree with another root.
            let odd = Checkpoint(origin: log.origin, size: 0, root: .leaf([1]))
            let oddNote = try SignedNote(signing: odd.text, by: log.signer)
            #expect(try await status(AddCheckpointRequest(from: 0, proof: [], to: oddNote)) == 422)
            // 422: a proof where there must be none.
            #expect(try await status(AddCheckpointRequest(from: 0, proof: [.empty], to: log.note(7))) == 422)

            let good = try await Self.add(port, log.request(0, 7).encoded)
            #expect(good.status == 200)
            let cosigned = try #require(
                try log.note(7).signatures(parsing: good.body).first.map { try log.note(7).adding($0) })
            #expect(try cosigned.cosignature(of: witness.key).timestamp == 1_700_000_000)
            #expect(try bytes(scratch("state/\(log.fileName)")) == cosigned.encoded)
            let served = try await Self.ask(port, http("GET", path))
            #expect(served.status == 200 && served.body == cosigned.encoded)
            #expect(served.type == "text/plain; charset=utf-8")

            // 409 with the size; 200 again for the same; 422 for another root or a wrong proof.
            let stale = try await Self.add(port, log.request(3, 9).encoded)
            #expect(stale.status == 409 && stale.type == "text/x.tlog.size" && stale.text == "7\n")
            #expect(try await status(log.request(7, 7)) == 200)
            #expect(try await status(log.request(7, 7, of: log.forked)) == 422)
            #expect(try await status(log.request(7, 9, of: log.forked)) == 422)
            // 400: old size beyond the checkpoint's. 404: unknown log. 403: not signed by the log's key.
            #expect(try await status(AddCheckpointRequest(from: 9, proof: [], to: log.note(7))) == 400)
            #expect(try await status(other.request(0, 7)) == 404)
            #expect(try await status(AddCheckpointRequest(from: 7, proof: [], to: log.note(7, by: foreign))) == 403)
            #expect(try await status(log.request(7, 9)) == 200)
            #expect(try await Self.ask(port, http("GET", path)).text.contains("\n9\n"))
        }
    }

    @Test func `other paths and methods are refused`() async throws {
        try await serving { port in
            for (method, path, status) in [
                ("GET", "/add-checkpoint", 405), ("PUT", "/add-checkpoint", 405), ("POST", "/", 404),
                ("POST", "/add-checkpoint/", 404), ("POST", "/x/add-checkpoint", 404), ("GET", "/", 404),
                ("GET", "/\(log.fileName)", 404), ("POST", "/\(log.fileName)/checkpoint", 405),
                ("GET", "/../witness/checkpoint", 404), ("GET", "/lock/checkpoint", 404),
            ] {
                let answer = try await Self.ask(port, http(method, path))
                #expect(answer.status == status, "\(method) \(path)")
            }
        }
    }

    @Test func `bodies that are no request are 400, whatever they are`() async throws {
        let good = try log.request(3, 7).encoded
        let line = "\(TreeHash.empty)\n"
        try await serving { port in
            let connection = try Connection(port: port)
            defer { connection.close() }
            var bodies: [[UInt8]] = [
                [], [10], [10, 10], Array("old 0\n".utf8), Array(good.dropLast()), good + [10],
                good + Array("x\n".utf8),
                Array(("old 1\n" + String(repeating: line, count: 64) + "\n").utf8) + (try log.note(7).encoded),
                Array("{\"old\": 3}".utf8), Array(String(repeating: "old 0\n", count: 1000).utf8),
            ]
            for _ in 0..<50 { bodies.append((0..<200).map { _ in UInt8.random(in: 0...255) }) }
            for body in bodies {
                // All on one connection: a refusal does not end it.
                try #require(await connection.send(http("POST", "/add-checkpoint", body)))
                let answer = try #require(await connection.answer())
                #expect(answer.status == 400, "\(body)")
                #expect(answer.text.split(separator: "\n").count == 1)
            }
            // 63 lines are read, and then judged.
            let most = Array(("old 0\n" + String(repeating: line, count: 63) + "\n").utf8)
            try #require(await connection.send(http("POST", "/add-checkpoint", most + (try log.note(7).encoded))))
            #expect(await connection.answer()?.status == 422)
        }
    }

    @Test func `a huge body is refused, announced or not, and the next client is served`() async throws {
        try await serving { port in
            let size = 8 * AddCheckpointRequest.maximumByteCount
            let huge = Array(repeating: UInt8(ascii: "a"), count: size)
            #expect(try await Self.add(port, huge).status == 413)
            // In chunks without a length, and without an end.
            let connection = try Connection(port: port)
            defer { connection.close() }
            let head = "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n"
            try #require(await connection.send(Array(head.utf8)))
            let chunk = Array("10000\r\n".utf8) + Array(repeating: UInt8(ascii: "a"), count: 0x10000) + [13, 10]
            var sent = 0
            while sent < 1 << 30, await connection.send(chunk) { sent += 0x10000 }
            #expect(sent < 1 << 30, "the witness ends it")
            #expect(try await Self.add(port, log.request(0, 7).encoded).status == 200)
        }
    }

    @Test func `whoever is slow is closed, in the head, in the body or between`() async throws {
        try await serving(patience: 200) { port in
            let whole = http("POST", "/add-checkpoint", try log.request(0, 7).encoded)
            for count in [0, 1, 20, whole.count - 1] {
                let connection = try Connection(port: port)
                defer { connection.close() }
                try #require(await connection.send(Array(whole.prefix(count))))
                #expect(await connection.rest() == [], "after \(count) bytes")
            }
            #expect(try witness.newest(of: log.origin) == nil)
        }
    }

    @Test func `a client that is never idle but never done is closed too`() async throws {
        try await serving(patience: 300) { port in
            let connection = try Connection(port: port)
            defer { connection.close() }
            try #require(await connection.send(Array("POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nX: ".utf8)))
            let ended = Mutex(false)
            async let rest = connection.rest()
            async let trickle: Void = {
                while !ended.withLock({ $0 }) {
                    guard await connection.send([UInt8(ascii: "a")]) else { return }
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }()
            // Bytes that came at the end may make the system answer with a reset; there is no answer in any case.
            #expect(await rest != nil, "the witness never ended it")
            ended.withLock { $0 = true }
            await trickle
        }
    }

    @Test func `clients that say nothing, or half of it, keep no honest one waiting`() async throws {
        // Whoever waited for a silent one here would wait for an hour.
        try await serving(patience: 3_600_000, headPatience: 3_600_000) { port in
            let whole = try http("POST", "/add-checkpoint", log.request(0, 7).encoded)
            var silent: [Connection] = []
            defer { for connection in silent { connection.close() } }
            // Far more than have a place.
            for number in 0..<200 {
                silent.append(try Connection(port: port))
                if number % 2 == 1 { try #require(await silent[number].send(whole.dropLast())) }
            }
            for size in 7..<10 {
                #expect(try await Self.add(port, log.request(size == 7 ? 0 : size - 1, size).encoded).status == 200)
            }
            // The newest of them has its place still, the oldest has none.
            try #require(await silent[199].send(whole.suffix(1)))
            #expect(await silent[199].answer()?.status == 409)
            #expect(await silent[0].rest() == [])
        }
    }

    @Test func `a head that does not come ends a connection, and a request is given its time`() async throws {
        // Far more than a loaded machine needs to read a head, and far less than the hour that a request has.
        try await serving(patience: 3_600_000, headPatience: 3_000) { port in
            let (silent, slow) = (try Connection(port: port), try Connection(port: port))
            defer { for connection in [silent, slow] { connection.close() } }
            let whole = try http("POST", "/add-checkpoint", log.request(0, 7).encoded)
            try #require(await slow.send(whole.dropLast()))
            #expect(await silent.rest() == [])
            try await Task.sleep(for: .milliseconds(400))
            try #require(await slow.send(whole.suffix(1)))
            #expect(await slow.answer()?.status == 200)
        }
    }

    private final class Told: Sendable {
        let errors = Mutex<[WitnessError]>([])
    }

    @Test func `of what is wrong with the witness its keeper hears, once, and no client reads a path`() async throws {
        let told = Told()
        let tell: @Sendable (WitnessError) -> Void = { error in told.errors.withLock { $0.append(error) } }
        try await serving(onTrouble: tell) { port in
            #expect(try await Self.add(port, log.request(0, 7).encoded).status == 200)
            try Data([1]).write(to: URL(fileURLWithPath: scratch("state/\(log.fileName)")))
            for _ in 0..<3 {
                for request in [
                    http("POST", "/add-checkpoint", try log.request(7, 9).encoded),
                    http("GET", "/\(log.fileName)/checkpoint"),
                ] {
                    let answer = try await Self.ask(port, request)
                    #expect(answer.status == 503)
                    #expect(answer.text == "not cosigned: the witness cannot work; its keeper was told why\n")
                }
            }
        }
        let heard = told.errors.withLock { $0 }
        #expect(heard.count == 1 && heard[0].description.contains(scratch("state")), "\(heard)")
    }

    @Test func `a clock that was set back is said to the client`() async throws {
        try await serving { port in _ = try await Self.add(port, log.request(0, 7).encoded) }
        let tell: @Sendable (WitnessError) -> Void = { _ in }
        try await serving(at: 1_600_000_000, onTrouble: tell) { port in
            let answer = try await Self.add(port, log.request(7, 9).encoded)
            #expect(answer.status == 503 && answer.text == "not cosigned: the witness's clock was set back\n")
        }
    }

    @Test func `of requests that race to fork a log one wins, and there is never a second tree`() async throws {
        try await serving { port in
            let bodies = try (4...11).map { size in
                try log.request(0, size, of: size % 2 == 0 ? log.tree : log.forked).encoded
            }
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for body in bodies { group.addTask { try await Self.add(port, body) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let won = answers.filter { $0.status == 200 }
            #expect(won.count == 1)
            let newest = try #require(try witness.newest(of: log.origin))
            let size = try #require(Checkpoint(parsing: newest.text)).size
            #expect(newest.signatures.last?.encoded == won.first?.body)
            for answer in answers where answer.status != 200 {
                #expect(answer.status == 409 && answer.text == "\(size)\n")
            }
            // Then many race upwards from there; what wins is one tree.
            let tree = size % 2 == 0 ? log.tree : log.forked
            let more = try (size...40).flatMap { new in
                [try log.request(size, new, of: log.tree).encoded, try log.request(size, new, of: log.forked).encoded]
            }
            let later = try await withThrowingTaskGroup(of: Answer.self) { group in
                for body in more { group.addTask { try await Self.add(port, body) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(later.contains { $0.status == 200 })
            #expect(later.allSatisfy { [200, 409, 422].contains($0.status) })
            let last = try #require(try witness.newest(of: log.origin).flatMap { Checkpoint(parsing: $0.text) })
            #expect(last.root == tree.root(atSize: last.size))
        }
    }

    @Test func `the client has a ledger's checkpoint cosigned`() async throws {
        try await serving { port in
            let address = try #require(WitnessAddress("http://127.0.0.1:\(port)/"))
            let client = WitnessClient(address)
            guard case .lines(let lines) = try await client.send(log.request(0, 7)) else {
                Issue.record("no cosignature")
                return
            }
            #expect(try log.note(7).signatures(parsing: lines).first?.name.rawValue == "example.org/witness")
            #expect(try await client.send(log.request(0, 9)) == .otherSize(7))
            let fork = try await client.send(log.request(7, 9, of: log.forked))
            #expect(fork == .refused(status: 422, AddCheckpointRefusal.inconsistent.description))
        }
    }
}
