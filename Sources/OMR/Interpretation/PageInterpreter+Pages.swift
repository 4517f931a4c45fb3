public import ElectionModel

extension PageInterpreter {
    /// A page made ready, in numbers.
    public struct PageSummary: Hashable, Sendable {
        /// The page as the layout has it.
        public let layout: PageLayout
        /// Distinctive pieces of print by which the page is found on a scan.
        public let landmarkCount: Int
    }

    /// The layout's pages in its order.
    public var summaries: [PageSummary] {
        registration.pages.map { PageSummary(layout: $0.layout, landmarkCount: $0.landmarks.count) }
    }
}
