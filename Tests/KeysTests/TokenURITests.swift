import Keys
import Testing

@Suite struct TokenURITests {
    @Test(arguments: [
        "pkcs11:token=a?module-path=/m.so", "pkcs11:token=a;object=b?module-path=/m.so",
        "pkcs11:object=x%2Fy;token=Station%2012;id=%01%ff?module-path=/usr/lib/m.so",
    ])
    func `a token is named by its label and its module`(text: String) throws {
        _ = try TokenURI(text)
        #expect(TokenURI.isMeant(by: text))
    }

    @Test(
        arguments: [
            ("pkcs11:", nil), ("pkcs11:token=a", "module-path"), ("pkcs11:object=a?module-path=/m", "token"),
            ("pkcs11:token=a?module-path=m.so", "module-path"), ("pkcs11:token=?module-path=/m", "token"),
            ("pkcs11:token=a;token=b?module-path=/m", "token"), ("pkcs11:token=a;serial=1?module-path=/m", nil),
            ("pkcs11:token=%4?module-path=/m", "token"), ("pkcs11:token=%zz?module-path=/m", "token"),
            ("pkcs11:token=%ff?module-path=/m", "token"), ("pkcs11:token=a%00?module-path=/m", "token"),
            ("pkcs11:token=a b?module-path=/m", "token"), ("pkcs11:token=a;id?module-path=/m", "id"),
            ("pkcs11:token=a;module-path=/m", nil), ("pkcs11:token=a?module-path=/m&module-path=/n", "module-path"),
            ("pkcs11:token=a;?module-path=/m", nil), ("file:token=a?module-path=/m", nil),
        ] as [(String, String?)])
    func `anything else is refused with the attribute that is wrong`(text: String, field: String?) {
        let error = #expect(throws: KeyFileError.self) { try TokenURI(text) }
        #expect(error?.field == field, "\(error as Any)")
    }

    @Test(arguments: ["pkcs11:token=a?module-path=/m&pin-value=1234", "pkcs11:token=a?pin-source=/1234&module-path=/m"])
    func `a PIN in it is refused and not repeated`(text: String) {
        let error = #expect(throws: KeyFileError.self) { try TokenURI(text) }
        #expect(error?.field?.hasPrefix("pin-") == true && error?.description.contains("1234") == false)
    }
}
