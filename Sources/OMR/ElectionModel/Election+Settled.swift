extension Election {
    /// The layout with what an election of version 2 says of its options and thresholds.
    ///
    /// Learning finds boxes, and knows no names: which of them are write-ins or withdrawn is the election's to say. What a layout
    /// says itself must be the same.
    func settled(_ layout: Layout) throws(DefinitionError) -> Layout {
        var pages: [PageLayout] = []
        for page in layout.pages {
            var targets: [Target] = []
            for target in page.targets { targets.append(try settled(target)) }
            pages.append(
                PageLayout(
                    id: page.id, reference: page.reference, frame: page.frame, targets: targets, codes: page.codes,
                    free: page.free))
        }
        if let sheets,
            let stray = layout.pages.first(where: { page in
                !sheets.contains { $0.front == page.id || $0.back == page.id }
            })
        {
            throw DefinitionError(
                field: "sheets", problem: "lack the page \"\(stray.id)\" of the layout: on which sheet does it lie?")
        }
        if let thresholds, layout.thresholds != .standard, layout.thresholds != thresholds {
            throw DefinitionError(field: "thresholds", problem: "are others than those of the layout: they must agree")
        }
        return try Layout(contests: layout.contests, pages: pages, thresholds: thresholds ?? layout.thresholds)
    }

    private func settled(_ target: Target) throws(DefinitionError) -> Target {
        guard let index = contests.firstIndex(where: { $0.id == target.contest }),
            let place = contests[index].options.firstIndex(where: { $0.id == target.option })
        else { preconditionFailure("every target was found in the election before") }
        let option = contests[index].options[place]
        let field = "contests[\(index)].options[\(place)]"
        guard !target.isWithdrawn || option.isWithdrawn else {
            throw DefinitionError(
                field: "\(field).withdrawn",
                problem: "is not true, but the layout withdraws \"\(target.choice)\": they must agree")
        }
        guard !target.writeIn || option.kind == .writeIn else {
            throw DefinitionError(
                field: "\(field).kind",
                problem:
                    "is \"\(option.kind.rawValue)\", but \"\(target.choice)\" is a write-in in the layout: they must agree"
            )
        }
        return Target(
            contest: target.contest, option: target.option, box: target.box, shape: target.shape,
            writeIn: option.kind == .writeIn, isWithdrawn: option.isWithdrawn)
    }
}
