public import Ledger
import Synchronization

/// A witness: cosigns checkpoints of the logs that it knows, each only if the log did nothing but grow since the last.
///
/// Between asking what is known and knowing more, no other request comes in; and no cosignature leaves before what it says
/// is on the disk. So of two trees one is cosigned at most, whoever races and whenever the power fails.
public final class LogWitness: Sendable {
    /// The key that the cosignatures are checked with.
    public let key: CosignerKey
    private let policy: TrustPolicy
    private let signer: any Signer
    private let store: Mutex<WitnessStore>
    private let names: [String: KeyName]

    /// Opens a witness's memory, or begins one.
    ///
    /// - Parameters:
    ///   - policy: the logs to be witnessed; the rest of it is not asked.
    ///   - directory: the memory. One process at a time can have it.
    public init(policy: TrustPolicy, signer: any Signer, memory directory: String) throws(WitnessError) {
        for log in policy.logs where log.key.publicKey == signer.key.publicKey { throw .ownLog(log.key.name) }
        (self.policy, self.signer, key) = (policy, signer, CosignerKey(of: signer.key))
        store = Mutex(try WitnessStore(at: directory, key: CosignerKey(of: signer.key)))
        names = Dictionary(policy.logs.map { (WitnessStore.name(of: $0.key.name), $0.key.name) }) { first, _ in first }
        // A damaged memory is found before anybody relies on it.
        for log in policy.logs { _ = try newest(of: log.key.name) }
    }

    /// Answers a request with the cosignature's line, once it is on the disk.
    ///
    /// - Parameter clock: POSIX seconds; asked while no other request is at work, so that times never run backwards.
    public func add(
        _ request: AddCheckpointRequest, clock: () -> Int
    ) throws(AddCheckpointRefusal) -> SignedNote.Signature {
        let origin = request.checkpoint.origin
        let keys = policy.keys(of: origin)
        let answer: Result<SignedNote.Signature, AddCheckpointRefusal> = store.withLock { store in
            do throws(AddCheckpointRefusal) {
                return .success(try add(request, of: origin, by: keys, to: &store, at: clock()))
            } catch {
                return .failure(error)
            }
        }
        return try answer.get()
    }

    private func add(
        _ request: AddCheckpointRequest, of origin: KeyName, by keys: [VerifierKey], to store: inout WitnessStore,
        at now: Int
    ) throws(AddCheckpointRefusal) -> SignedNote.Signature {
        guard !keys.isEmpty else { throw .unknownLog }
        do {
            let known = try store.record(of: origin)
            let signed = try request.judged(by: keys, knowing: known?.checkpoint)
            let newest = known?.timestamp ?? 0
            guard now >= newest else { throw WitnessError.clockSetBack(now: now, newest: newest) }
            let line = try signed.cosignature(by: signer, at: now)
            try store.keep(try signed.adding(line), of: origin)
            return line
        } catch let refusal as AddCheckpointRefusal {
            throw refusal
        } catch let error as WitnessError {
            throw .unavailable(error)
        } catch {
            throw .unavailable(.notSigned("\(error)"))
        }
    }

    /// The newest checkpoint that was cosigned of a log, with the log's signatures and the witness's.
    public func newest(of origin: KeyName) throws(WitnessError) -> SignedNote? {
        let found: Result<SignedNote?, WitnessError> = store.withLock { store in
            do throws(WitnessError) {
                return .success(try store.record(of: origin)?.note)
            } catch {
                return .failure(error)
            }
        }
        return try found.get()
    }

    /// The same, asked for by the SHA-256 of the origin in hexadecimal, as the specification's monitors do.
    public func newest(ofOriginHash hash: String) throws(WitnessError) -> SignedNote? {
        guard let origin = names[hash] else { return nil }
        return try newest(of: origin)
    }
}
