// swift-tools-version: 6.2
// Folder = target = one sentence: CONTRIBUTING.md has the map.
import PackageDescription

/// The compiler as reviewer: Swift 6 mode is the default of these tools, the rest is asked for here.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "scand",
    products: [
        .library(
            name: "OMR",
            targets: ["ElectionModel", "Raster", "OMR", "Learning", "Evidence", "ImageFiles", "LayoutFiles"]),
        .library(name: "Ledger", targets: ["Ledger", "LedgerStorage"]),
        .library(name: "Codes", targets: ["Codes"]),
        .library(name: "PDFFiles", targets: ["PDFFiles"]),
        .library(name: "ScannerDriver", targets: ["ScannerDriver"]),
        .library(name: "Diagnostics", targets: ["Diagnostics"]),
        .library(name: "SANE", targets: ["SANEClient", "SANEMessages"]),
        .library(name: "Replay", targets: ["Replay", "ReplayFiles"]),
        .library(name: "PageScanProtocol", targets: ["PageScanProtocol"]),
        .library(name: "USB", targets: ["USB"]),
        .executable(name: "scand", targets: ["scand"]),
        .executable(name: "scand-sane-helper", targets: ["scand-sane-helper"]),
        // For the tests alone: libsane loads its backends as libraries.
        .library(name: "sane-ballots", type: .dynamic, targets: ["SANEBallots"]),
    ],
    dependencies: [
        // One version only: it signs, so it changes when we say so.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // HTTP for witnesses: its core alone, without TLS, router, tracing and configuration.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    ],
    targets: [
        // Sources/OMR
        .target(
            name: "ElectionModel", path: "Sources/OMR/ElectionModel", exclude: ["GUIDE.md", "election.schema.json"],
            swiftSettings: strict),
        // C because Swift cannot compile a single function for a wider CPU: kernels chosen at run time.
        .target(name: "CRasterKernels", path: "Sources/OMR/CRasterKernels"),
        .target(
            name: "Raster", dependencies: ["CRasterKernels"], path: "Sources/OMR/Raster", exclude: ["README.md"],
            swiftSettings: strict),
        .target(
            name: "OMR", dependencies: ["ElectionModel", "Raster"], path: "Sources/OMR/Interpretation",
            swiftSettings: strict),
        .target(
            name: "Learning", dependencies: ["ElectionModel", "Raster"], path: "Sources/OMR/Learning",
            swiftSettings: strict),
        .target(
            name: "Evidence", dependencies: ["ElectionModel", "OMR", "Raster"], path: "Sources/OMR/Evidence",
            swiftSettings: strict),
        .target(
            name: "Decks", dependencies: ["ElectionModel", "Raster"], path: "Sources/OMR/Decks", swiftSettings: strict),
        // C around libpng-dev, libjpeg-dev and libtiff-dev: setjmp never meets a Swift frame.
        .target(
            name: "CImageCodecs", path: "Sources/OMR/CImageCodecs",
            linkerSettings: [.linkedLibrary("png"), .linkedLibrary("jpeg"), .linkedLibrary("tiff")]),
        .target(
            name: "ImageFiles", dependencies: ["CImageCodecs", "Raster"], path: "Sources/OMR/ImageFiles",
            swiftSettings: strict),
        .target(
            name: "LayoutFiles", dependencies: ["ElectionModel", "ImageFiles", "OMR", "Raster"],
            path: "Sources/OMR/LayoutFiles", swiftSettings: strict),
        // C++ around libqpdf-dev: no exception meets a Swift frame.
        .target(
            name: "CQPDF", path: "Sources/OMR/CQPDF", cxxSettings: [.define("POINTERHOLDER_TRANSITION", to: "4")],
            linkerSettings: [.linkedLibrary("qpdf"), .linkedLibrary("z")]),
        .target(
            name: "PDFFiles", dependencies: ["CQPDF", "ImageFiles"], path: "Sources/OMR/PDFFiles", swiftSettings: strict
        ),
        // libcairo2-dev: pages as PDF and as pictures.
        .systemLibrary(
            name: "CCairo", path: "Sources/OMR/CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .target(
            name: "BallotPrinting", dependencies: ["CCairo", "Diagnostics", "Raster"],
            path: "Sources/OMR/BallotPrinting",
            swiftSettings: strict),

        // C++ around libzxing-dev: no exception meets a Swift frame.
        .target(name: "CZXing", path: "Sources/OMR/CZXing", linkerSettings: [.linkedLibrary("ZXing")]),
        .target(
            name: "Codes", dependencies: ["CZXing", "ElectionModel", "Raster"], path: "Sources/OMR/Codes",
            swiftSettings: strict),

        // Sources/ScannerDriver
        .target(
            name: "ScannerDriver", dependencies: ["Raster"], path: "Sources/ScannerDriver/Driver",
            swiftSettings: strict),
        .target(
            name: "Diagnostics", dependencies: ["Raster", "ScannerDriver"], path: "Sources/ScannerDriver/Diagnostics",
            swiftSettings: strict),
        .systemLibrary(
            name: "CSANE", path: "Sources/ScannerDriver/CSANE", pkgConfig: "sane-backends",
            providers: [.apt(["libsane-dev"])]),
        // What of Linux the Glibc module does not show.
        .target(name: "CLinux", path: "Sources/ScannerDriver/CLinux"),
        // The words that scanning machine and SANE helper share; no libsane.
        .target(
            name: "SANEMessages", dependencies: ["CLinux", "ScannerDriver"], path: "Sources/ScannerDriver/SANEMessages",
            swiftSettings: strict),
        .target(
            name: "SANE", dependencies: ["CSANE", "Raster", "SANEMessages", "ScannerDriver"],
            path: "Sources/ScannerDriver/SANE", swiftSettings: strict),
        // libsane runs in here and nowhere else: a process that can be killed.
        .executableTarget(
            name: "scand-sane-helper", dependencies: ["SANE", "SANEMessages", "ScannerDriver"],
            path: "Sources/ScannerDriver/SANEHelper", swiftSettings: strict),
        .target(
            name: "SANEClient", dependencies: ["CLinux", "Raster", "SANEMessages", "ScannerDriver"],
            path: "Sources/ScannerDriver/SANEClient", swiftSettings: strict),
        .target(
            name: "Replay", dependencies: ["Raster", "ScannerDriver"], path: "Sources/ScannerDriver/Replay",
            swiftSettings: strict),
        .target(
            name: "ReplayFiles", dependencies: ["CLinux", "ImageFiles", "Raster", "Replay", "ScannerDriver"],
            path: "Sources/ScannerDriver/ReplayFiles", swiftSettings: strict),
        .target(
            name: "PageScanProtocol", path: "Sources/ScannerDriver/PageScanProtocol", swiftSettings: strict),
        .systemLibrary(
            name: "CLibUSB", path: "Sources/ScannerDriver/CLibUSB", pkgConfig: "libusb-1.0",
            providers: [.apt(["libusb-1.0-0-dev"])]),
        .target(
            name: "USB", dependencies: ["CLibUSB", "PageScanProtocol", "Raster", "ScannerDriver"],
            path: "Sources/ScannerDriver/USB", exclude: ["70-scand.rules"], swiftSettings: strict),
        // Devices in software: values without any I/O; the simulator around them puts them behind the real libusb.
        .target(
            name: "SimulatedDevices", dependencies: ["Raster"], path: "Sources/ScannerDriver/SimulatedDevices",
            swiftSettings: strict),
        .systemLibrary(
            name: "CUMockdev", path: "Sources/ScannerDriver/CUMockdev", pkgConfig: "umockdev-1.0",
            providers: [.apt(["libumockdev-dev"])]),
        .executableTarget(
            name: "scand-simulator", dependencies: ["CUMockdev", "ImageFiles", "Raster", "SimulatedDevices"],
            path: "Sources/ScannerDriver/Simulator", exclude: ["README.md"], swiftSettings: strict),

        // Sources/scand
        .target(
            name: "Ledger", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            path: "Sources/scand/Ledger", exclude: ["FORMAT.md", "FORMAT-1.md", "OBSERVERS.md", "observer"],
            swiftSettings: strict),
        // The sealed ballot box as bytes: keys, slots, seals.
        .target(
            name: "BallotBox", dependencies: ["Ledger", .product(name: "Crypto", package: "swift-crypto")],
            path: "Sources/scand/BallotBox", swiftSettings: strict),
        // Files that survive a power loss; what every durable thing of ours is written through.
        .target(
            name: "DurableFiles", dependencies: ["CLinux", "Ledger"], path: "Sources/scand/DurableFiles",
            swiftSettings: strict),
        .target(
            name: "LedgerStorage", dependencies: ["BallotBox", "DurableFiles", "Ledger"],
            path: "Sources/scand/LedgerStorage", swiftSettings: strict),
        // The part of PKCS #11 that we use; the module of a token is loaded at run time.
        .systemLibrary(name: "CPKCS11", path: "Sources/scand/CPKCS11"),
        .target(
            name: "Keys",
            dependencies: [
                "CLinux", "CPKCS11", "DurableFiles", "Ledger", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            path: "Sources/scand/Keys", exclude: ["CUSTODIANS.md"], swiftSettings: strict),
        .systemLibrary(
            name: "CQRencode", path: "Sources/scand/CQRencode", pkgConfig: "libqrencode",
            providers: [.apt(["libqrencode-dev"])]),
        .target(
            name: "QRCode", dependencies: ["CQRencode", "Raster"], path: "Sources/scand/QRCode", swiftSettings: strict),
        // What is given to the public: cast vote records, totals, and reading them again.
        .target(
            name: "Release", dependencies: ["ElectionModel", "Ledger", "OMR"], path: "Sources/scand/Release",
            exclude: ["AUDITORS.md"], swiftSettings: strict),
        .target(
            name: "Witness", dependencies: ["DurableFiles", "Ledger"], path: "Sources/scand/Witness",
            swiftSettings: strict),
        .target(name: "HTMLText", path: "Sources/scand/HTMLText", swiftSettings: strict),
        // What is printed of a count.
        .target(
            name: "CountReport", dependencies: ["HTMLText", "Ledger", "LedgerStorage", "QRCode"],
            path: "Sources/scand/CountReport", swiftSettings: strict),
        // The one target that has the network in it.
        .target(
            name: "WitnessHTTP",
            dependencies: [
                "Ledger", "Witness",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Sources/scand/WitnessHTTP", swiftSettings: strict),
        .target(
            name: "CalibrationReport",
            dependencies: ["Diagnostics", "Evidence", "HTMLText", "ImageFiles", "Raster", "ScannerDriver"],
            path: "Sources/scand/CalibrationReport", swiftSettings: strict),
        .executableTarget(
            name: "scand",
            dependencies: [
                "ElectionModel", "Raster", "OMR", "Learning", "Evidence", "ImageFiles", "PDFFiles", "Codes",
                "ScannerDriver",
                "SANEClient", "SANEMessages", "USB", "Replay", "ReplayFiles", "Ledger", "LedgerStorage", "Keys",
                "QRCode", "Release", "Diagnostics", "DurableFiles", "Witness", "WitnessHTTP", "BallotPrinting",
                "CalibrationReport", "CountReport", "HTMLText",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/scand/Daemon", exclude: ["Counting/POLL-WORKERS.md"], swiftSettings: strict),

        // Tests: one folder per target.
        // What the tests of the ledger's targets share.
        .target(
            name: "LedgerSupport", dependencies: ["Ledger", .product(name: "Crypto", package: "swift-crypto")],
            path: "Tests/LedgerSupport", swiftSettings: strict),
        // Variables of the environment, set before the first thread.
        .target(name: "TestEnvironment", path: "Tests/Environment"),
        .target(
            name: "TestSupport", dependencies: ["ScannerDriver"], path: "Tests/Support", swiftSettings: strict),
        // The program in README.md: as others would use the product OMR, with none of our settings.
        .executableTarget(
            name: "readme-sample", dependencies: ["ImageFiles", "LayoutFiles", "OMR"], path: "Tests/ReadmeSample"),
        .testTarget(name: "ElectionModelTests", dependencies: ["ElectionModel"], swiftSettings: strict),
        .testTarget(name: "RasterTests", dependencies: ["Raster"], swiftSettings: strict),
        .testTarget(
            name: "OMRTests",
            dependencies: ["BallotPrinting", "Decks", "ElectionModel", "ImageFiles", "OMR", "Raster", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "LearningTests",
            dependencies: ["ElectionModel", "ImageFiles", "Learning", "OMR", "Raster", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "EvidenceTests",
            dependencies: ["ElectionModel", "Evidence", "ImageFiles", "OMR", "Raster", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "CodesTests",
            dependencies: ["Codes", "ElectionModel", "ImageFiles", "OMR", "Raster", "TestSupport", "scand"],
            swiftSettings: strict),
        .testTarget(name: "ImageFilesTests", dependencies: ["ImageFiles", "Raster"], swiftSettings: strict),
        .testTarget(name: "PageScanProtocolTests", dependencies: ["PageScanProtocol"], swiftSettings: strict),
        .testTarget(
            name: "ReplayTests",
            dependencies: ["ImageFiles", "Raster", "Replay", "ReplayFiles", "ScannerDriver", "TestSupport"],
            swiftSettings: strict),
        // A scanner that does not exist: a backend for the real libsane, which feeds made-up sheets and misfortunes.
        .target(name: "SANEBallots", dependencies: ["CSANE"], path: "Tests/SANEBallots", swiftSettings: strict),
        .testTarget(
            name: "SimulatorTests", dependencies: ["Raster", "SimulatedDevices", "USBEcho", "scand-simulator"],
            swiftSettings: strict),
        // A raw libusb program, driven by the simulator's tests.
        .executableTarget(name: "USBEcho", path: "Tests/USBEcho", linkerSettings: [.linkedLibrary("usb-1.0")]),
        // Drives a scanner by lines, in a process of its own: the simulated bus is for whole processes.
        .executableTarget(
            name: "USBProbe", dependencies: ["Raster", "ScannerDriver", "USB"], path: "Tests/USBProbe",
            swiftSettings: strict),
        .testTarget(
            name: "USBTests",
            dependencies: [
                "ImageFiles", "PageScanProtocol", "Raster", "ScannerDriver", "SimulatedDevices", "TestSupport", "USB",
                "USBProbe", "scand-simulator",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SANETests",
            dependencies: [
                "CSANE", "Raster", "SANE", "SANEBallots", "SANEClient", "SANEMessages", "ScannerDriver",
                "TestEnvironment", "TestSupport",
                "scand-sane-helper",
            ],
            exclude: ["escl_simulator.py"], swiftSettings: strict),
        .testTarget(
            name: "ScannerDriverTests", dependencies: ["Raster", "ScannerDriver", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "BallotPrintingTests", dependencies: ["BallotPrinting", "Diagnostics", "ImageFiles", "Raster"],
            swiftSettings: strict),
        .testTarget(
            name: "DiagnosticsTests", dependencies: ["Diagnostics", "Raster", "ScannerDriver"], swiftSettings: strict),
        .testTarget(
            name: "CountReportTests", dependencies: ["CountReport", "ElectionModel", "OMR"], swiftSettings: strict),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger"], swiftSettings: strict),
        .testTarget(
            name: "KeysTests", dependencies: ["Keys", "Ledger", "LedgerSupport", "TestEnvironment"],
            swiftSettings: strict),
        .testTarget(
            name: "QRCodeTests",
            dependencies: ["Codes", "ElectionModel", "ImageFiles", "QRCode", "Raster", "TestSupport", "scand"],
            swiftSettings: strict),
        .testTarget(
            name: "BallotBoxTests",
            dependencies: ["BallotBox", "Ledger", "LedgerSupport", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerStorageTests",
            dependencies: [
                "BallotBox", "DurableFiles", "Ledger", "LedgerStorage", "LedgerSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["Interop"], swiftSettings: strict),
        .testTarget(
            name: "ReleaseTests",
            dependencies: ["ElectionModel", "Ledger", "LedgerStorage", "LedgerSupport", "OMR", "Release"],
            exclude: ["HandMade", "Interop"], swiftSettings: strict),
        .testTarget(
            name: "WitnessTests", dependencies: ["Ledger", "LedgerSupport", "Witness", "WitnessHTTP"],
            exclude: ["Interop"],
            swiftSettings: strict),
        .testTarget(
            name: "CalibrationReportTests",
            dependencies: ["CalibrationReport", "Diagnostics", "ImageFiles", "Raster", "ScannerDriver"],
            swiftSettings: strict),
        // Runs the executable as a user would.
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "BallotPrinting", "Decks", "Diagnostics", "ImageFiles", "Ledger", "LedgerSupport", "Raster",
                "SANEBallots",
                "ScannerDriver",
                "TestSupport", "readme-sample", "scand",
                "scand-sane-helper", "scand-simulator",
            ],
            exclude: ["pdf_maker.py"], swiftSettings: strict),
    ]
)
