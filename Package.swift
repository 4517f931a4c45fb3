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
        .library(name: "OMR", targets: ["ElectionModel", "Raster"]),
        .library(name: "ScannerDriver", targets: ["ScannerDriver"]),
        .library(name: "SANE", targets: ["SANE"]),
        .library(name: "Replay", targets: ["Replay"]),
    ],
    targets: [
        // Sources/OMR
        .target(name: "ElectionModel", path: "Sources/OMR/ElectionModel", swiftSettings: strict),
        .target(name: "Raster", path: "Sources/OMR/Raster", swiftSettings: strict),

        // Sources/ScannerDriver
        .target(
            name: "ScannerDriver", dependencies: ["Raster"], path: "Sources/ScannerDriver/Driver",
            swiftSettings: strict),
        .systemLibrary(
            name: "CSANE", path: "Sources/ScannerDriver/CSANE", pkgConfig: "sane-backends",
            providers: [.apt(["libsane-dev"])]),
        .target(
            name: "SANE", dependencies: ["CSANE", "Raster", "ScannerDriver"], path: "Sources/ScannerDriver/SANE",
            swiftSettings: strict),
        .target(
            name: "Replay", dependencies: ["Raster", "ScannerDriver"], path: "Sources/ScannerDriver/Replay",
            swiftSettings: strict),

        // Tests: one folder per target.
        .target(
            name: "TestSupport", dependencies: ["ScannerDriver"], path: "Tests/Support", swiftSettings: strict),
        .testTarget(name: "RasterTests", dependencies: ["Raster"], swiftSettings: strict),
        .testTarget(
            name: "ReplayTests", dependencies: ["Raster", "Replay", "ScannerDriver", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "SANETests", dependencies: ["CSANE", "Raster", "SANE", "ScannerDriver", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ScannerDriverTests", dependencies: ["Raster", "ScannerDriver", "TestSupport"],
            swiftSettings: strict),
    ]
)
