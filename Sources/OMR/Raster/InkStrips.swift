/// Sums of ink along one axis of a density map, kept apart for strips across it, so that the profile at another slope costs
/// only another shift of the strips.
///
/// Strips lie in one run of numbers with room on both ends for what a shear moves there, so that no shift has to be checked.
public struct InkStrips: Hashable, Sendable {
    /// Bins of a profile: the axis with room for the shear.
    public let count: Int
    /// For each strip its distance from the centre, in bins.
    private let distances: [Double]
    /// `distances.count` strips of `stride` sums.
    private let sums: [Int32]
    /// Bins beyond the profile's on each end of a strip: as far as a shift can reach.
    private let room: Int

    private var stride: Int { count + 2 * room }

    /// Sums of the rows, in strips side by side.
    ///
    /// - Parameter greatestSlope: the steepest slope that will be asked for.
    public init(rowsOf density: DensityMap, greatestSlope: Double) {
        self.init(
            density.rowSumsByStrip(), length: density.height, across: density.width, greatestSlope: greatestSlope)
    }

    /// Sums of the columns, in strips one below the other.
    public init(columnsOf density: DensityMap, greatestSlope: Double) {
        self.init(
            density.columnSumsByStrip(), length: density.width, across: density.height, greatestSlope: greatestSlope)
    }

    private init(_ strips: [[Int32]], length: Int, across: Int, greatestSlope: Double) {
        // A profile's bin is at most 256 a strip, and a step of halved ones must have a square that 32 bits hold.
        precondition(strips.count <= 80, "a page at work has at most 80 strips")
        let pad = Int(greatestSlope * Double(across) / 2) + 2
        let room = pad
        let stride = length + 2 * pad + 2 * room
        var sums = [Int32](repeating: 0, count: strips.count * stride)
        for (index, strip) in strips.enumerated() {
            let start = index * stride + room + pad
            sums.replaceSubrange(start..<start + length, with: strip)
        }
        self.init(
            count: length + 2 * pad, room: room,
            distances: strips.indices.map { index in
                let start = index * DensityMap.strip
                let end = min(start + DensityMap.strip, across)
                return Double(start + end - 1) / 2 - Double(across - 1) / 2
            }, sums: sums)
    }

    private init(count: Int, room: Int, distances: [Double], sums: [Int32]) {
        self.count = count
        self.room = room
        self.distances = distances
        self.sums = sums
    }

    /// The same with bins of twice the size; slopes stay what they are.
    public func halved() -> InkStrips {
        let (half, newRoom) = (count / 2, room / 2 + 1)
        let newStride = half + 2 * newRoom
        var halves = [Int32](repeating: 0, count: distances.count * newStride)
        for strip in distances.indices {
            for bin in 0..<half {
                let from = strip * stride + room + 2 * bin
                halves[strip * newStride + newRoom + bin] = sums[from] &+ sums[from + 1]
            }
        }
        return InkStrips(count: half, room: newRoom, distances: distances.map { $0 / 2 }, sums: halves)
    }

    /// Ink along the axis when strips are shifted so that lines of this slope become level: `count` sums.
    public func profile(at slope: Double) -> [Int32] { profile(at: slope, on: .best) }

    package func profile(at slope: Double, on set: InstructionSet) -> [Int32] {
        let starts = self.starts(at: slope)
        return unsafe [Int32](unsafeUninitializedCapacity: count) { result, initialized in
            unsafe sums.withUnsafeBufferPointer { sums in
                guard let sums = sums.baseAddress, let result = result.baseAddress else { return }
                if set == .scalar {
                    for bin in 0..<count {
                        let sum = starts.reduce(Int32(0)) { unsafe $0 + sums[$1 + bin] }
                        unsafe (result + bin).initialize(to: sum)
                    }
                } else {
                    unsafe addUp(sums, starts, to: result)
                }
            }
            initialized = count
        }
    }

    /// How steep the steps of the profile are: the sum of their squares.
    public func sharpness(at slope: Double) -> Int64 { sharpness(at: slope, on: .best) }

    package func sharpness(at slope: Double, on set: InstructionSet) -> Int64 {
        let profile = self.profile(at: slope, on: set)
        return unsafe profile.withUnsafeBufferPointer { bins in
            var sum: Int64 = 0
            for bin in 1..<bins.count {
                let step = unsafe bins[bin] &- bins[bin &- 1]
                sum &+= Int64(step &* step)
            }
            return sum
        }
    }

    /// Where each strip's numbers begin for a slope.
    private func starts(at slope: Double) -> [Int] {
        distances.indices.map { strip in
            let shift = Int((slope * distances[strip]).rounded())
            precondition(shift.magnitude <= room, "a slope within the greatest")
            return strip * stride + room + shift
        }
    }

    /// Sixteen bins at a time through all strips, so that sums stay in registers.
    private func addUp(_ sums: UnsafePointer<Int32>, _ starts: [Int], to result: UnsafeMutablePointer<Int32>) {
        unsafe starts.withUnsafeBufferPointer { starts in
            var bin = 0
            while bin &+ 16 <= count {
                var sixteen = SIMD16<Int32>.zero
                for strip in 0..<starts.count {
                    sixteen &+= unsafe UnsafeRawPointer(sums + (starts[strip] &+ bin)).loadUnaligned(
                        as: SIMD16<Int32>.self)
                }
                unsafe UnsafeMutableRawPointer(result + bin).storeBytes(of: sixteen, as: SIMD16<Int32>.self)
                bin &+= 16
            }
            for bin in bin..<count {
                var sum: Int32 = 0
                for strip in 0..<starts.count { sum &+= unsafe sums[starts[strip] &+ bin] }
                unsafe (result + bin).initialize(to: sum)
            }
        }
    }
}
