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
        .library(name: "OMR", targets: ["ElectionModel", "Raster"])
    ],
    dependencies: [
        // One version only: it signs, so it changes when we say so.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2")
    ],
    targets: [
        // Sources/OMR
        .target(name: "ElectionModel", path: "Sources/OMR/ElectionModel", swiftSettings: strict),
        .target(name: "Raster", path: "Sources/OMR/Raster", swiftSettings: strict),

        // Sources/scand
        .target(
            name: "Ledger", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            path: "Sources/scand/Ledger", swiftSettings: strict),
        .target(
            name: "LedgerStorage", dependencies: ["Ledger"], path: "Sources/scand/LedgerStorage", swiftSettings: strict),

        // Tests: one folder per target.
        .testTarget(name: "LedgerTests", dependencies: ["Ledger"], swiftSettings: strict),
        .testTarget(
            name: "LedgerStorageTests", dependencies: ["Ledger", "LedgerStorage"], exclude: ["Interop"],
            swiftSettings: strict),
        .testTarget(name: "RasterTests", dependencies: ["Raster"], swiftSettings: strict),
    ]
)
