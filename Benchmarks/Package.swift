// swift-tools-version: 6.2
// What the reading of a sheet costs, kernel by kernel and as a whole: `make bench`, on a quiet machine.
// A package of its own, so that nobody who builds the machine builds this. It uses public API only.
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "scand", path: ".."),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    ],
    targets: [
        .executableTarget(
            name: "bench",
            dependencies: [
                .product(name: "OMR", package: "scand"), .product(name: "Ledger", package: "scand"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        // What libsane's own process costs: `make bench-sane`.
        .executableTarget(
            name: "sane-bench",
            dependencies: [
                .product(name: "OMR", package: "scand"), .product(name: "SANE", package: "scand"),
                .product(name: "ScannerDriver", package: "scand"),
            ],
            swiftSettings: strict),
    ]
)
