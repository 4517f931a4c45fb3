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
    /// It shows a checkpoint of so many events that the log signed, and these here are others.
    case otherHistory(Int)
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
                do throws(WitnessClientError) {
                    return try await proof(of: oldSize, at: client, about: published)
                } catch {
                    return .unreachable(error.description)
                }
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
            case .refused(let status, let line):
                return await history(at: client, beside: published)
                    ?? .refused("\(address): refused with \(status): \(line)")
            }
        }
        return await history(at: client, beside: published)
            ?? .unreachable("\(address): another checkpoint comes in each time: try again")
    }

    /// Whether the log signed another history for what a witness shows: then what is here was set back, or the log shows two.
    private static func history(at client: WitnessClient, beside published: PublishedLedger) async -> WitnessRound? {
        let shown: Checkpoint?
        do throws(WitnessClientError) {
            shown = try await newest(at: client, of: published)
        } catch {
            return nil
        }
        guard let newest = shown else { return nil }
        guard newest.size <= published.checkpoint.size else { return .newer(newest.size) }
        return published.tree.root(atSize: newest.size) == newest.root ? nil : .otherHistory(newest.size)
    }

    /// The newest checkpoint that a witness shows, if the log signed it: a number that anybody on the network could have sent stops
    /// nobody's count.
    ///
    /// - Throws: where it gives no answer: that is not the same as having nothing to show.
    private static func newest(
        at client: WitnessClient, of published: PublishedLedger
    ) async throws(WitnessClientError) -> Checkpoint? {
        let origin = published.checkpoint.origin
        guard let shown = try await client.newest(of: origin), let note = try? SignedNote(parsing: shown),
            (try? note.verify(by: published.key)) != nil, let newest = Checkpoint(parsing: note.text),
            newest.origin == origin
        else { return nil }
        return newest
    }

    /// Whether the log itself signed more events than are here.
    private static func proof(
        of size: Int, at client: WitnessClient, about published: PublishedLedger
    ) async throws(WitnessClientError) -> WitnessRound {
        guard let newest = try await newest(at: client, of: published), newest.size > published.checkpoint.size else {
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
