//! What lines that are left out would change: our words, with a remedy.

use alloc::format;
use alloc::string::{String, ToString};

use crate::ios::finding::LeftOut;
use crate::ipsec::proxy::ProxyEnd;

impl LeftOut {
    /// What it would change and what to do about it, in our words.
    pub fn message(&self) -> String {
        let (message, remedy) = explain(self);
        format!("{message} {remedy}").trim_end().to_string()
    }
}

pub(super) fn explain(what: &LeftOut) -> (String, String) {
    use LeftOut as L;
    match what {
        L::Translation(proxies) => {
            let (local, remote) = (network(proxies.local), network(proxies.remote));
            (
                format!(
                    "On a real router this translates packets from {local} to {remote} before the crypto map sees them: they \
                     do not match its list any more, and leave outside the tunnel. Here nothing is translated."
                ),
                format!("Deny {local} to {remote} in the list, before what it permits."),
            )
        }
        L::StaticTranslation(host) => (
            format!(
                "On a real router the packets of {host} get another address before the crypto map sees them: they do not match \
                 its list any more. Here nothing is translated."
            ),
            "Put a `route-map` behind the line that denies what the tunnel is for.".to_string(),
        ),
        L::Zone(interface) => (
            format!(
                "{interface} is in a zone: on a real router what comes out of the tunnel needs a zone-pair and a policy that \
                 let it through. Here everything passes."
            ),
            String::new(),
        ),
        L::OwnRoutingTable(interface) => (
            format!(
                "On a real router {interface} has a routing table of its own, and the tunnel's keys, routes and crypto map must \
                 be of the right ones. Here there is one table for all."
            ),
            String::new(),
        ),
        L::PolicyRouting(interface) => (
            format!(
                "On a real router packets that come in by {interface} may take another way than the routing table's, past the \
                 crypto map. Here they follow the routing table."
            ),
            String::new(),
        ),
        L::Firewall(interface) => (
            format!(
                "On a real router the firewall on {interface} lets in only answers and what an access group permits: IKE and \
                 ESP of the peer need lines there. Here the firewall does nothing."
            ),
            "Permit UDP port 500 and ESP from the peer in the access group.".to_string(),
        ),
        L::TunnelProtection(interface) => (
            format!("{interface} is not simulated, and neither is its protection: no tunnel comes of it here."),
            "Use a crypto map on the interface towards the peer.".to_string(),
        ),
        L::Gre(interface) => (
            format!(
                "{interface} is not simulated: what a route sends into it goes nowhere here, and no GRE packet comes for the \
                 crypto map to protect."
            ),
            "Let the crypto map's list permit the traffic of the networks themselves, with routes towards the peer.".to_string(),
        ),
        L::SharedAddress(interface) => (
            format!(
                "On a real router {interface} shares an address with another router, and peers may be told that one. Here it has \
                 its own address only."
            ),
            format!("Let the peers name the address of {interface}."),
        ),
        L::AddressFromElsewhere(interface) => (
            format!(
                "On a real router {interface} gets its address from elsewhere. Here it gets none, so no tunnel starts there."
            ),
            "Type `ip address` with an address on the network towards the peer.".to_string(),
        ),
        L::TunnelClient(interface) => (
            format!("The client of a tunnel server on {interface} is not simulated: no tunnel comes of it here."),
            "Use a crypto map.".to_string(),
        ),
        L::ExtendedAuthentication => (
            "On a real router the peer is asked for a user after phase 1, and another router has no answer: the tunnel stays \
             down. Here nobody is asked."
                .to_string(),
            "Put `no-xauth` behind the key of a peer that is a router.".to_string(),
        ),
    }
}

/// `172.18.124.0/24`; a host or every address in words.
fn network(end: ProxyEnd) -> String {
    match end.mask.to_bits().leading_ones() {
        0 => "anywhere".to_string(),
        32 => end.address.to_string(),
        length => format!("{}/{length}", end.address),
    }
}
