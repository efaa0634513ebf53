//! Child processes that cannot hang: every one has a time limit, and none reads the terminal.
use std::fmt;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Why a command of `cargo xtask` stops: a message for the person who typed it.
#[derive(Debug)]
pub struct Failure(String);

/// The result of everything that can fail here.
pub type Result<T = ()> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Failure(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Adds what was being done to an I/O error.
pub trait Context<T> {
    /// `what` is the beginning of the message, such as "cannot write dist/x".
    fn context(self, what: impl fmt::Display) -> Result<T>;
}

impl<T> Context<T> for std::io::Result<T> {
    fn context(self, what: impl fmt::Display) -> Result<T> {
        self.map_err(|e| Failure(format!("{what}: {e}")))
    }
}

/// Prints a line of progress.
pub fn say(message: impl fmt::Display) {
    eprintln!("[xtask] {message}");
}

/// A limit in minutes.
pub const fn minutes(n: u64) -> Duration {
    Duration::from_secs(60 * n)
}

/// Runs `command` with its output on the terminal.
pub fn run(command: &mut Command, limit: Duration) -> Result {
    let mut child = start(command)?;
    let status = wait(&mut child, limit, command)?;
    check(status, command)
}

/// Runs `command` and returns what it writes to standard output; standard error is dropped.
pub fn output(command: &mut Command, limit: Duration) -> Result<String> {
    let mut child = start(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
    let mut pipe = child.stdout.take().expect("standard output is piped");
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).map(|_| bytes)
    });
    let status = wait(&mut child, limit, command)?;
    check(status, command)?;
    let bytes = reader
        .join()
        .expect("the reader does not panic")
        .context(name(command))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Starts `command` without a standard input.
pub fn start(command: &mut Command) -> Result<Child> {
    command
        .stdin(Stdio::null())
        .spawn()
        .context(format_args!("cannot start {}", name(command)))
}

/// Ends a process and all that it started.
pub fn stop(child: &mut Child) {
    let family = descendants(child.id());
    signal("-TERM", &family);
    let patience = Instant::now() + Duration::from_secs(3);
    while Instant::now() < patience && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(Duration::from_millis(50));
    }
    signal("-KILL", &family);
    let _ = child.kill();
    let _ = child.wait();
}

/// Makes Ctrl-C, and `kill`, end all that this process has started: a server left behind would keep its port.
pub fn end_children_with_this_process() {
    let handler = || {
        let family = descendants(std::process::id());
        signal("-TERM", &family[1..]);
        std::process::exit(130);
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        say(format_args!("cannot catch Ctrl-C: {error}"));
    }
}

fn wait(child: &mut Child, limit: Duration, command: &Command) -> Result<ExitStatus> {
    let start = Instant::now();
    let mut nap = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait().context(name(command))? {
            return Ok(status);
        }
        if start.elapsed() > limit {
            stop(child);
            let seconds = limit.as_secs();
            return Err(Failure(format!("stopped after {seconds} s: {}", line(command))));
        }
        thread::sleep(nap);
        nap = (nap * 2).min(Duration::from_millis(100));
    }
}

fn check(status: ExitStatus, command: &Command) -> Result {
    if status.success() {
        Ok(())
    } else {
        Err(Failure(format!("{status}: {}", line(command))))
    }
}

/// `pid`, then the processes below it, as far as `ps` can tell.
fn descendants(pid: u32) -> Vec<String> {
    let table = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output();
    let table = table
        .map(|o| String::from_utf8_lossy(&o.stdout).into_owned())
        .unwrap_or_default();
    let pairs: Vec<(&str, &str)> = table
        .lines()
        .filter_map(|l| l.trim().split_once(char::is_whitespace))
        .map(|(a, b)| (a, b.trim()))
        .collect();
    let mut family = vec![pid.to_string()];
    let mut next = 0;
    while let Some(parent) = family.get(next).cloned() {
        family.extend(
            pairs
                .iter()
                .filter(|(_, ppid)| *ppid == parent)
                .map(|(pid, _)| pid.to_string()),
        );
        next += 1;
    }
    family
}

fn signal(signal: &str, pids: &[String]) {
    let _ = Command::new("kill")
        .arg(signal)
        .args(pids)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// The command as it would be typed.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn output_is_returned() {
        assert_eq!(output(&mut shell("echo hello"), minutes(1)).unwrap(), "hello\n");
    }

    #[test]
    fn a_failure_names_the_command_and_its_status() {
        let failure = run(&mut shell("exit 3"), minutes(1)).unwrap_err().to_string();
        assert!(failure.contains('3') && failure.contains("sh -c exit 3"), "{failure}");
    }

    #[test]
    fn what_hangs_is_stopped_with_its_children() {
        let start = Instant::now();
        let failure = output(&mut shell("sleep 60; true"), Duration::from_millis(200)).unwrap_err();
        assert!(failure.to_string().starts_with("stopped after"), "{failure}");
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
