//! Programs that only the system's package manager can bring: Node.js, npm, Chromium, tshark, Python.
//!
//! On Debian, root gets them installed. Anybody else is told what to install, before anything has been done.
use super::{Need, clean};
use crate::process::{Failure, Result, minutes, output, run, say};
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A program that has to be there, and the Debian package that brings it.
struct Program {
    needed: bool,
    what: &'static str,
    package: &'static str,
    find: fn() -> Option<PathBuf>,
}

/// Makes sure that the system's programs are there. Returns the browser, if it is among `needs`.
pub fn provision(needs: &[Need]) -> Result<Option<PathBuf>> {
    let programs = programs(needs);
    let missing = || {
        programs
            .iter()
            .filter(|p| p.needed && (p.find)().is_none())
            .collect::<Vec<_>>()
    };
    let lacking = missing();
    if !lacking.is_empty() {
        install(&lacking)?;
        let still = missing();
        if !still.is_empty() {
            return Err(Failure::new(advice(&still)));
        }
    }
    Ok(if needs.contains(&Need::Chromium) {
        chromium()
    } else {
        None
    })
}

/// Whether any of `needs` is a program for Node.js, or comes from npm.
pub fn uses_node(needs: &[Need]) -> bool {
    let node = [Need::Node, Need::TestRunner, Need::Trunk, Need::Playwright];
    needs.iter().any(|need| node.contains(need))
}

fn programs(needs: &[Need]) -> [Program; 6] {
    let node = uses_node(needs);
    let browser = needs.contains(&Need::Chromium);
    [
        Program {
            needed: node,
            what: "Node.js",
            package: "nodejs",
            find: || find("node"),
        },
        Program {
            needed: node,
            what: "npm",
            package: "npm",
            find: || find("npm"),
        },
        Program {
            needed: browser,
            what: "Chromium or Chrome",
            package: "chromium",
            find: chromium,
        },
        Program {
            needed: browser,
            what: "chromedriver",
            package: "chromium-driver",
            find: chromedriver,
        },
        Program {
            needed: needs.contains(&Need::Wireshark),
            what: "tshark",
            package: "tshark",
            find: || find("tshark"),
        },
        Program {
            needed: needs.contains(&Need::Python),
            what: "Python 3",
            package: "python3",
            find: || find("python3"),
        },
    ]
}

/// With apt and as root: installs the packages. Otherwise: says what to do.
fn install(missing: &[&Program]) -> Result {
    if find("apt-get").is_none() || !is_root() {
        return Err(Failure::new(advice(missing)));
    }
    let packages: Vec<&str> = missing.iter().map(|p| p.package).collect();
    say(format_args!("apt-get install {}", packages.join(" ")));
    update_package_lists();
    let mut apt = apt_get();
    apt.args(["install", "-y", "--no-install-recommends"]).args(packages);
    run(&mut apt, minutes(15))
}

fn apt_get() -> std::process::Command {
    let mut apt = clean("apt-get");
    let options = "-qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 -o Acquire::http::Timeout=60";
    apt.args(options.split(' '));
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    apt
}

/// Lets root have the newest package lists. Lists that cannot be updated may still do.
pub fn update_package_lists() {
    if !is_root() {
        return;
    }
    say("apt-get update");
    if let Err(failure) = run(apt_get().arg("update"), minutes(5)) {
        say(failure);
    }
}

fn advice(missing: &[&Program]) -> String {
    let what: Vec<&str> = missing.iter().map(|p| p.what).collect();
    let what = what.join(", ");
    if find("apt-get").is_some() {
        let packages: Vec<&str> = missing.iter().map(|p| p.package).collect();
        format!(
            "missing: {what}. Nothing has been done yet; please run\n    sudo apt-get install {}",
            packages.join(" ")
        )
    } else {
        format!(
            "missing: {what}. Nothing has been done yet; please install it (Node.js: https://nodejs.org, tshark: with \
             Wireshark, https://www.wireshark.org, chromedriver: the version of your Chrome, \
             https://googlechromelabs.github.io/chrome-for-testing). The variables CHROMIUM and \
             CHROMEDRIVER say where they are, if they are not on the PATH."
        )
    }
}

/// Whether Debian's `rustc-web` can stand in for rustup's target. If they are not known, new package lists may tell.
pub fn offers_rustc_web() -> bool {
    if find("apt-get").is_none() || find("dpkg").is_none() || env::consts::ARCH != "x86_64" {
        return false;
    }
    let has_candidate = || {
        let policy = output(clean("apt-cache").args(["policy", "rustc-web"]), minutes(1)).unwrap_or_default();
        policy
            .lines()
            .any(|l| l.trim().strip_prefix("Candidate: ").is_some_and(|v| v != "(none)"))
    };
    if has_candidate() {
        return true;
    }
    update_package_lists();
    has_candidate()
}

fn chromium() -> Option<PathBuf> {
    let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    named_by("CHROMIUM")
        .or_else(|| {
            ["chromium", "chromium-browser", "google-chrome", "chrome"]
                .into_iter()
                .find_map(find)
        })
        .or_else(|| mac.is_file().then_some(mac))
}

fn chromedriver() -> Option<PathBuf> {
    named_by("CHROMEDRIVER").or_else(|| find("chromedriver"))
}

fn named_by(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

/// The program of this name on the user's `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    find_in(program, &env::var_os("PATH")?)
}

/// The program of this name in the folders of `path`.
pub fn find_in(program: &str, path: &OsStr) -> Option<PathBuf> {
    env::split_paths(path)
        .map(|folder| folder.join(program))
        .find(|file| is_executable(file))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

fn is_root() -> bool {
    output(clean("id").arg("-u"), Duration::from_secs(10)).is_ok_and(|id| id.trim() == "0")
}
