extension GrayImage {
    /// A small picture of this one as seen through a map, such as a target's surroundings on a skewed page.
    ///
    /// - Parameters:
    ///   - map: from the small picture's pixels to this one's.
    ///   - width: the small picture's width in pixels.
    ///   - height: its height.
    /// - Returns: the nearest pixel for each; what falls outside is white.
    public func sampled(through map: Affine, width newWidth: Int, height newHeight: Int) -> GrayImage {
        let steps = SamplingSteps(map)
        let inRuns = steps.isNearlyLevel && holds(map, width: newWidth, height: newHeight)
        return unsafe GrayImage(unfilled: newWidth, newHeight) { result in
            unsafe pixels.withUnsafeBufferPointer { pixels in
                guard let pixels = pixels.baseAddress else { return }
                for row in 0..<newHeight {
                    let line = unsafe result + row &* newWidth
                    var place = steps.start(of: row)
                    if inRuns {
                        steps.forEachRun(from: place, count: newWidth, within: newWidth) { done, run, column, row in
                            let at = row &* width &+ column
                            unsafe (line + done).update(from: pixels + at, count: run)
                        }
                        continue
                    }
                    for column in 0..<newWidth {
                        let (x, y) = (place.x >> 32, place.y >> 32)
                        let isInside = x >= 0 && x < width && y >= 0 && y < height
                        unsafe line[column] = isInside ? pixels[y &* width &+ x] : 255
                        place.x &+= steps.x
                        place.y &+= steps.y
                    }
                }
            }
        }
    }

    /// True when all that a picture of this size sees lies inside the image, with two pixels to spare.
    func holds(_ map: Affine, width newWidth: Int, height newHeight: Int) -> Bool {
        map.sees(width: newWidth, height: newHeight, insideOf: (width, height), sparing: (2, 3, 3))
    }

    /// Means of 3 x 3 pixels; the pixels along the edges stay as they are.
    public func smoothed() -> GrayImage {
        let width = width
        return unsafe mapped { pixels, at in
            func three(_ at: Int) -> Int32 {
                unsafe Int32(pixels[at &- 1]) &+ Int32(pixels[at]) &+ Int32(pixels[at &+ 1])
            }
            let sum = three(at &- width) &+ three(at) &+ three(at &+ width)
            return UInt8(truncatingIfNeeded: (sum &+ 4) / 9)
        }
    }

    /// How steep the picture is at each pixel: the greater of the steps between its left and right and between its upper and
    /// lower neighbour, in gray levels over two pixels. The pixels along the edges keep their gray.
    public func steepness() -> GrayImage {
        let width = width
        return unsafe mapped { pixels, at in
            let across = unsafe Int32(pixels[at &- 1]) &- Int32(pixels[at &+ 1])
            let down = unsafe Int32(pixels[at &- width]) &- Int32(pixels[at &+ width])
            return UInt8(truncatingIfNeeded: max(across.magnitude, down.magnitude))
        }
    }

    /// A value for each pixel that has neighbours all round.
    @inline(__always)
    private func mapped(_ value: (UnsafePointer<UInt8>, Int) -> UInt8) -> GrayImage {
        let (width, height) = (width, height)
        return unsafe GrayImage(unfilled: width, height) { result in
            unsafe pixels.withUnsafeBufferPointer { pixels in
                guard let start = pixels.baseAddress else { return }
                unsafe result.initialize(from: start, count: width * height)
                guard width > 2, height > 2 else { return }
                for row in 1..<height - 1 {
                    for at in row &* width &+ 1..<(row &+ 1) &* width &- 1 {
                        unsafe result[at] = unsafe value(start, at)
                    }
                }
            }
        }
    }
}
