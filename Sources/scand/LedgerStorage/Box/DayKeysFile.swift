import BallotBox
import DurableFiles
import Glibc
import Ledger

/// The file of the wrapped day keys.
enum DayKeysFile {
    static func read(in directory: String, signer: any Signer) throws(LedgerError) -> DayKeys {
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try FileSystem.read("\(directory)/\(BallotBoxNames.keys)", limit: DayKeys.wrappedByteCount)
        } catch {
            throw .damaged(file: BallotBoxNames.keys, what: error.message)
        }
        do throws(DayKeysError) {
            return try DayKeys(unwrapping: bytes, by: signer)
        } catch {
            if case .notSigned(let why) = error { throw .notSigned(why.description) }
            throw .damaged(file: BallotBoxNames.keys, what: error.description)
        }
    }

    /// Overwrites the file, and removes it; durable on return. What is not there any more is not missed: the one who began
    /// may have lost power on the way.
    ///
    /// Flash memory may keep what was overwritten: the signing key, which unwraps it, has to go too.
    static func destroy(in directory: String) throws(LedgerError) {
        let path = "\(directory)/\(BallotBoxNames.keys)"
        try LedgerError.naming(path) { () throws(SystemFailure) in
            guard case .file(let size) = try FileSystem.kind(of: path) else { return }
            do {
                let file = try Descriptor(path, O_WRONLY)
                try file.write(Array(repeating: 0, count: size), at: 0)
                try file.sync()
            }
            try FileSystem.remove(path)
            try FileSystem.syncDirectory("\(directory)/\(BallotBoxNames.directory)")
        }
    }
}
