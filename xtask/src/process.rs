//! Child processes that cannot hang: every one has a time limit, and none reads the terminal.
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Why a command of `cargo xtask` stops: a message for the person who typed it.
#[derive(Debug)]
pub struct Failure {
    message: String,
    code: u8,
}

/// The result of everything that can fail here.
pub type Result<T = ()> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            code: 1,
        }
    }

    /// A failure because a program is not there that is not installed without being asked for.
    pub fn missing(message: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            code: 2,
        }
    }

    /// The exit code: 1, or 2 for a missing program.
    pub fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Adds what was being done to an I/O error.
pub trait Context<T> {
    /// `what` is the beginning of the message, such as "cannot write dist/x".
    fn context(self, what: impl fmt::Display) -> Result<T>;
}

impl<T> Context<T> for std::io::Result<T> {
    fn context(self, what: impl fmt::Display) -> Result<T> {
        self.map_err(|e| Failure::new(format!("{what}: {e}")))
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
    check(status, &line(command))
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
    check(status, &line(command))?;
    let bytes = reader
        .join()
        .expect("the reader does not panic")
        .context(name(command))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A process whose output goes to a file until somebody wants it.
pub struct Background {
    child: Child,
    line: String,
    printed: File,
}

impl Background {
    /// Starts `command`, with all of its output into `file`.
    pub fn start(command: &mut Command, file: &Path) -> Result<Background> {
        let writer = File::create(file).context(file.display())?;
        let second = writer.try_clone().context(file.display())?;
        let child = start(command.stdout(writer).stderr(second))?;
        let printed = File::open(file).context(file.display())?;
        Ok(Background {
            child,
            line: line(command),
            printed,
        })
    }

    /// Prints what the process has written and what it goes on writing, until it ends.
    pub fn finish(mut self, limit: Duration) -> Result {
        let printed = &mut self.printed;
        let mut print = || io::copy(printed, &mut io::stderr()).map(|_| ()).context("its output");
        let status = wait_and(&mut self.child, limit, &self.line, &mut print)?;
        print()?;
        check(status, &self.line)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            stop(&mut self.child);
        }
    }
}

/// Starts `command` without a standard input. It leads a process group of its own, so that all that it starts can be ended
/// with it.
pub fn start(command: &mut Command) -> Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let child = command
        .stdin(Stdio::null())
        .spawn()
        .context(format_args!("cannot start {}", name(command)))?;
    running().push(child.id());
    Ok(child)
}

/// Ends a process and all that it started.
fn stop(child: &mut Child) {
    signal("TERM", child.id());
    let patience = Instant::now() + Duration::from_secs(3);
    while Instant::now() < patience && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(Duration::from_millis(50));
    }
    signal("KILL", child.id());
    let _ = child.kill();
    let _ = child.wait();
    running().retain(|group| *group != child.id());
}

/// Makes Ctrl-C, and `kill`, end all that this process has started: a server left behind would keep its port.
pub fn end_children_with_this_process() {
    let handler = || {
        running().iter().for_each(|group| signal("TERM", *group));
        std::process::exit(130);
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        say(format_args!("cannot catch Ctrl-C: {error}"));
    }
}

/// The process groups of the children that run.
fn running() -> MutexGuard<'static, Vec<u32>> {
    static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait(child: &mut Child, limit: Duration, command: &Command) -> Result<ExitStatus> {
    wait_and(child, limit, &line(command), &mut || Ok(()))
}

/// Waits, and does something now and then.
fn wait_and(
    child: &mut Child,
    limit: Duration,
    line: &str,
    meanwhile: &mut dyn FnMut() -> Result,
) -> Result<ExitStatus> {
    let start = Instant::now();
    let mut nap = Duration::from_millis(2);
    loop {
        meanwhile()?;
        if let Some(status) = child.try_wait().context(line)? {
            running().retain(|group| *group != child.id());
            return Ok(status);
        }
        if start.elapsed() > limit {
            stop(child);
            let seconds = limit.as_secs();
            return Err(Failure::new(format!("stopped after {seconds} s: {line}")));
        }
        thread::sleep(nap);
        nap = (nap * 2).min(Duration::from_millis(100));
    }
}

fn check(status: ExitStatus, line: &str) -> Result {
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{status}: {line}")))
    }
}

/// Sends a signal to all processes of a group; where there are no groups, to none.
fn signal(signal: &str, group: u32) {
    let _ = Command::new("kill")
        .args(["-s", signal, "--", &format!("-{group}")])
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
    fn a_process_in_the_background_succeeds_or_fails_as_any_other_and_its_output_is_in_the_file() {
        let file = std::env::temp_dir().join(format!("ikelab-background-{}", std::process::id()));
        let background = |script| Background::start(&mut shell(script), &file).unwrap().finish(minutes(1));
        background("echo one; echo two >&2").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "one\ntwo\n");
        assert!(background("exit 3").unwrap_err().to_string().contains('3'));
        std::fs::remove_file(&file).unwrap();
    }

    #[test]
    fn what_hangs_is_stopped() {
        let failure = output(&mut shell("sleep 1000"), Duration::from_millis(1)).unwrap_err();
        assert!(failure.to_string().starts_with("stopped after"), "{failure}");
    }

    #[test]
    fn what_is_stopped_takes_along_what_it_has_started() {
        let mut child = start(shell("sleep 1000; true").stdout(Stdio::piped())).unwrap();
        let mut pipe = child.stdout.take().unwrap();
        stop(&mut child);
        // This ends when nobody is left who could write.
        pipe.read_to_end(&mut Vec::new()).unwrap();
    }
}
