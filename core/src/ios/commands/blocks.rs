//! Blocks that are only kept, a row for the line that opens each. IOS: reference, for the words and for the prompts; the help
//! is ours.

use super::command::{ANY, ANY_LINE, Block, Effect, Item, REST, Row, Status, Table, row};
use super::general::LEAVE;
use crate::ios::grammar::{Part, Token, arg};
use crate::ios::kept::Section;
use crate::ios::kept::Section::{General, IpFeatures, Management, Routing};

/// The line that opens a block that changes nothing here.
const fn opens(path: &'static str, help: &'static str, parts: &'static [Part], block: &'static Block) -> Row {
    row(path, help, parts, Effect::Block(block)).status(Status::Ignored)
}

/// The line that opens a block that would change something on a real router.
const fn would(path: &'static str, help: &'static str, parts: &'static [Part], block: &'static Block) -> Row {
    row(path, help, parts, Effect::Block(block)).status(Status::Unsimulated)
}

/// The line that opens a block of which some lines do something.
const fn takes(path: &'static str, help: &'static str, parts: &'static [Part], block: &'static Block) -> Row {
    row(path, help, parts, Effect::Block(block)).status(Status::Modelled)
}

const PROTOCOL: &str = "of its lines `network` and `passive-interface` are looked at: the other router, or the cloud between the \
                        two, is told of the networks, and learns all at once";

/// A block that takes any line. Rows of its own are those that global configuration would take for its own.
const fn any(section: Section, prompt: &'static str, items: &'static [Item]) -> Block {
    Block {
        section,
        table: Table { prompt, items },
    }
}

const ANY_LINES: &[Item] = &[Item::Rows(LEAVE), Item::Rows(&[ANY_LINE])];

const NUMBER: &[Part] = &[arg(Token::Number(1, 2_147_483_647), "Its number")];

/// What an unknown line opens. Modelled: it is printed behind the access lists.
pub static UNKNOWN: Block = any(Management, "config", ANY_LINES);

macro_rules! blocks {
    ($($name:ident: $section:ident $prompt:literal $([$($word:literal)+])?;)+) => {
        $(static $name: Block = any($section, $prompt, &[
            Item::Rows(LEAVE),
            Item::Rows(&[ANY_LINE, $($(kept_verbatim($word)),+)?]),
        ]);)+
    };
}

/// A line of a block that begins like a line of global configuration.
const fn kept_verbatim(path: &'static str) -> Row {
    row(path, "A line of this block", ANY, Effect::Verbatim).status(Status::Ignored)
}

blocks! {
    APPLET: Management "config-applet" ["event" "action"];
    ARCHIVE: General "config-archive" ["log" "logging"];
    CALL_HOME: General "cfg-call-home" ["profile"];
    CERTIFICATES: IpFeatures "config-cert-chain" ["quit"];
    CLASS_MAP: IpFeatures "config-cmap";
    CLIENT_GROUP: IpFeatures "config-isakmp-group" ["key"];
    CONTROLLER: IpFeatures "config-controller" ["clock"];
    CONTROL_PLANE: Management "config-cp";
    DHCP_POOL: IpFeatures "dhcp-config" ["host" "class"];
    GATEKEEPER: Management "config-gk";
    INSPECT: IpFeatures "config-profile";
    INTERFACES: Routing "config-if-range" ["spanning-tree" "ip" "mls" "cdp" "bridge"];
    IDENTITY: IpFeatures "crypto-identity";
    ISAKMP_PEER: IpFeatures "config-isakmp-peer";
    JOBS: Management "config-kron-policy";
    PSEUDOWIRE: IpFeatures "config-pw" ["hostname" "ip" "protocol"];
    TIMES: Management "config-time-range";
    TOP_TALKERS: IpFeatures "config-flow-top-talkers" ["match"];
    IPSEC_PROFILE: IpFeatures "ipsec-profile";
    ISAKMP_PROFILE: IpFeatures "conf-isa-prof" ["keyring" "vrf"];
    IP_SLA: Management "config-ip-sla" ["tag"];
    IPV6_ACL: Management "config-ipv6-acl";
    KEYRING: IpFeatures "conf-keyring";
    KEY_CHAIN: IpFeatures "config-keychain" ["key"];
    OBJECT_GROUP: IpFeatures "config-object-group" ["host" "group-object"];
    POLICY_MAP: IpFeatures "config-pmap" ["class"];
    PUBLIC_KEY: IpFeatures "config-pubkey-chain" ["key-string" "quit" "username"];
    REDUNDANCY: General "config-red";
    ROUTE_MAP: Management "config-route-map";
    ROUTER: Routing "config-router" ["version"];
    SERVER: General "config-sg" ["server" "ip" "key"];
    SSID: General "config-ssid";
    TELEPHONY: Management "config-telephony" ["ip" "username"];
    TRACK: Management "config-track";
    TRUSTPOINT: IpFeatures "ca-trustpoint" ["ip-address" "crl"];
    VLAN: IpFeatures "config-vlan";
    VOICE: IpFeatures "conf-voi-serv" ["class" "h323"];
    VPDN: IpFeatures "config-vpdn";
    VRF: IpFeatures "config-vrf" ["ip" "route-target"];
    ZONE: IpFeatures "config-sec-zone";
}

/// The lines that open them.
#[rustfmt::skip]
pub static BLOCKS: &[Row] = &[
    opens("aaa group server", "Servers that check users", REST, &SERVER),
    opens("archive", "Copies of the configuration", &[], &ARCHIVE),
    opens("bba-group pppoe", "PPP over Ethernet", REST, &VPDN),
    opens("call-home", "Messages to the maker", &[], &CALL_HOME),
    opens("class-map", "Traffic by class", REST, &CLASS_MAP),
    opens("control-plane", "The control plane", ANY, &CONTROL_PLANE),
    opens("controller", "A T1, E1 or the like", REST, &CONTROLLER),
    opens("crypto ca certificate chain", "Certificates", REST, &CERTIFICATES),
    opens("crypto ca trustpoint", "Who signs certificates", REST, &TRUSTPOINT),
    opens("crypto gdoi group", "Keys for a group", REST, &ISAKMP_PROFILE),
    would("crypto identity", "Who peers must be", REST, &IDENTITY),
    would("crypto ikev2 keyring", "Keys for IKE version 2", REST, &KEYRING),
    would("crypto ikev2 policy", "Parameters for IKE version 2", REST, &ISAKMP_PROFILE),
    would("crypto ikev2 profile", "Peers of IKE version 2", REST, &ISAKMP_PROFILE),
    would("crypto ikev2 proposal", "Algorithms for IKE version 2", REST, &ISAKMP_PROFILE),
    would("crypto ipsec profile", "For tunnel interfaces", REST, &IPSEC_PROFILE),
    would("crypto isakmp client configuration group", "Clients that are configured from here", REST, &CLIENT_GROUP),
    would("crypto isakmp peer", "What is special about a peer", REST, &ISAKMP_PEER),
    opens("crypto key pubkey-chain rsa", "Keys of peers", &[], &PUBLIC_KEY),
    opens("crypto pki certificate chain", "Certificates", REST, &CERTIFICATES),
    opens("crypto pki certificate map", "Rules for certificates", REST, &CERTIFICATES),
    opens("crypto pki server", "A signer of certificates", REST, &TRUSTPOINT),
    opens("crypto pki trustpoint", "Who signs certificates", REST, &TRUSTPOINT),
    opens("dial-peer cor custom", "Who may call whom", &[], &VOICE),
    opens("dial-peer voice", "A way for calls", REST, &VOICE),
    opens("dot11 ssid", "A wireless network", REST, &SSID),
    opens("ephone", "A telephone", NUMBER, &TELEPHONY),
    opens("ephone-dn", "A number of telephones", REST, &TELEPHONY),
    opens("event manager applet", "What is done when something happens", REST, &APPLET),
    opens("flow exporter", "Where flows are reported", REST, &TRACK),
    opens("flow monitor", "Which flows are reported", REST, &TRACK),
    opens("flow record", "What is reported of flows", REST, &TRACK),
    opens("gateway", "Voice", &[], &GATEKEEPER),
    opens("gatekeeper", "Voice", &[], &GATEKEEPER),
    would("interface range", "Several interfaces at once", REST, &INTERFACES)
        .note("type the lines under each interface"),
    opens("ip dhcp class", "Clients by class", REST, &DHCP_POOL),
    opens("ip dhcp pool", "Addresses for clients", REST, &DHCP_POOL),
    opens("ip flow-top-talkers", "The largest flows", &[], &TOP_TALKERS),
    opens("ip sla", "A measurement", NUMBER, &IP_SLA),
    opens("ip sla monitor", "A measurement", NUMBER, &IP_SLA),
    opens("ip ssh pubkey-chain", "Keys of users", &[], &PUBLIC_KEY),
    opens("ip vrf", "A routing table of its own", REST, &VRF),
    opens("ipv6 access-list", "A list for IPv6", REST, &IPV6_ACL),
    opens("ipv6 dhcp pool", "Addresses for clients", REST, &DHCP_POOL),
    opens("ipv6 router", "A routing protocol", REST, &ROUTER),
    opens("key chain", "Keys for routing protocols", REST, &KEY_CHAIN),
    opens("kron occurrence", "When jobs run", REST, &JOBS),
    opens("kron policy-list", "Jobs", REST, &JOBS),
    opens("l2tp-class", "Frames over a network", REST, &PSEUDOWIRE),
    opens("object-group", "Addresses or services with a name", REST, &OBJECT_GROUP),
    opens("parameter-map type", "Parameters of a firewall", REST, &INSPECT),
    opens("policy-map", "What is done with classes of traffic", REST, &POLICY_MAP),
    opens("pseudowire-class", "Frames over a network", REST, &PSEUDOWIRE),
    opens("radius server", "Who checks users", REST, &SERVER),
    opens("redundancy", "A second supervisor", &[], &REDUNDANCY),
    opens("route-map", "Rules for routes, or for policy routing", REST, &ROUTE_MAP),
    takes("router eigrp", "EIGRP", NUMBER, &ROUTER).note(PROTOCOL),
    takes("router ospf", "OSPF", NUMBER, &ROUTER).note(PROTOCOL),
    takes("router rip", "RIP", &[], &ROUTER).note(PROTOCOL),
    would("router", "A routing protocol", REST, &ROUTER),
    opens("rtr", "A measurement", NUMBER, &IP_SLA),
    opens("sccp ccm group", "Voice", REST, &VOICE),
    opens("sip-ua", "Voice", &[], &TELEPHONY),
    opens("tacacs server", "Who checks users", REST, &SERVER),
    opens("telephony-service", "Telephones", ANY, &TELEPHONY),
    opens("time-range", "Times with a name", REST, &TIMES),
    opens("track", "Something to be watched", REST, &TRACK),
    opens("vlan", "A VLAN", NUMBER, &VLAN),
    opens("voice class", "Voice", REST, &VOICE),
    opens("voice register", "Voice", REST, &VOICE),
    opens("voice service", "Voice", REST, &VOICE),
    opens("voice translation-rule", "Voice", REST, &VOICE),
    opens("voice-card", "Voice", REST, &VOICE),
    opens("voice-port", "Voice", REST, &VOICE),
    opens("vpdn-group", "Dial-in over a network", REST, &VPDN),
    opens("vrf definition", "A routing table of its own", REST, &VRF),
    opens("webvpn gateway", "A gateway for browsers", REST, &VPDN),
    opens("zone security", "A zone of the firewall", REST, &ZONE),
    opens("zone-pair security", "What may pass between zones", REST, &ZONE),
];
