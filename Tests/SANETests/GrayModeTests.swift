import SANE
import Testing

/// The mode that is chosen among those that devices publish: their backends' lists, in the backends' order.
@Suite struct GrayModeTests {
    @Test(arguments: [
        // brscan4, Brother ADS and MFC (jfreesane #106, naps2 #402)
        (["Black & White", "Gray[Error Diffusion]", "True Gray", "24bit Color", "24bit Color[Fast]"], "True Gray"),
        // fujitsu
        (["Lineart", "Halftone", "Gray", "Color"], "Gray"),
        // hpaio, sane-airscan, epsonds, canon_dr
        (["Lineart", "Gray", "Color"], "Gray"),
        (["Color", "Grayscale"], "Grayscale"),
        (["Binary", "256-Level Gray", "Color"], "256-Level Gray"),
        // Gray of dots is no gray: a colour is better.
        (["Black & White", "Gray[Error Diffusion]", "24bit Color"], "24bit Color"),
    ])
    func `true gray is chosen, and never a gray of dots`(modes: [String], chosen: String) {
        #expect(GrayMode.best(among: modes) == chosen)
    }

    @Test func `a device without gray or colour is taken as it is, and is not said to scan in gray`() {
        #expect(GrayMode.best(among: ["Lineart", "Halftone", "Gray[Error Diffusion]"]) == nil)
        for mode in ["Gray[Error Diffusion]", "Lineart", "24bit Color", "Dithered Gray"] {
            #expect(!GrayMode.isTrueGray(mode), "\(mode)")
        }
    }
}
