//! Scenarios by name or from a file.

use ikelab_core::ios;
use ikelab_core::ios::diagnostic::Severity;
use ikelab_core::sim::{self, Scenario};

/// The preset of this name, or the scenario in the file of this name. What is wrong with its configurations is told on
/// standard error: the routers go on without those lines, as a real one would.
pub fn load(name: &str) -> Result<Scenario, String> {
    if let Some(preset) = sim::preset(name) {
        return Ok((preset.scenario)());
    }
    let text = std::fs::read_to_string(name).map_err(|error| {
        let presets: Vec<&str> = sim::PRESETS.iter().map(|preset| preset.name).collect();
        format!(
            "{name}: neither a preset ({}) nor a file that can be read: {error}",
            presets.join(", ")
        )
    })?;
    let scenario: Scenario = serde_json::from_str(&text).map_err(|error| format!("{name}: not a scenario: {error}"))?;
    for (setup, router) in scenario.routers.iter().zip(["R1", "R2"]) {
        for diagnostic in ios::parse(&setup.configuration, setup.platform).1 {
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
    Ok(scenario)
}
