//! `ikelab doctor`: what keeps two routers from building their tunnel.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ikelab_core::doctor::{self, Finding, Note, Report, Stage, Typed};
use ikelab_core::event::RouterId;
use ikelab_core::ios::{Platform, paste};
use ikelab_core::sim::Scenario;
use serde::Serialize;

use crate::scenario;

/// What is examined.
struct Examined {
    scenario: Scenario,
    /// The configuration that was written for a router of which none was given: always R2's.
    written: Option<String>,
}

/// Examines configurations, or a scenario.
pub fn examine(configurations: &[PathBuf], name: Option<&str>, json: bool) -> Result<ExitCode, String> {
    let examined = match name {
        Some(name) => Examined {
            scenario: scenario::load(name)?,
            written: None,
        },
        None => {
            let examined = read(configurations)?;
            let [first, last] = [configurations.first(), configurations.last()].map(|path| path.map(PathBuf::as_path));
            let name = |path: Option<&Path>| path.map_or_else(String::new, |path| path.display().to_string());
            scenario::report([&name(first), &name(last)], &examined.scenario);
            examined
        }
    };
    let report = doctor::examine(&examined.scenario);
    let text = if json {
        let shown = Shown::of(&report, examined.written.as_deref());
        let json = serde_json::to_string_pretty(&shown).map_err(|error| format!("cannot write JSON: {error}"))?;
        json + "\n"
    } else {
        text(&report, examined.written.as_deref())
    };
    crate::print(&text)?;
    Ok(if report.is_well() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}

/// Two files, or one with both configurations, or one with one.
fn read(files: &[PathBuf]) -> Result<Examined, String> {
    let read = |path: &Path| {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok::<String, String>(String::from_utf8_lossy(&bytes).into_owned())
    };
    match files {
        [] => Err("name the configurations of two routers, or a scenario with -s".into()),
        [first, second, ..] => Ok(Examined {
            scenario: doctor::scenario_of([&read(first)?, &read(second)?]),
            written: None,
        }),
        [only] => {
            let text = read(only)?;
            if let Some(pair) = paste::split(&text) {
                // The second keeps the line numbers of the file.
                let above = "\n".repeat(pair.second_begins as usize - 1);
                let second = above + pair.texts[1];
                return Ok(Examined {
                    scenario: doctor::scenario_of([pair.texts[0], &second]),
                    written: None,
                });
            }
            let mirrored = doctor::mirror(&text).map_err(|missing| {
                let name = only.display().to_string();
                scenario::report_one(&name, "R1", &text, Platform::default());
                format!("{name}: one router alone, and {}", missing.message())
            })?;
            Ok(Examined {
                scenario: doctor::scenario_of([&text, &mirrored]),
                written: Some(mirrored),
            })
        }
    }
}

fn text(report: &Report, written: Option<&str>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    if let Some(written) = written {
        let _ = writeln!(
            out,
            "R2's configuration is not known. This mirror image of R1's is taken for it:\n"
        );
        indented(&mut out, "    ", written.lines());
        out.push('\n');
    }
    out.push_str(&stages(report.before));
    for (number, finding) in (1..).zip(&report.findings) {
        write_finding(&mut out, number, finding);
    }
    if !report.findings.is_empty() {
        out.push_str("\nThen:\n");
        out.push_str(&stages(report.after));
    }
    if !report.is_solved() {
        out.push_str("\nNothing that is tried here gets further.\n");
    }
    for (number, Note { problem, lines }) in report.notes.iter().enumerate() {
        out.push_str(if number == 0 { "\nNotes:\n" } else { "" });
        let _ = writeln!(out, "- {}{} {}", problem.message(), places(*lines), problem.reason());
    }
    out
}

fn indented<'l>(out: &mut String, indent: &str, lines: impl Iterator<Item = &'l str>) {
    for line in lines {
        out.extend([indent, line, "\n"]);
    }
}

fn stages(stages: [Stage; 2]) -> String {
    let line = |(router, stage): (RouterId, Stage)| format!("Traffic from {router} {}.\n", stage.words());
    RouterId::BOTH.into_iter().zip(stages).map(line).collect()
}

/// ` (R1 line 3, R2 line 7)`.
fn places(lines: [Option<u32>; 2]) -> String {
    let places = RouterId::BOTH.into_iter().zip(lines);
    let places = places.filter_map(|(router, line)| Some(format!("{router} line {}", line?)));
    match places.collect::<Vec<_>>().join(", ") {
        places if places.is_empty() => places,
        places => format!(" ({places})"),
    }
}

fn write_finding(out: &mut String, number: usize, finding: &Finding) {
    let Finding {
        problem, lines, fix, ..
    } = finding;
    let _ = writeln!(out, "\n{number}. {}{}", problem.message(), places(*lines));
    let _ = writeln!(out, "   {}", problem.reason());
    for Typed { router, lines } in fix {
        let _ = writeln!(out, "   Type at {router}, after `configure terminal`:");
        indented(out, "     ", lines.iter().map(String::as_str));
    }
}

/// The report as JSON: members are added, none is renamed or taken away.
#[derive(Serialize)]
struct Shown {
    /// Whether pings of both routers' hosts go through the tunnel.
    well: bool,
    /// Whether they do after what is to be typed.
    solved: bool,
    before: Both<String>,
    after: Both<String>,
    findings: Vec<ShownFinding>,
    notes: Vec<ShownNote>,
    /// The lines of the configuration that was written for R2.
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<Vec<String>>,
}

/// Something of each router.
#[derive(Serialize)]
struct Both<T> {
    #[serde(rename = "R1")]
    r1: T,
    #[serde(rename = "R2")]
    r2: T,
}

impl<T> From<[T; 2]> for Both<T> {
    fn from([r1, r2]: [T; 2]) -> Self {
        Both { r1, r2 }
    }
}

#[derive(Serialize)]
struct ShownFinding {
    #[serde(flatten)]
    what: ShownNote,
    #[serde(rename = "type")]
    fix: Vec<ShownFix>,
    before: Both<String>,
    after: Both<String>,
}

#[derive(Serialize)]
struct ShownNote {
    kind: &'static str,
    /// The line of each configuration, from 1.
    lines: Both<Option<u32>>,
    message: String,
    reason: &'static str,
}

#[derive(Serialize)]
struct ShownFix {
    router: String,
    lines: Vec<String>,
}

impl Shown {
    fn of(report: &Report, written: Option<&str>) -> Shown {
        let stages = |stages: [Stage; 2]| stages.map(|stage| stage.to_string()).into();
        let what = |problem: &doctor::Problem, lines: [Option<u32>; 2]| ShownNote {
            kind: problem.kind(),
            lines: lines.into(),
            message: problem.message(),
            reason: problem.reason(),
        };
        let finding = |finding: &Finding| ShownFinding {
            what: what(&finding.problem, finding.lines),
            fix: finding.fix.iter().map(ShownFix::of).collect(),
            before: stages(finding.before),
            after: stages(finding.after),
        };
        Shown {
            well: report.is_well(),
            solved: report.is_solved(),
            before: stages(report.before),
            after: stages(report.after),
            findings: report.findings.iter().map(finding).collect(),
            notes: report
                .notes
                .iter()
                .map(|note| what(&note.problem, note.lines))
                .collect(),
            written: written.map(|text| text.lines().map(str::to_owned).collect()),
        }
    }
}

impl ShownFix {
    fn of(typed: &Typed) -> ShownFix {
        ShownFix {
            router: typed.router.to_string(),
            lines: typed.lines.clone(),
        }
    }
}
