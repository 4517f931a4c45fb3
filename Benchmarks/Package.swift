// swift-tools-version: 6.2
// What the reading of a sheet costs, kernel by kernel and as a whole: `make bench`, on a quiet machine.
// A package of its own, so that nobody who builds the machine builds this. It uses public API only.
import PackageDescription

let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "scand", path: "..")],
    targets: [
        .executableTarget(
            name: "bench", dependencies: [.product(name: "OMR", package: "scand")],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .strictMemorySafety(),
                .treatAllWarnings(as: .error),
            ])
    ]
)
