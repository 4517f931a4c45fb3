import HTTPTypes
import HummingbirdCore
import Ledger
import NIOCore
import Witness

/// What goes back to the client.
struct WitnessAnswer: Sendable {
    static let maximumBodyByteCount = AddCheckpointRequest.maximumByteCount
    /// The type of a conflict's body, which is the size that the witness knows (C2SP tlog-witness).
    static let sizeType = "text/x.tlog.size"
    private static let textType = "text/plain; charset=utf-8"

    let status: Int
    let type: String
    let body: [UInt8]

    init(_ status: Int, type: String = textType, _ body: [UInt8]) {
        (self.status, self.type, self.body) = (status, type, body)
    }

    init(_ status: Int, _ line: String) { self.init(status, Array("\(line)\n".utf8)) }

    static let tooLarge = WitnessAnswer(413, "more than \(maximumBodyByteCount) bytes")

    init(refusing refusal: AddCheckpointRefusal) {
        if case .otherSize(let size) = refusal {
            self.init(refusal.status, type: Self.sizeType, Array("\(size)\n".utf8))
        } else {
            self.init(refusal.status, refusal.description)
        }
    }

    @concurrent
    func write(to writer: consuming ResponseWriter) async throws {
        let response = Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        try await writer.write(response: response.head, body: response.body)
    }
}

extension WitnessServer {
    /// What is said to a request: all of it but the transport.
    func answer(_ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]) -> WitnessAnswer {
        if path == "/add-checkpoint" {
            guard method == .post else { return WitnessAnswer(405, "add-checkpoint takes POST") }
            return addCheckpoint(body)
        }
        let names = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard names.count == 3, names[0].isEmpty, names[2].elementsEqual("checkpoint".utf8) else {
            return WitnessAnswer(404, "nothing here: POST /add-checkpoint, GET /<SHA-256 of origin>/checkpoint")
        }
        guard method == .get else { return WitnessAnswer(405, "checkpoint takes GET") }
        do {
            guard let note = try witness.newest(ofOriginHash: String(Substring(names[1]))) else {
                return WitnessAnswer(404, "no checkpoint of this log was cosigned")
            }
            return WitnessAnswer(200, note.encoded)
        } catch {
            return unavailable(error)
        }
    }

    private func addCheckpoint(_ body: [UInt8]) -> WitnessAnswer {
        do throws(AddCheckpointRefusal) {
            let request: AddCheckpointRequest
            do throws(AddCheckpointError) {
                request = try AddCheckpointRequest(parsing: body)
            } catch {
                throw .malformed(error)
            }
            return WitnessAnswer(200, try witness.add(request, clock: clock).encoded)
        } catch {
            if case .unavailable(let why) = error { return unavailable(why) }
            return WitnessAnswer(refusing: error)
        }
    }
}
