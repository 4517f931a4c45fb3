public import ElectionModel
import Raster

/// A target that is printed on a page and is not read, because its option was withdrawn.
public struct WithdrawnTarget: Hashable, Sendable {
    /// What a mark in it would have been a vote for.
    public let choice: Choice
    /// Its box's corners in pixels of the image: top left, top right, bottom right, bottom left of the page.
    public let corners: [WriteInReading.Point]
}

extension PageInterpreter {
    /// The withdrawn targets of the page that was read, in the layout's order.
    public func withdrawnTargets(on reading: SideReading) -> [WithdrawnTarget] {
        guard case .read(let registered, _) = reading.interpretation, let side = reading.side else { return [] }
        let page = page(of: registered)
        return page.layout.targets.filter(\.isWithdrawn).map { target in
            let box = WorkBox(target.box, scale: page.side.scale)
            let local = registered.map.affine(at: box.centre.x, box.centre.y)
            return WithdrawnTarget(
                choice: target.choice, corners: reading.imagePoints(box.corners(through: local), side))
        }
    }
}

extension SideReading {
    /// Places of the side at work in pixels of the image.
    func imagePoints(_ places: [SidePoint], _ side: BinarizedSide) -> [WriteInReading.Point] {
        places.map { place in
            let (x, y) = ((place.x + 0.5) / side.scale - 0.5, (place.y + 0.5) / side.scale - 0.5)
            let point = (toPicture ?? .identity)(x, y)
            return WriteInReading.Point(x: point.x, y: point.y)
        }
    }
}
