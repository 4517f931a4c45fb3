import Foundation
import Testing

/// A person at a terminal, played by Python's pty module.
@Suite struct PassphraseTerminalTests {
    /// Runs a command at a terminal of its own; types each answer when its prompt has come, or sends the signal that stands in
    /// its place. Prints what the terminal showed, then whether it echoes again, and the exit status.
    static let person = """
        import json, os, pty, signal, sys, termios
        command, answers = json.loads(sys.argv[1])
        # The thread that starts us may hold signals back.
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        child, terminal = pty.fork()
        if child == 0:
            os.execv(command[0], command)
        def echoes():
            return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
        shown, asked = b"", 0
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
            while asked < len(answers) and shown.count(b": ") > asked:
                if answers[asked].startswith("SIG"):
                    assert not echoes()
                    os.kill(child, getattr(signal, answers[asked]))
                else:
                    os.write(terminal, bytes.fromhex(answers[asked]))
                asked += 1
        _, status = os.waitpid(child, 0)
        sys.stdout.buffer.write(shown)
        print("echo", "on" if echoes() else "off")
        print("ended", os.waitstatus_to_exitcode(status))
        """

    private func run(_ arguments: [String], answers: [String]) throws -> (shown: String, status: Int?) {
        let words: [Any] = [
            [Scand.executable.path] + arguments,
            answers.map { $0.hasPrefix("SIG") ? $0 : $0.utf8.map { String(format: "%02x", $0) }.joined() },
        ]
        let json = String(decoding: try JSONSerialization.data(withJSONObject: words), as: UTF8.self)
        let ended = try Running(["-c", Self.person, json], executable: URL(fileURLWithPath: "/usr/bin/python3")).end()
        let status = ended.output.split(separator: "\n").last?.split(separator: " ").last.flatMap { Int($0) }
        return (ended.output, status)
    }

    private func make(_ scratch: Scratch, answers: [String]) throws -> (shown: String, status: Int?) {
        try run(["keys", "make", "--name", "n", "--out", scratch("key")], answers: answers)
    }

    /// Whether a key opens with a passphrase: it is the way to see what was understood.
    private func opens(_ scratch: Scratch, with phrase: String) throws -> Bool {
        let file = try scratch.write("phrase", phrase.utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        return try Scand.run("keys", "check", scratch("key"), "--passphrase-file", file).status == 0
    }

    @Test func `a passphrase is typed twice and not shown`() throws {
        let scratch = try Scratch()
        let ended = try make(scratch, answers: ["open sesame\n", "open sesame\n"])
        #expect(ended.status == 0, "\(ended.shown)")
        #expect(ended.shown.contains("New passphrase") && ended.shown.contains("The same again"))
        #expect(!ended.shown.contains("sesame") && !ended.shown.contains("*"))
        #expect(try opens(scratch, with: "open sesame"))
        #expect(try !opens(scratch, with: "open sesamE"))
    }

    @Test func `what was typed wrong can be taken back, whole letters at a time`() throws {
        let scratch = try Scratch()
        let ended = try make(scratch, answers: ["rubbish\u{15}Öffne dichü\u{7F}\u{8}h\n", "Öffne dich\n"])
        #expect(ended.status == 0, "\(ended.shown)")
        #expect(try opens(scratch, with: "Öffne dich"))
    }

    @Test(arguments: [
        (["open sesame\n", "open sesamy\n"], "not the same"), (["short\n"], "too short"), (["\n"], "nothing was typed"),
        (["open\u{3}"], "not given"), (["\u{4}"], "not given"), (["open\u{1B}[A sesame\n"], "control character"),
        ([String(repeating: "x", count: 1025) + "\n"], "longer than 1024"),
    ])
    func `nothing is made of a passphrase that will not do`(answers: [String], says: String) throws {
        let scratch = try Scratch()
        let ended = try make(scratch, answers: answers)
        #expect(ended.status == 2)
        #expect(ended.shown.contains(says) && ended.shown.contains("echo on\n"), "\(ended.shown)")
        #expect(!ended.shown.contains("sesam"))
        #expect(try scratch.names == [])
    }

    @Test(arguments: [
        ("SIGHUP", SIGHUP), ("SIGINT", SIGINT), ("SIGQUIT", SIGQUIT), ("SIGTERM", SIGTERM), ("SIGALRM", SIGALRM),
        ("SIGUSR1", SIGUSR1), ("SIGUSR2", SIGUSR2), ("SIGVTALRM", SIGVTALRM), ("SIGPROF", SIGPROF),
        ("SIGXCPU", SIGXCPU), ("SIGIO", SIGIO), ("SIGPWR", SIGPWR),
    ])
    func `a signal ends the command, and the terminal shows again what is typed`(name: String, number: Int32) throws {
        for answers in [[name], ["open sesame\n", name]] {
            let scratch = try Scratch()
            let ended = try make(scratch, answers: answers)
            #expect(ended.status == Int(-number), "\(ended.shown)")
            #expect(ended.shown.contains("echo on\n"), "\(ended.shown)")
            #expect(try scratch.names == [])
        }
    }

    @Test func `a count that is told to end at the prompt ends, though it holds the signal back`() throws {
        let scratch = try Scratch()
        let phrase = try scratch.write("phrase", "open sesame\n".utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: phrase)
        let made = try Scand.run("keys", "make", "--name", "n", "--out", scratch("key"), "--passphrase-file", phrase)
        try #require(made.status == 0, "\(made.errors)")
        try FileManager.default.createDirectory(atPath: scratch("incoming"), withIntermediateDirectories: false)
        let ended = try run(
            [
                "replay", "--layout", Demo.layout, "--ledger", scratch("ledger"), "--key", scratch("key"), "--watch",
                scratch("incoming"), "--accept-file-system",
            ], answers: ["SIGTERM"])
        #expect(ended.status == 2 && ended.shown.contains("passphrase: was not given"), "\(ended.shown)")
        #expect(ended.shown.contains("echo on\n"))
        #expect(!isThere(scratch("ledger")))
    }
}
