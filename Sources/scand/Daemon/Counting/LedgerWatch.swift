import DurableFiles
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
    /// The ledger's newest checkpoint when the witnesses were asked last.
    private var asked: [UInt8]
    /// Why there is no second copy, as it was told last.
    private var toldDegradation: String?

    /// Takes over what the witnesses said before the ledger was opened.
    init(_ store: BallotStore, witnesses: AskedWitnesses?) throws {
        let before = witnesses?.before
        (self.store, asked, self.witnesses) = (store, before?.asked ?? store.note, witnesses)
        for note in before?.cosigned ?? [] { try keep(note) }
    }

    /// After every sheet, and while none comes.
    func look() throws {
        try store.lookAtCopy()
        tellDegraded()
        let hasPublished = try store.anchorIfDue(at: .now)
        guard let witnesses else { return }
        if hasPublished { ask(witnesses) }
        try heed(witnesses, waiting: 0)
    }

    /// Says that there is no second copy any more, as soon as that is so: at the end of the day it is late to bring another one.
    func tellDegraded() {
        let why = store.degradation
        defer { toldDegradation = why }
        if let why, why != toldDegradation { RunSummary.tellDegraded(store.directory, why) }
    }

    /// Asks the witnesses, and waits for their answers, no longer than three seconds: before a ledger is gone on with, since a disk that
    /// was set back must not be, and after the close, a pause or the totals, which are published.
    func askAndWait() throws {
        guard let witnesses else { return }
        ask(witnesses)
        try heed(witnesses, waiting: 3)
    }

    /// The same, where something was written since they were asked last.
    func askIfWritten() throws {
        if store.note != asked { try askAndWait() }
    }

    /// The same, where the run ends with another line than what they know: theirs is told before it.
    ///
    /// - Returns: whether one of them objects to this ledger: then nothing goes on with it.
    @discardableResult func askBesides() -> Bool {
        do {
            try askIfWritten()
            return false
        } catch let failure as CommandFailure {
            StandardError.write("scand: \(failure.message)")
        } catch {
            StandardError.write("scand: \(store.directory): \(error)")
        }
        return true
    }

    /// Says where a finished step was not cosigned as the policy asks: nobody asks of itself any more.
    func tellUncosigned() {
        guard let witnesses, !isCosigned(by: witnesses) else { return }
        StandardError.write(
            "scand: \(store.directory): the newest checkpoint is not cosigned by as many witnesses as the policy asks for: 'scand "
                + "ledger witness add \(store.directory) --policy \(witnesses.path)' asks them again")
    }

    private func isCosigned(by witnesses: AskedWitnesses) -> Bool {
        guard let newest = try? SignedNote(parsing: store.note) else { return false }
        // A policy may ask for none.
        if witnesses.isQuorum(under: newest) { return true }
        guard let cosigned = try? CosignedFile.read("\(store.directory)/cosigned") else { return false }
        return cosigned.text == newest.text && witnesses.isQuorum(under: cosigned)
    }

    private func ask(_ witnesses: AskedWitnesses) {
        asked = store.note
        witnesses.ask()
    }

    private func heed(_ witnesses: AskedWitnesses, waiting seconds: Double) throws {
        let here = Checkpoint(parsing: (try SignedNote(parsing: store.note)).text)?.size ?? 0
        for note in try witnesses.heed(waiting: seconds, here: here) { try keep(note) }
    }

    /// Beside the ledger's own files, for observers, and on the second copy, which may be all that is left of them. Where it
    /// cannot be written the count goes on.
    private func keep(_ note: SignedNote) throws {
        // What all that are asked for have seen is not given up for what some have: theirs is kept when the others have answered.
        let standing = try? CosignedFile.read("\(store.directory)/cosigned")
        if let standing, let witnesses, witnesses.isQuorum(under: standing), !witnesses.isQuorum(under: note) { return }
        do throws(CosignedFileError) {
            try CosignedFile.put(note, at: "\(store.directory)/cosigned")
        } catch {
            StandardError.write("scand: \(error.description)")
            return
        }
        try store.copyCosigned()
    }
}

/// The witnesses of a policy, asked beside the count: each in a row of its own, so that one that is silent holds up no other.
/// A round asks one of them about what is published when it begins.
final class AskedWitnesses: Sendable {
    enum Answer: Sendable {
        /// The newest checkpoint that was cosigned, with the lines of all witnesses that have cosigned it so far.
        case cosigned(SignedNote)
        /// A witness knows more of the log than the copy that it was asked about.
        case newer(Int, name: String)
        /// A witness has seen another history that the log signed.
        case otherHistory(Int, name: String)
        /// For the operator, who is told of each witness's failure once, until it cosigns again.
        case failed(String)
    }

    private struct State: Sendable {
        /// Witnesses that have not answered yet, and whether something was published since they were asked.
        var asking: [PolicyName: Bool] = [:]
        var cosigned: (note: SignedNote, size: Int)?
        var before: (asked: [UInt8], cosigned: [SignedNote])?
        var answers: [Answer] = []
        var silent: Set<PolicyName> = []

        mutating func tell(_ line: String, of name: PolicyName) {
            if silent.insert(name).inserted { answers.append(.failed(line)) }
        }
    }

    private struct Asked: Sendable {
        let witness: TrustPolicy.Witness
        let address: WitnessAddress
        var name: PolicyName { witness.name }
    }

    let directory: String
    /// The policy's file.
    let path: String
    private let policy: TrustPolicy
    private let asked: [Asked]
    private let state = Mutex(State())
    private let rounds = DispatchGroup()

    init(of directory: String, policy path: String) throws {
        (self.directory, self.path) = (directory, path)
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

    /// Asks about what is published in the directory before anything is written there: a disk that was set back must not sign one event.
    /// What it publishes is there before a witness is asked, so that no honest witness has seen more.
    func askBeforeOpening() throws {
        let published: PublishedLedger
        do throws(PublishedLedgerError) {
            published = try PublishedLedger(at: directory, policy: policy)
        } catch {
            throw CommandFailure(
                .ledgerRefused,
                "\(error.description): its witnesses are asked about what is published before it is opened: 'scand ledger fsck' "
                    + "with --repair makes that again from the journal")
        }
        let bytes = published.note.encoded
        ask()
        let cosigned = try heed(waiting: 3, here: published.checkpoint.size)
        state.withLock { $0.before = (bytes, cosigned) }
    }

    /// The checkpoint that was asked about before the ledger was opened, and the same with cosignatures; nil where none was.
    var before: (asked: [UInt8], cosigned: [SignedNote])? { state.withLock { $0.before } }

    /// Tells what was answered, and throws where a witness objects.
    ///
    /// - Parameter here: events of the ledger.
    /// - Returns: checkpoints that were cosigned.
    fileprivate func heed(waiting seconds: Double, here: Int) throws -> [SignedNote] {
        var cosigned: [SignedNote] = []
        for answer in answers(waiting: seconds) {
            switch answer {
            case .cosigned(let note): cosigned.append(note)
            case .newer(let size, let name):
                guard size > here else { continue }
                throw CommandFailure(
                    .ledgerRefused,
                    "\(directory): OUT OF SERVICE: the witness '\(name)' has seen \(size) events of this ledger, and here "
                        + "are \(here): this disk was set back, or another machine goes on with the ledger: find out which, and "
                        + "count no more with this one")
            case .otherHistory(let size, let name):
                throw CommandFailure(
                    .ledgerRefused,
                    "\(directory): OUT OF SERVICE: the witness '\(name)' has seen \(size) other events of this ledger, signed by "
                        + "its key: this disk was set back and went on, or another machine goes on with the ledger: find out "
                        + "which, and count no more with this one")
            case .failed(let line): StandardError.write("scand: \(line)")
            }
        }
        return cosigned
    }

    /// Begins a round for each, or has one more follow the round that is under way.
    func ask() {
        for asked in asked {
            let begins = state.withLock {
                $0.asking.updateValue($0.asking[asked.name] != nil, forKey: asked.name) == nil
            }
            guard begins else { continue }
            rounds.enter()
            Task.detached {
                while await self.round(asked) {}
                self.rounds.leave()
            }
        }
    }

    /// The answers since this was asked last. One that is waited for in vain is an answer too.
    func answers(waiting seconds: Double) -> [Answer] {
        let isLate = seconds > 0 && rounds.wait(timeout: .now() + seconds) == .timedOut
        return state.withLock { state in
            var answers = state.answers
            state.answers = []
            guard isLate else { return answers }
            for asked in asked where state.asking[asked.name] != nil && state.silent.insert(asked.name).inserted {
                answers.append(
                    .failed("\(asked.address): gave no whole answer yet, and is not waited for any longer"))
            }
            return answers
        }
    }

    /// - Returns: whether another round is wanted.
    private func round(_ asked: Asked) async -> Bool {
        // A newer checkpoint may be put in place while this one is read; publishing it asks again.
        do throws(PublishedLedgerError) {
            let published = try PublishedLedger(at: directory, policy: policy)
            take(await WitnessRound.ask(asked.witness, at: asked.address, about: published), of: asked.name, published)
        } catch {
            tell("\(error.description): \(asked.address) was not asked", of: asked.name)
        }
        return state.withLock { state in
            let asksAgain = state.asking[asked.name] == true
            state.asking[asked.name] = asksAgain ? false : nil
            return asksAgain
        }
    }

    private func take(_ round: WitnessRound, of name: PolicyName, _ published: PublishedLedger) {
        state.withLock { state in
            switch round {
            case .line(let line):
                state.silent.remove(name)
                let size = published.checkpoint.size
                // A line that comes late, under a checkpoint that another has been cosigned after, is not kept.
                guard size >= state.cosigned?.size ?? 0 else { return }
                let note = state.cosigned.flatMap { $0.size == size ? $0.note : nil } ?? published.note
                guard let longer = try? note.adding(line) else { return }
                state.cosigned = (longer, size)
                state.answers.append(.cosigned(longer))
            case .newer(let size): state.answers.append(.newer(size, name: name.description))
            case .otherHistory(let size): state.answers.append(.otherHistory(size, name: name.description))
            case .refused(let line), .unreachable(let line): state.tell(line, of: name)
            }
        }
    }

    private func tell(_ line: String, of name: PolicyName) { state.withLock { $0.tell(line, of: name) } }

    /// Whether the witnesses that the policy asks for have cosigned a note.
    func isQuorum(under note: SignedNote) -> Bool { (try? policy.trust(in: note, at: time(nil))) != nil }
}
