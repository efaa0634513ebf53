//! The page: built, served and photographed. Trunk puts it together, as `Trunk.toml` says.
mod finish;
mod weight;

use crate::process::{Context, Failure, Result, minutes, run, say, start};
use crate::provision::{Need, Toolbox, provision};
pub use finish::finish;
use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

/// What it takes to build the page.
pub const NEEDS: [Need; 2] = [Need::Target, Need::Trunk];

/// `cargo xtask build`.
pub fn build() -> Result {
    build_with(&provision(&NEEDS)?)
}

/// Builds the site into `dist/` with tools that are there already.
pub fn build_with(tools: &Toolbox) -> Result {
    fetch_crates(tools)?;
    say("building the page into dist/");
    run(trunk(tools, "build").arg("--release"), minutes(20))?;
    say("the site is in dist/");
    weight::check(tools, &crate::root().join("dist"))
}

/// `cargo xtask serve`.
pub fn serve(port: u16, debug: bool) -> Result {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    check_free(address)?;
    let tools = provision(&NEEDS)?;
    fetch_crates(&tools)?;
    let mut command = trunk(&tools, "serve");
    command.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
    // Not dist/: what Trunk serves also has the script that reloads the page.
    let folder = crate::root().join("target/serve");
    if folder.exists() {
        fs::remove_dir_all(&folder).context(folder.display())?;
    }
    fs::create_dir_all(&folder).context(folder.display())?;
    command.arg("--dist").arg(&folder);
    if !debug {
        command.arg("--release");
    }
    say("building the page");
    let mut trunk = start(&mut command)?;
    wait_until_up(&mut trunk, address, &folder)?;
    say(format_args!("ikelab is at http://{address}/ (Ctrl-C ends it)"));
    let status = trunk.wait().context("trunk serve")?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("trunk serve: {status}")))
    }
}

/// `cargo xtask screenshots`.
pub fn screenshots() -> Result {
    let tools = provision(&[Need::Target, Need::Trunk, Need::Node, Need::Chromium, Need::Playwright])?;
    build_with(&tools)?;
    run(tools.node().arg("tests/browser/screenshots.mjs"), minutes(10))
}

/// Fetches what the page is compiled from: Trunk, kept from looking for tools, keeps cargo from looking for crates too. For all
/// targets: what the compiler itself runs is the host's.
fn fetch_crates(tools: &Toolbox) -> Result {
    let mut cargo = tools.wasm_command("cargo");
    cargo.args(["fetch", "--quiet"]);
    run(&mut cargo, minutes(10))
}

/// Trunk, which finds its tools on the `PATH` and is kept from looking for others.
fn trunk(tools: &Toolbox, task: &str) -> Command {
    let mut trunk = tools.wasm_command("trunk");
    // Trunk reads this variable as a flag of its own and wants true or false.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    trunk.args([task, "--offline"]);
    trunk
}

fn check_free(address: SocketAddr) -> Result {
    match TcpListener::bind(address) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == ErrorKind::AddrInUse => Err(Failure::new(format!(
            "port {} is taken, perhaps by another ikelab. Choose another one:  cargo xtask serve --port {}",
            address.port(),
            address.port().checked_add(1).unwrap_or(8080)
        ))),
        Err(e) => Err(e).context(format_args!("cannot listen on {address}")),
    }
}

/// Returns when Trunk answers and the page is in `folder`. Trunk answers after its first build, even if that has failed: it
/// waits for a source to change and builds anew.
fn wait_until_up(trunk: &mut Child, address: SocketAddr, folder: &Path) -> Result {
    let mut has_failed = false;
    loop {
        if let Some(status) = trunk.try_wait().context("trunk serve")? {
            return Err(Failure::new(format!("the page could not be served (trunk: {status})")));
        }
        if TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok() {
            if folder.join("index.html").is_file() {
                return Ok(());
            }
            if !has_failed {
                say("the page could not be built; it is built again when a source changes");
            }
            has_failed = true;
        }
        thread::sleep(Duration::from_millis(100));
    }
}
