//! `crypto …` and its sub-modes. IOS: seed, reference; the help is ours.

use super::{Command, Node, Token, arg, kw};

const SECONDS: Token = Token::Number(120, 86_400);
const KILOBYTES: Token = Token::Number(2_560, 536_870_912);
const SPI: Token = Token::Number(256, 0xffff_ffff);

/// After `crypto` in global configuration.
pub static CRYPTO: [Node; 4] = [
    kw("engine", "The box that encrypts").then(&[&ENGINE]),
    kw("ipsec", "What protects the traffic").then(&[&IPSEC]),
    kw("isakmp", "How the peers agree").then(&[&ISAKMP]),
    kw("map", "Which traffic is protected, how and towards whom").then(&[&CRYPTO_MAP]),
];

static ENGINE: [Node; 1] = [kw("accelerator", "Encrypt in hardware where there is any").both(Command::Accelerator)];

static ISAKMP: [Node; 5] = [
    kw("enable", "Let peers negotiate").both(Command::IsakmpEnable),
    kw("identity", "The name this router gives itself")
        .undoes(Command::IsakmpIdentity)
        .then(&[&IDENTITY]),
    kw("keepalive", "Notice a dead peer")
        .undoes(Command::IsakmpKeepalive)
        .then(&[&KEEPALIVE]),
    kw("key", "A secret shared with a peer").then(&[&KEY]),
    kw("policy", "Parameters for phase 1").then(&[&ISAKMP_POLICY]),
];

static IDENTITY: [Node; 3] = [
    kw("address", "The address of the interface").both(Command::IsakmpIdentity),
    kw("dn", "The distinguished name of the certificate").both(Command::IsakmpIdentity),
    kw("hostname", "The host name").both(Command::IsakmpIdentity),
];

static KEEPALIVE: [Node; 1] = [arg(Token::Number(10, 3_600), "Seconds between messages")
    .both(Command::IsakmpKeepalive)
    .then(&[&KEEPALIVE_RETRY, &KEEPALIVE_KIND])];

static KEEPALIVE_RETRY: [Node; 1] = [arg(Token::Number(2, 60), "Seconds between retries")
    .both(Command::IsakmpKeepalive)
    .then(&[&KEEPALIVE_KIND])];

static KEEPALIVE_KIND: [Node; 2] = [
    kw("on-demand", "Ask only when there is traffic to send").both(Command::IsakmpKeepalive),
    kw("periodic", "Ask all the time").both(Command::IsakmpKeepalive),
];

static KEY: [Node; 2] = [
    kw("0", "The key follows in clear text").then(&[&KEY_TEXT]),
    arg(Token::Word, "The key in clear text").then(&[&KEY_PEER]),
];

static KEY_TEXT: [Node; 1] = [arg(Token::Word, "The key in clear text").then(&[&KEY_PEER])];

static KEY_PEER: [Node; 2] = [
    kw("address", "A peer known by its address").then(&[&KEY_ADDRESS]),
    kw("hostname", "A peer known by its name").then(&[&KEY_HOST]),
];

static KEY_ADDRESS: [Node; 1] = [arg(Token::Address, "The peer")
    .both(Command::IsakmpKey)
    .then(&[&KEY_MASK, &NO_XAUTH])];

static KEY_MASK: [Node; 1] = [arg(Token::Address, "The mask, for a network of peers")
    .both(Command::IsakmpKey)
    .then(&[&NO_XAUTH])];

static KEY_HOST: [Node; 1] = [arg(Token::Word, "The peer").both(Command::IsakmpKey).then(&[&NO_XAUTH])];

static NO_XAUTH: [Node; 1] = [kw("no-xauth", "Skip extended authentication").both(Command::IsakmpKey)];

static ISAKMP_POLICY: [Node; 1] =
    [arg(Token::Number(1, 10_000), "The priority; the lowest is tried first").both(Command::IsakmpPolicy)];

/// Under `crypto isakmp policy`.
pub static POLICY: [Node; 5] = [
    kw("authentication", "How the peers prove who they are")
        .undoes(Command::PolicyAuthentication)
        .then(&[&POLICY_AUTHENTICATION]),
    kw("encryption", "The cipher of phase 1")
        .undoes(Command::PolicyEncryption)
        .then(&[&POLICY_ENCRYPTION]),
    kw("group", "The Diffie-Hellman group")
        .undoes(Command::PolicyGroup)
        .then(&[&POLICY_GROUP]),
    kw("hash", "The hash of phase 1")
        .undoes(Command::PolicyHash)
        .then(&[&POLICY_HASH]),
    kw("lifetime", "How long phase 1 lasts")
        .undoes(Command::PolicyLifetime)
        .then(&[&POLICY_LIFETIME]),
];

static POLICY_AUTHENTICATION: [Node; 3] = [
    kw("pre-share", "With a shared secret").both(Command::PolicyAuthentication),
    kw("rsa-encr", "With RSA encryption").both(Command::PolicyAuthentication),
    kw("rsa-sig", "With RSA signatures").both(Command::PolicyAuthentication),
];

static POLICY_ENCRYPTION: [Node; 3] = [
    kw("3des", "Triple DES").both(Command::PolicyEncryption),
    kw("aes", "AES").both(Command::PolicyEncryption).then(&[&POLICY_AES]),
    kw("des", "DES").both(Command::PolicyEncryption),
];

static POLICY_AES: [Node; 3] = [
    kw("128", "128-bit key").both(Command::PolicyEncryption),
    kw("192", "192-bit key").both(Command::PolicyEncryption),
    kw("256", "256-bit key").both(Command::PolicyEncryption),
];

static POLICY_GROUP: [Node; 3] = [
    kw("1", "768 bits").both(Command::PolicyGroup),
    kw("2", "1024 bits").both(Command::PolicyGroup),
    kw("5", "1536 bits").both(Command::PolicyGroup),
];

static POLICY_HASH: [Node; 2] = [
    kw("md5", "MD5").both(Command::PolicyHash),
    kw("sha", "SHA-1").both(Command::PolicyHash),
];

static POLICY_LIFETIME: [Node; 1] = [arg(Token::Number(60, 86_400), "Seconds").both(Command::PolicyLifetime)];

static IPSEC: [Node; 2] = [
    kw("security-association", "Parameters of every security association").then(&[&ASSOCIATION]),
    kw("transform-set", "What is done to the packets").then(&[&SET_NAME]),
];

static ASSOCIATION: [Node; 2] = [
    kw("lifetime", "When keys are replaced").then(&[&LIFETIME]),
    kw("replay", "How replayed packets are found").then(&[&REPLAY]),
];

static LIFETIME: [Node; 2] = [
    kw("kilobytes", "By volume")
        .undoes(Command::IpsecLifetime)
        .then(&[&LIFETIME_KILOBYTES]),
    kw("seconds", "By time")
        .undoes(Command::IpsecLifetime)
        .then(&[&LIFETIME_SECONDS]),
];

static LIFETIME_KILOBYTES: [Node; 1] = [arg(KILOBYTES, "Kilobytes").both(Command::IpsecLifetime)];
static LIFETIME_SECONDS: [Node; 1] = [arg(SECONDS, "Seconds").both(Command::IpsecLifetime)];

static REPLAY: [Node; 2] = [
    kw("disable", "Accept replayed packets").both(Command::IpsecReplay),
    kw("window-size", "How far packets may be out of order")
        .undoes(Command::IpsecReplay)
        .then(&[&WINDOW]),
];

static WINDOW: [Node; 5] = [
    kw("64", "64 packets, the default").both(Command::IpsecReplay),
    kw("128", "128 packets").both(Command::IpsecReplay),
    kw("256", "256 packets").both(Command::IpsecReplay),
    kw("512", "512 packets").both(Command::IpsecReplay),
    kw("1024", "1024 packets").both(Command::IpsecReplay),
];

static SET_NAME: [Node; 1] = [arg(Token::Word, "The name of the transform set")
    .undoes(Command::TransformSet)
    .then(&[&TRANSFORMS])];

const fn transform(word: &'static str, help: &'static str) -> Node {
    kw(word, help).both(Command::TransformSet).then(&MORE_TRANSFORMS)
}

static MORE_TRANSFORMS: [&[Node]; 1] = [&TRANSFORMS];

/// Any number may be typed; that each kind may occur only once is the configurator's to say.
static TRANSFORMS: [Node; 9] = [
    transform("ah-md5-hmac", "AH authenticates with MD5"),
    transform("ah-sha-hmac", "AH authenticates with SHA-1"),
    transform("esp-3des", "ESP encrypts with triple DES"),
    kw("esp-aes", "ESP encrypts with AES")
        .both(Command::TransformSet)
        .then(&[&TRANSFORM_AES, &TRANSFORMS]),
    transform("esp-des", "ESP encrypts with DES"),
    transform("esp-md5-hmac", "ESP authenticates with MD5"),
    transform("esp-null", "ESP does not encrypt"),
    transform("esp-seal", "ESP encrypts with SEAL"),
    transform("esp-sha-hmac", "ESP authenticates with SHA-1"),
];

static TRANSFORM_AES: [Node; 3] = [
    transform("128", "128-bit key"),
    transform("192", "192-bit key"),
    transform("256", "256-bit key"),
];

/// Under `crypto ipsec transform-set`.
pub static TRANSFORM_SET: [Node; 1] = [kw("mode", "What is wrapped")
    .undoes(Command::TransformMode)
    .then(&[&TRANSFORM_MODE])];

static TRANSFORM_MODE: [Node; 2] = [
    kw("transport", "The payload only").both(Command::TransformMode),
    kw("tunnel", "The whole datagram").both(Command::TransformMode),
];

static CRYPTO_MAP: [Node; 1] = [arg(Token::Word, "The name of the crypto map")
    .undoes(Command::CryptoMap)
    .then(&[&MAP_ENTRY])];

static MAP_ENTRY: [Node; 2] = [
    kw("local-address", "Whose address the tunnel has here")
        .undoes(Command::CryptoMapLocalAddress)
        .then(&[&LOCAL_ADDRESS]),
    arg(
        Token::Number(1, 65_535),
        "The sequence number; the lowest is tried first",
    )
    .both(Command::CryptoMapEntry)
    .then(&[&MAP_KIND]),
];

static LOCAL_ADDRESS: [Node; 2] = [
    arg(Token::Interface, "The interface").both(Command::CryptoMapLocalAddress),
    arg(Token::InterfaceKind, "The interface").then(&[&LOCAL_ADDRESS_UNIT]),
];

static LOCAL_ADDRESS_UNIT: [Node; 1] =
    [arg(Token::InterfaceUnit, "Slot and port").both(Command::CryptoMapLocalAddress)];

static MAP_KIND: [Node; 2] = [
    kw("ipsec-isakmp", "Keys are negotiated").both(Command::CryptoMapEntry),
    kw("ipsec-manual", "Keys are typed").both(Command::CryptoMapEntry),
];

/// Under every `crypto map`.
pub static MAP: [Node; 2] = [
    kw("description", "A note")
        .undoes(Command::MapDescription)
        .then(&[&MAP_DESCRIPTION]),
    kw("match", "Which traffic is protected").then(&[&MATCH]),
];

static MAP_DESCRIPTION: [Node; 1] = [arg(Token::Line, "Up to 80 characters").both(Command::MapDescription)];

static MATCH: [Node; 1] = [kw("address", "Traffic that an access list permits")
    .undoes(Command::MatchAddress)
    .then(&[&MATCH_ADDRESS])];

static MATCH_ADDRESS: [Node; 1] = [arg(Token::Word, "The number or name of the list").both(Command::MatchAddress)];

/// Under `crypto map … ipsec-isakmp` only.
pub static ISAKMP_MAP: [Node; 1] = [kw("set", "How it is protected").then(&[&SET, &SET_ISAKMP])];

/// Under `crypto map … ipsec-manual` only.
pub static MANUAL_MAP: [Node; 1] = [kw("set", "How it is protected").then(&[&SET, &SET_MANUAL])];

static SET: [Node; 2] = [
    kw("peer", "The other end").undoes(Command::SetPeer).then(&[&PEER]),
    kw("transform-set", "What is done to the packets")
        .undoes(Command::SetTransformSet)
        .then(&[&SET_TRANSFORMS]),
];

static PEER: [Node; 1] = [arg(Token::Address, "Its address").both(Command::SetPeer)];

static SET_TRANSFORMS: [Node; 1] = [arg(Token::Word, "A transform set, the best first")
    .both(Command::SetTransformSet)
    .then(&[&SET_TRANSFORMS])];

static SET_ISAKMP: [Node; 2] = [
    kw("pfs", "A fresh Diffie-Hellman exchange for each key")
        .both(Command::SetPfs)
        .then(&[&PFS]),
    kw("security-association", "When keys are replaced").then(&[&SET_ASSOCIATION]),
];

static PFS: [Node; 3] = [
    kw("group1", "768 bits, the default").both(Command::SetPfs),
    kw("group2", "1024 bits").both(Command::SetPfs),
    kw("group5", "1536 bits").both(Command::SetPfs),
];

static SET_ASSOCIATION: [Node; 1] = [kw("lifetime", "When keys are replaced").then(&[&SET_LIFETIME])];

static SET_LIFETIME: [Node; 2] = [
    kw("kilobytes", "By volume")
        .undoes(Command::SetLifetime)
        .then(&[&SET_KILOBYTES]),
    kw("seconds", "By time")
        .undoes(Command::SetLifetime)
        .then(&[&SET_SECONDS]),
];

static SET_KILOBYTES: [Node; 1] = [arg(KILOBYTES, "Kilobytes").both(Command::SetLifetime)];
static SET_SECONDS: [Node; 1] = [arg(SECONDS, "Seconds").both(Command::SetLifetime)];

static SET_MANUAL: [Node; 1] = [kw("session-key", "The keys themselves").then(&[&SESSION_KEY])];

static SESSION_KEY: [Node; 2] = [
    kw("inbound", "Keys for what arrives").then(&[&SESSION_PROTOCOL]),
    kw("outbound", "Keys for what leaves").then(&[&SESSION_PROTOCOL]),
];

static SESSION_PROTOCOL: [Node; 2] = [
    kw("ah", "For AH").undoes(Command::SetSessionKey).then(&[&AH_SPI]),
    kw("esp", "For ESP").undoes(Command::SetSessionKey).then(&[&ESP_SPI]),
];

static AH_SPI: [Node; 1] = [arg(SPI, "The SPI").undoes(Command::SetSessionKey).then(&[&AH_KEY])];
static AH_KEY: [Node; 1] = [arg(Token::Hex, "The key").both(Command::SetSessionKey)];

static ESP_SPI: [Node; 1] = [arg(SPI, "The SPI").undoes(Command::SetSessionKey).then(&[&ESP_KEYS])];
static ESP_KEYS: [Node; 1] = [kw("cipher", "The key that encrypts").then(&[&ESP_CIPHER])];
static ESP_CIPHER: [Node; 1] = [arg(Token::Hex, "The key")
    .both(Command::SetSessionKey)
    .then(&[&ESP_AUTHENTICATOR])];
static ESP_AUTHENTICATOR: [Node; 1] = [kw("authenticator", "The key that authenticates").then(&[&ESP_AUTH_KEY])];
static ESP_AUTH_KEY: [Node; 1] = [arg(Token::Hex, "The key").both(Command::SetSessionKey)];
