import Foundation
import Ledger
import Witness
import WitnessHTTP

/// What came of asking one witness to cosign a ledger's published checkpoint.
enum WitnessRound: Sendable {
    /// Its line, checked with its key.
    case line(SignedNote.Signature)
    /// It has seen more of the log than there is here, and shows the checkpoint that the log signed.
    case newer(Int)
    /// It refused, or its answer cannot be used.
    case refused(String)
    /// Nothing was heard of it.
    case unreachable(String)

    /// Asks as if the witness had never heard of the log; the witness then answers with what it knows.
    static func ask(
        _ witness: TrustPolicy.Witness, at address: WitnessAddress, about published: PublishedLedger
    ) async -> WitnessRound {
        let client = WitnessClient(address)
        var oldSize = 0
        // Twice is enough, unless others have it cosign meanwhile.
        for _ in 0..<4 {
            guard let request = published.request(from: oldSize, to: published.note) else {
                return await proof(of: oldSize, at: client, about: published)
            }
            let answer: WitnessClient.Answer
            do {
                answer = try await client.send(request)
            } catch {
                return .unreachable(error.description)
            }
            switch answer {
            case .lines(let lines): return verified(lines, of: published.note, by: witness, at: address)
            case .otherSize(let size): oldSize = size
            case .refused(let status, let line): return .refused("\(address): refused with \(status): \(line)")
            }
        }
        return .unreachable("\(address): another checkpoint comes in each time: try again")
    }

    /// Whether the log itself signed more events than are here: a number that anybody on the network could have sent stops
    /// nobody's count.
    private static func proof(
        of size: Int, at client: WitnessClient, about published: PublishedLedger
    ) async -> WitnessRound {
        let origin = published.checkpoint.origin
        let shown: [UInt8]?
        do {
            shown = try await client.newest(of: origin)
        } catch {
            return .unreachable(error.description)
        }
        guard let shown, let note = try? SignedNote(parsing: shown), (try? note.verify(by: published.key)) != nil,
            let newest = Checkpoint(parsing: note.text), newest.origin == origin,
            newest.size > published.checkpoint.size
        else {
            return .refused(
                "\(client.address): says that it has seen \(size) events of this ledger, more than the "
                    + "\(published.checkpoint.size) here, and shows no checkpoint of them that the ledger signed: ask its keeper "
                    + "which checkpoint that is, and show it with --not-older-than")
        }
        return .newer(newest.size)
    }

    private static func verified(
        _ lines: [UInt8], of note: SignedNote, by witness: TrustPolicy.Witness, at address: WitnessAddress
    ) -> WitnessRound {
        do {
            let found = try note.signatures(parsing: lines).filter {
                $0.name == witness.key.name && $0.keyID == witness.key.keyID
            }
            guard let line = found.last else { throw NoteError.notSignedBy(witness.key.name) }
            let cosignature = try note.adding(line).cosignature(of: witness.key)
            if let doubt = cosignature.doubt(at: time(nil)) {
                return .refused("\(address): its cosignature cannot be used: it \(doubt)")
            }
            return .line(line)
        } catch {
            return .refused("\(address): its answer cannot be used: \(error)")
        }
    }
}
