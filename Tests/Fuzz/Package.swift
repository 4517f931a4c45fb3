// swift-tools-version: 6.2
// Fuzzing of everything that reads bytes from outside, with libFuzzer: `make fuzz` at the top.
//
// A package of its own, because it is built with other flags than the product (scripts/fuzz has them), and because it
// needs little of what the product depends on.
import PackageDescription

let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "scand", path: "../..")],
    targets: [
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                .product(name: "OMR", package: "scand"), .product(name: "PageScanProtocol", package: "scand"),
                .product(name: "Replay", package: "scand"), .product(name: "Ledger", package: "scand"),
            ],
            path: "Sources",
            swiftSettings: [
                // In Swift 6 mode the compiler (6.3.1) crashes on handing the process's arguments to libFuzzer.
                .swiftLanguageMode(.v5),
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"), .strictMemorySafety(),
                .treatAllWarnings(as: .error),
            ])
    ]
)
