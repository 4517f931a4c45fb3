import ArgumentParser
import ImageFiles
import Keys
import QRCode

/// `scand keys show`: a key's public half, as text and as a QR code that observers photograph.
struct KeysShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows the public half of a key, as text and as a QR code.",
        discussion:
            "Of a private key file the public half is shown, and no passphrase is needed. The secret is never shown.")

    @Argument(help: ArgumentHelp("A private key file, a .vkey or a .boxkey.", valueName: "file"))
    var file: String

    @Flag(help: "Draw the QR code into the terminal, below the text.")
    var qr = false

    @Option(help: ArgumentHelp("Draw the QR code into a new picture.", valueName: "file.png"))
    var png: String?

    func run() throws {
        let half = try PublicHalf(at: file)
        guard let symbol = QRSymbol(half.text) else {
            throw CommandFailure(.unusableArguments, "\(file): is too long for a QR code")
        }
        if let png {
            try NewFile.check(png)
            try NewFile.write(PNGEncoding.gray(symbol.image()), to: png)
        }
        try StandardOutput.write(half.text)
        if qr { try StandardOutput.write(symbol.terminalLines.joined(separator: "\n")) }
    }
}
