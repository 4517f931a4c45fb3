import Foundation
import Ledger
import LedgerStorage
import Synchronization
import Witness
import WitnessHTTP

/// Publishes the ledger at its steps while sheets are counted, and asks the witnesses.
final class LedgerWatch {
    private let store: BallotStore
    private let witnesses: AskedWitnesses?

    /// - Parameter witnesses: the policy's file that names them, if there is one.
    init(_ store: BallotStore, witnesses policy: String?) throws {
        self.store = store
        witnesses = try policy.map { try AskedWitnesses(of: store.directory, policy: $0) }
    }

    /// Asks the witnesses what they know of a ledger that is continued: a disk that was set back must not go on. The one
    /// moment at which they are waited for, and no longer than three seconds.
    func checkWitnesses() throws {
        guard let witnesses else { return }
        witnesses.ask()
        try heed(witnesses, waiting: 3)
    }

    /// After every sheet, and while none comes.
    func look() throws {
        let hasPublished = try store.anchorIfDue(at: .now)
        guard let witnesses else { return }
        if hasPublished { witnesses.ask() }
        try heed(witnesses, waiting: 0)
    }

    /// After the close or a pause, which are published: a last answer is given the same three seconds.
    func finish() throws {
        guard let witnesses else { return }
        witnesses.ask()
        try heed(witnesses, waiting: 3)
    }

    private func heed(_ witnesses: AskedWitnesses, waiting seconds: Double) throws {
        for answer in witnesses.answers(waiting: seconds) {
            switch answer {
            case .cosigned(let note): keep(note)
            case .newer(let size, let name):
                let here = Checkpoint(parsing: (try SignedNote(parsing: store.note)).text)?.size ?? 0
                guard size > here else { continue }
                throw CommandFailure(
                    .ledgerRefused,
                    "\(store.directory): OUT OF SERVICE: the witness '\(name)' has seen \(size) events of this ledger, and here "
                        + "are \(here): this disk was set back, or another machine goes on with the ledger: find out which, and "
                        + "count no more with this one")
            case .failed(let line): StandardError.write("scand: \(line)")
            }
        }
    }

    /// Beside the ledger's own files, for observers. Where it cannot be written the count goes on.
    private func keep(_ note: SignedNote) {
        do throws(CosignedFileError) {
            try CosignedFile.put(note, at: "\(store.directory)/cosigned")
        } catch {
            StandardError.write("scand: \(error.description)")
        }
    }
}

/// The witnesses of a policy, asked beside the count. A round asks all of them about what is published when it begins.
private final class AskedWitnesses: Sendable {
    enum Answer: Sendable {
        /// The checkpoint with the lines of all witnesses that cosigned it in this round.
        case cosigned(SignedNote)
        /// A witness knows more of the log than the copy that it was asked about.
        case newer(Int, name: String)
        /// For the operator, who is told of each witness's failure once, until it answers again.
        case failed(String)
    }

    private struct State: Sendable {
        var isAsking = false
        /// Whether something was published since the round began.
        var asksAgain = false
        var answers: [Answer] = []
        var silent: Set<String> = []
    }

    private struct Asked: Sendable {
        let witness: TrustPolicy.Witness
        let address: WitnessAddress
    }

    private let directory: String
    private let policy: TrustPolicy
    private let asked: [Asked]
    private let state = Mutex(State())
    private let rounds = DispatchGroup()

    init(of directory: String, policy path: String) throws {
        self.directory = directory
        policy = try PolicyFile.read(path)
        asked = try policy.witnesses.compactMap { witness in
            guard let url = witness.url else { return nil }
            guard let address = WitnessAddress(url) else {
                throw CommandFailure(.unusableArguments, "\(path): '\(url)': expected http://host:port")
            }
            return Asked(witness: witness, address: address)
        }
        guard !asked.isEmpty else {
            throw CommandFailure(.unusableArguments, "\(path): has no witness with an address")
        }
    }

    /// Begins a round, or has one more follow the round that is under way.
    func ask() {
        let begins = state.withLock { state in
            if state.isAsking { state.asksAgain = true }
            let begins = !state.isAsking
            state.isAsking = true
            return begins
        }
        guard begins else { return }
        rounds.enter()
        Task.detached {
            while await self.round() {}
            self.rounds.leave()
        }
    }

    /// The answers since this was asked last.
    func answers(waiting seconds: Double) -> [Answer] {
        if seconds > 0 { _ = rounds.wait(timeout: .now() + seconds) }
        return state.withLock { state in
            let answers = state.answers
            state.answers = []
            return answers
        }
    }

    /// - Returns: whether another round is wanted.
    private func round() async -> Bool {
        // A newer checkpoint may be put in place while this one is read; publishing it asks again.
        if let published = try? PublishedLedger(at: directory, policy: policy) {
            var outcomes: [(Asked, WitnessRound)] = []
            await withTaskGroup(of: (Asked, WitnessRound).self) { group in
                for asked in asked {
                    group.addTask {
                        (asked, await WitnessRound.ask(asked.witness, at: asked.address, about: published))
                    }
                }
                for await outcome in group { outcomes.append(outcome) }
            }
            take(outcomes, under: published.note)
        }
        return state.withLock { state in
            state.isAsking = state.asksAgain
            state.asksAgain = false
            return state.isAsking
        }
    }

    private func take(_ outcomes: [(Asked, WitnessRound)], under published: SignedNote) {
        var note = published
        var answers: [Answer] = []
        var failures: [String: String] = [:]
        for (asked, outcome) in outcomes {
            let name = asked.witness.name.description
            switch outcome {
            case .line(let line): if let longer = try? note.adding(line) { note = longer }
            case .newer(let size): answers.append(.newer(size, name: name))
            case .refused(let line), .unreachable(let line): failures[name] = line
            }
        }
        if note != published { answers.append(.cosigned(note)) }
        let (found, failed) = (answers, failures)
        state.withLock { state in
            state.answers += found
            state.answers += failed.filter { !state.silent.contains($0.key) }.map { .failed($0.value) }
            state.silent = Set(failed.keys)
        }
    }
}
