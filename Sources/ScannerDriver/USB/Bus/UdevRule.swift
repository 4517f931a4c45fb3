/// The rule by which udev lets a user use the scanners: the file 70-scand.rules beside this one.
enum UdevRule {
    static let advice =
        "install Sources/ScannerDriver/USB/70-scand.rules as /etc/udev/rules.d/70-scand.rules, put the user into the group "
        + "'scanner' and plug the scanner in again"
}
