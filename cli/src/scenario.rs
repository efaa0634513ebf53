//! Scenarios by name, from a file or from a link.

use ikelab_core::ios::diagnostic::Severity;
use ikelab_core::ios::{self, Platform};
use ikelab_core::sim::{self, Kind, Scenario};
use ikelab_share::{self as share, LinkError, Opened, View};

/// The scenario of [`open`].
pub fn load(name: &str) -> Result<Scenario, String> {
    open(name).map(|opened| opened.scenario)
}

/// The preset of this name, what is in this link, or what is in the file of this name. What is wrong with the
/// configurations is told on standard error: the routers go on without those lines, as a real one would.
pub fn open(name: &str) -> Result<Opened, String> {
    if let Some(preset) = sim::preset(name) {
        return Ok(opened((preset.scenario)(), View::default()));
    }
    let opened = if name.contains('#') {
        link(name)?
    } else {
        match std::fs::read_to_string(name) {
            Ok(text) => {
                let (scenario, view) = share::file::read(&text).map_err(|error| format!("{name}: {error}"))?;
                opened(scenario, view)
            }
            Err(_) if is_fragment(name) => link(name)?,
            Err(error) => {
                return Err(format!(
                    "{name}: neither a preset (`ikelab scenario --list` names them), nor a link, nor a file that can be read: {error}"
                ));
            }
        }
    };
    report([name; 2], &opened.scenario);
    Ok(opened)
}

fn opened(scenario: Scenario, view: View) -> Opened {
    Opened {
        scenario,
        view,
        keys_left_out: 0,
    }
}

/// The presets by what they show, each with its name, its title and what is to be seen in it.
pub fn presets() -> String {
    let mut text = String::new();
    for kind in Kind::ALL {
        text += kind.title();
        text += "\n";
        for preset in sim::PRESETS.iter().filter(|preset| preset.kind == kind) {
            text += &format!("  {:<21} {}\n{:24}{}\n", preset.name, preset.title, "", preset.about);
        }
    }
    text
}

/// Whether a name can be a link without its `#`: the version, then base64url.
fn is_fragment(name: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    name.starts_with(|first: char| first.is_ascii_digit()) && name.bytes().all(is_digit)
}

fn link(link: &str) -> Result<Opened, String> {
    let opened = match share::decode(link) {
        Err(error @ LinkError::NewerParts(_)) => {
            eprintln!("ikelab: {error}");
            error.nearest().cloned().ok_or(error)
        }
        read => read,
    }
    .map_err(|error| error.to_string())?;
    if opened.keys_left_out > 0 {
        eprintln!(
            "ikelab: the link was made without its {} pre-shared key(s): key-left-out-1 and so on stand for them",
            opened.keys_left_out
        );
    }
    Ok(opened)
}

/// Tells what is wrong with the configurations, which are in the files or scenarios of these names.
pub fn report(names: [&str; 2], scenario: &Scenario) {
    for ((setup, router), name) in scenario.routers.iter().zip(["R1", "R2"]).zip(names) {
        report_one(name, router, &setup.configuration, setup.platform);
    }
}

/// Tells what is wrong with one configuration.
pub fn report_one(name: &str, router: &str, configuration: &str, platform: Platform) {
    for diagnostic in ios::parse(configuration, platform).1 {
        let kind = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => continue,
        };
        eprintln!(
            "ikelab: {name}: {router} line {}: {kind}: {}",
            diagnostic.line, diagnostic.message
        );
    }
}
