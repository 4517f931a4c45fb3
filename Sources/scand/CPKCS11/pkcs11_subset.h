// The part of PKCS #11 (OASIS, version 2.40; EdDSA from 3.0) that signing with a token needs: numbers and layouts of the
// standard. There is nothing to link: the module of a token is a library that its owner names.
#ifndef SCAND_PKCS11_SUBSET_H
#define SCAND_PKCS11_SUBSET_H

typedef unsigned char CK_BYTE;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV, CK_SLOT_ID, CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_FLAGS;

// Return values.
static const CK_RV CKR_OK = 0x00, CKR_DEVICE_ERROR = 0x30, CKR_DEVICE_REMOVED = 0x32, CKR_KEY_HANDLE_INVALID = 0x60,
                   CKR_MECHANISM_INVALID = 0x70, CKR_PIN_INCORRECT = 0xA0, CKR_PIN_LEN_RANGE = 0xA2, CKR_PIN_EXPIRED = 0xA3,
                   CKR_PIN_LOCKED = 0xA4, CKR_SESSION_CLOSED = 0xB0, CKR_SESSION_HANDLE_INVALID = 0xB3,
                   CKR_TOKEN_NOT_PRESENT = 0xE0, CKR_TOKEN_WRITE_PROTECTED = 0xE2, CKR_USER_ALREADY_LOGGED_IN = 0x100,
                   CKR_USER_NOT_LOGGED_IN = 0x101, CKR_USER_PIN_NOT_INITIALIZED = 0x102,
                   CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191;

// Kinds of objects, and their attributes.
static const CK_ULONG CKO_PUBLIC_KEY = 2, CKO_PRIVATE_KEY = 3, CKK_EC_EDWARDS = 0x40;
static const CK_ULONG CKA_CLASS = 0x000, CKA_TOKEN = 0x001, CKA_PRIVATE = 0x002, CKA_LABEL = 0x003, CKA_KEY_TYPE = 0x100,
                      CKA_ID = 0x102, CKA_SENSITIVE = 0x103, CKA_SIGN = 0x108, CKA_VERIFY = 0x10A, CKA_EXTRACTABLE = 0x162,
                      CKA_EC_PARAMS = 0x180, CKA_EC_POINT = 0x181;
static const CK_ULONG CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055, CKM_EDDSA = 0x1057;

static const CK_FLAGS CKF_OS_LOCKING_OK = 2, CKF_RW_SESSION = 2, CKF_SERIAL_SESSION = 4;
static const CK_ULONG CKU_USER = 1;
// What a length is where an attribute is not there or not to be shown.
static const CK_ULONG CK_UNAVAILABLE_INFORMATION = ~0UL;

typedef struct { CK_BYTE major, minor; } CK_VERSION;
typedef struct { CK_ULONG type; void *pValue; CK_ULONG ulValueLen; } CK_ATTRIBUTE;
typedef struct { CK_ULONG mechanism; void *pParameter; CK_ULONG ulParameterLen; } CK_MECHANISM;

typedef struct {
    void *CreateMutex, *DestroyMutex, *LockMutex, *UnlockMutex;
    CK_FLAGS flags;
    void *pReserved;
} CK_C_INITIALIZE_ARGS;

// Texts are filled up with spaces and not ended.
typedef struct {
    CK_BYTE label[32], manufacturerID[32], model[16], serialNumber[16];
    CK_FLAGS flags;
    CK_ULONG sessionNumbers[4], pinLengths[2], memory[4];
    CK_VERSION hardwareVersion, firmwareVersion;
    CK_BYTE utcTime[16];
} CK_TOKEN_INFO;

// The module's functions, in the order of the standard; those that are not called here have no type.
typedef struct {
    CK_VERSION version;
    CK_RV (*C_Initialize)(void *arguments);
    void *C_Finalize, *C_GetInfo, *C_GetFunctionList;
    CK_RV (*C_GetSlotList)(CK_BYTE tokenPresent, CK_SLOT_ID *slots, CK_ULONG *count);
    void *C_GetSlotInfo;
    CK_RV (*C_GetTokenInfo)(CK_SLOT_ID slot, CK_TOKEN_INFO *info);
    void *C_GetMechanismList, *C_GetMechanismInfo, *C_InitToken, *C_InitPIN, *C_SetPIN;
    CK_RV (*C_OpenSession)(CK_SLOT_ID slot, CK_FLAGS flags, void *application, void *notify, CK_SESSION_HANDLE *session);
    CK_RV (*C_CloseSession)(CK_SESSION_HANDLE session);
    CK_RV (*C_CloseAllSessions)(CK_SLOT_ID slot);
    void *C_GetSessionInfo, *C_GetOperationState, *C_SetOperationState;
    CK_RV (*C_Login)(CK_SESSION_HANDLE session, CK_ULONG user, const CK_BYTE *pin, CK_ULONG length);
    void *C_Logout, *C_CreateObject, *C_CopyObject, *C_DestroyObject, *C_GetObjectSize;
    CK_RV (*C_GetAttributeValue)(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *wanted, CK_ULONG count);
    void *C_SetAttributeValue;
    CK_RV (*C_FindObjectsInit)(CK_SESSION_HANDLE session, CK_ATTRIBUTE *wanted, CK_ULONG count);
    CK_RV (*C_FindObjects)(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *found, CK_ULONG room, CK_ULONG *count);
    CK_RV (*C_FindObjectsFinal)(CK_SESSION_HANDLE session);
    void *C_Encrypt[4], *C_Decrypt[4], *C_Digest[5];
    CK_RV (*C_SignInit)(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key);
    CK_RV (*C_Sign)(
        CK_SESSION_HANDLE session, const CK_BYTE *message, CK_ULONG length, CK_BYTE *signature, CK_ULONG *signatureLength);
    void *C_SignUpdate, *C_SignFinal, *C_SignRecover[2], *C_Verify[4], *C_VerifyRecover[2], *C_TwoAtOnce[4], *C_GenerateKey;
    CK_RV (*C_GenerateKeyPair)(
        CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *publicHalf, CK_ULONG publicCount,
        CK_ATTRIBUTE *privateHalf, CK_ULONG privateCount, CK_OBJECT_HANDLE *publicKey, CK_OBJECT_HANDLE *privateKey);
} CK_FUNCTION_LIST;

typedef CK_RV (*CK_C_GetFunctionList)(CK_FUNCTION_LIST **functions);

#endif
