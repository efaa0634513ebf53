//! The two routers, their hosts, and the wire. R2 is left and R1 right, everywhere on the page.

use ikelab_core::event::{PacketId, Role, RouterId};
use yew::prelude::*;

use super::words::side;
use crate::view_model::scene::Flight;

/// A router with what is behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// The host behind it.
    pub host: String,
    /// Its address on the wire, if its configuration gives it one.
    pub address: String,
    /// Its part in the exchange, once there is one.
    pub role: Option<Role>,
}

impl Site {
    /// The role in words.
    pub fn role_name(&self) -> &'static str {
        match self.role {
            Some(Role::Initiator) => "initiator",
            Some(Role::Responder) => "responder",
            None => "",
        }
    }
}

/// A packet between the routers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flying {
    /// Which: another one flies anew.
    pub id: PacketId,
    /// Who sent it.
    pub from: RouterId,
    /// Where it is.
    pub flight: Flight,
}

/// Host, router, wire, router, host: `sites` of R1 and R2, the addresses of the cloud between them towards R1 and R2, if there is
/// one, and the packet of the step.
pub fn topology(sites: &[Site; 2], cloud: Option<[String; 2]>, packet: Option<Flying>) -> Html {
    let [r1, r2] = sites;
    let described = |router: RouterId, site: &Site| {
        let role = if site.role.is_some() {
            format!(", the {}", site.role_name())
        } else {
            String::new()
        };
        format!("router {router} {}{role}", site.address)
    };
    let between = match &cloud {
        Some([to_r1, to_r2]) => format!("; between them a provider's network, {to_r2} towards R2, {to_r1} towards R1"),
        None => String::new(),
    };
    let label = format!(
        "Host {}, {}; {}, host {}{between}",
        r2.host,
        described(RouterId::R2, r2),
        described(RouterId::R1, r1),
        r1.host
    );
    html! {
        <div class="topology" role="img" aria-label={label}>
            <div class="lan left"><span class="host"></span><span class="label">{ &r2.host }</span></div>
            <div class="wan">
                { router(RouterId::R2, r2, "left") }
                { router(RouterId::R1, r1, "right") }
                if let Some([to_r1, to_r2]) = cloud {
                    <span class="cloud" title={format!("{to_r2} towards R2, {to_r1} towards R1")}>{ "ISP" }</span>
                }
                if let Some(packet) = packet { { flying(packet) } }
            </div>
            <div class="lan right"><span class="host"></span><span class="label">{ &r1.host }</span></div>
        </div>
    }
}

/// The packet as a small box on the wire; a lost one ends in a cross.
fn flying(packet: Flying) -> Html {
    let place = match packet.flight {
        Flight::Unsent => "unsent",
        Flight::OnWire => "on-wire",
        Flight::Arrived => "arrived",
        Flight::Lost => "lost-there",
    };
    let from = match packet.from {
        RouterId::R1 => "to-left",
        RouterId::R2 => "to-right",
    };
    html! { <span key={packet.id.0} class={classes!("flying", side(packet.from), from, place)}></span> }
}

fn router(router: RouterId, site: &Site, at: &'static str) -> Html {
    html! {
        <>
            <span class={classes!("box", side(router))}>{ router.to_string() }</span>
            <span class={classes!("label", at)}>{ &site.address }</span>
            <span class={classes!("label", "role", at)}>{ site.role_name() }</span>
        </>
    }
}
