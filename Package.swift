// swift-tools-version: 6.2
// Folder = target = one sentence: README.md has the map, and every target's directory says what it is for.
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
        .library(name: "OMR", targets: ["ElectionModel", "Raster", "OMR", "Learning", "Evidence", "ImageFiles"]),
        .library(name: "Codes", targets: ["Codes"]),
        .library(name: "ScannerDriver", targets: ["ScannerDriver"]),
        .library(name: "SANE", targets: ["SANEClient", "SANEMessages"]),
        .library(name: "Replay", targets: ["Replay"]),
        .executable(name: "scand", targets: ["scand"]),
        .executable(name: "scand-sane-helper", targets: ["scand-sane-helper"]),
        // For the tests alone: libsane loads its backends as libraries.
        .library(name: "sane-ballots", type: .dynamic, targets: ["SANEBallots"]),
    ],
    dependencies: [
        // One version only: it signs, so it changes when we say so.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        // Sources/OMR
        .target(name: "ElectionModel", path: "Sources/OMR/ElectionModel", swiftSettings: strict),
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
        // C around libpng-dev, libjpeg-dev and libtiff-dev: setjmp never meets a Swift frame.
        .target(
            name: "CImageCodecs", path: "Sources/OMR/CImageCodecs",
            linkerSettings: [.linkedLibrary("png"), .linkedLibrary("jpeg"), .linkedLibrary("tiff")]),
        .target(
            name: "ImageFiles", dependencies: ["CImageCodecs", "Raster"], path: "Sources/OMR/ImageFiles",
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

        // Sources/scand
        .target(
            name: "Ledger", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            path: "Sources/scand/Ledger", swiftSettings: strict),
        .target(
            name: "LedgerStorage", dependencies: ["Ledger"], path: "Sources/scand/LedgerStorage",
            swiftSettings: strict),
        .executableTarget(
            name: "scand",
            dependencies: [
                "ElectionModel", "Raster", "OMR", "Learning", "Evidence", "ImageFiles", "Codes", "ScannerDriver",
                "SANEClient", "SANEMessages", "Replay", "Ledger", "LedgerStorage",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/scand/Daemon", swiftSettings: strict),

        // Tests: one folder per target.
        .target(
            name: "TestSupport", dependencies: ["ScannerDriver"], path: "Tests/Support", swiftSettings: strict),
        .testTarget(name: "ElectionModelTests", dependencies: ["ElectionModel"], swiftSettings: strict),
        .testTarget(name: "RasterTests", dependencies: ["Raster"], swiftSettings: strict),
        .testTarget(
            name: "OMRTests", dependencies: ["ElectionModel", "Raster", "OMR", "ImageFiles", "TestSupport"],
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
            name: "CodesTests", dependencies: ["Codes", "ElectionModel", "ImageFiles", "OMR", "Raster", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "ImageFilesTests", dependencies: ["ImageFiles", "Raster"], swiftSettings: strict),
        .testTarget(
            name: "ReplayTests", dependencies: ["Raster", "Replay", "ScannerDriver", "TestSupport"],
            swiftSettings: strict),
        // A scanner that does not exist: a backend for the real libsane, which feeds made-up sheets and misfortunes.
        .target(name: "SANEBallots", dependencies: ["CSANE"], path: "Tests/SANEBallots", swiftSettings: strict),
        .testTarget(
            name: "SANETests",
            dependencies: [
                "CSANE", "Raster", "SANE", "SANEBallots", "SANEClient", "SANEMessages", "ScannerDriver", "TestSupport",
                "scand-sane-helper",
            ],
            exclude: ["escl_simulator.py"], swiftSettings: strict),
        .testTarget(
            name: "ScannerDriverTests", dependencies: ["Raster", "ScannerDriver", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger"], swiftSettings: strict),
        .testTarget(
            name: "LedgerStorageTests", dependencies: ["Ledger", "LedgerStorage"], exclude: ["Interop"],
            swiftSettings: strict),
        // Runs the executable as a user would.
        .testTarget(
            name: "DaemonTests",
            dependencies: ["ImageFiles", "Raster", "SANEBallots", "TestSupport", "scand", "scand-sane-helper"],
            swiftSettings: strict),
    ]
)
