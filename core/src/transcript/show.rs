//! `show …`: which command prints what, and the lines that a filter leaves of it.

use alloc::format;
use alloc::string::String;

use super::exec::{field, modelled};
use super::{
    show_access_lists, show_crypto_ipsec_sa, show_crypto_isakmp_sa, show_crypto_map, show_debugging, show_engine,
    show_ip, show_ipsec, show_isakmp, show_system,
};
use crate::ios::RunningConfig;
use crate::ios::diagnostic::{Basis, Source};
use crate::ios::exec::ShowLine;
use crate::ios::grammar::exec::Show;
use crate::ios::messages::Words;
use crate::ios::running_config;
use crate::status::RouterStatus;
use crate::time::{SimTime, WallClock};

/// What a `show` command sees.
pub(super) struct Moment<'a> {
    /// The router.
    pub status: &'a RouterStatus,
    /// What its clock showed at the start.
    pub clock: WallClock,
    /// Now.
    pub now: SimTime,
    /// Records printed so far.
    pub records: u64,
}

/// What a `show` command prints.
pub(super) fn show(line: &ShowLine, moment: &Moment<'_>) -> Words {
    let Words { text, basis } = unfiltered(line, moment);
    let (head, body) = match line.what {
        // IOS: field: what is printed while the configuration is built is not filtered.
        Show::RunningConfig => ("Building configuration...\n\n", text),
        _ => ("", text),
    };
    let body = match &line.filter {
        Some(filter) => filter.apply(&body),
        None => body,
    };
    Words {
        text: format!("{head}{body}"),
        basis,
    }
}

fn unfiltered(line: &ShowLine, moment: &Moment<'_>) -> Words {
    let Moment { status, now, .. } = *moment;
    let config: &RunningConfig = &status.console.config;
    match line.what {
        Show::AccessLists => field(show_access_lists::show_access_lists(status, line.access_list.as_ref())),
        Show::Clock => field(show_system::clock(moment)),
        Show::EngineAccelerator => modelled(show_engine::accelerator(status)),
        Show::EngineConfiguration => modelled(show_engine::configuration(status)),
        Show::IpsecSa => seed(show_crypto_ipsec_sa(status, now)),
        Show::IpsecLifetime => field(show_ipsec::lifetime(config)),
        Show::IpsecTransformSet => field(show_ipsec::transform_sets(config)),
        Show::IsakmpKey => field(show_isakmp::keys(config)),
        Show::IsakmpPolicy => field(show_isakmp::policies(config)),
        Show::IsakmpSa => seed(show_crypto_isakmp_sa(status, now)),
        Show::IsakmpSaDetail => field(show_isakmp::sa_detail(status, now)),
        Show::CryptoMap => seed(show_crypto_map(status)),
        Show::Debugging => seed(show_debugging(status.console.debugging)),
        Show::IpInterfaceBrief => field(show_ip::interface_brief(status)),
        Show::IpRoute => field(show_ip::route(config)),
        Show::Logging => field(show_system::logging(moment)),
        Show::RunningConfig => seed(running_config(config)),
        Show::StartupConfig => seed(startup_config(&status.console.startup)),
        Show::Version => modelled(show_system::version(moment)),
    }
}

fn seed(text: String) -> Words {
    Words {
        text,
        basis: Basis::Ios(Source::Seed),
    }
}

/// IOS: field, for the line above the configuration.
fn running_config(config: &RunningConfig) -> String {
    let text = running_config::show(config);
    format!("Current configuration : {} bytes\n!\n{text}", text.len())
}

/// IOS: field, for the line above the configuration; Modelled: the memory's size.
fn startup_config(config: &RunningConfig) -> String {
    let text = running_config::show(config);
    format!("Using {} out of 129016 bytes\n!\n{text}", text.len())
}
