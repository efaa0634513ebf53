//! The folder of the user that holds the installed tools, shared by all clones.
use crate::process::{Context, Failure, Result, minutes, say};
use fs4::{FileExt, TryLockError};
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long one run waits for another that is installing.
const PATIENCE: Duration = minutes(40);

/// `$IKELAB_TOOLS`, else `$XDG_CACHE_HOME/ikelab`, else `~/.cache/ikelab`, else `.tools` in the project.
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// Finds or makes the folder.
    pub fn open() -> Result<Self> {
        let set = |name| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let folder = set("IKELAB_TOOLS")
            .or_else(|| set("XDG_CACHE_HOME").map(|p| p.join("ikelab")))
            .or_else(|| set("HOME").map(|p| p.join(".cache/ikelab")))
            .unwrap_or_else(|| crate::root().join(".tools"));
        fs::create_dir_all(&folder).context(format_args!("cannot make {}", folder.display()))?;
        let folder = folder.canonicalize().context(folder.display())?;
        Ok(Store { folder })
    }

    /// Where `name` is, or will be. An install that exists is complete.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Returns the folder of `name`, after `make` has filled it if it was not there.
    pub fn install(&self, name: &str, make: impl FnOnce(&Path) -> Result) -> Result<PathBuf> {
        let done = self.path(name);
        if done.exists() {
            return Ok(done);
        }
        let _lock = self.lock()?;
        if done.exists() {
            return Ok(done); // by the run that we waited for
        }
        let partial = self.path(&format!("{name}.partial"));
        remove(&partial)?;
        fs::create_dir(&partial).context(format_args!("cannot make {}", partial.display()))?;
        say(format_args!("installing {name} into {}", self.folder.display()));
        let start = Instant::now();
        make(&partial)?;
        fs::rename(&partial, &done).context(format_args!("cannot make {}", done.display()))?;
        say(format_args!("{name} is installed ({} s)", start.elapsed().as_secs()));
        Ok(done)
    }

    /// Forgets an install that no longer works.
    pub fn discard(&self, name: &str) -> Result {
        let _lock = self.lock()?;
        remove(&self.path(name))
    }

    /// One install at a time, over all clones: they would only fight for the processor.
    pub fn lock(&self) -> Result<File> {
        let path = self.path("lock");
        let file = File::create(&path).context(format_args!("cannot write {}", path.display()))?;
        let start = Instant::now();
        let mut told = false;
        // Written out: from Rust 1.89 on, `File` has a method of the same name, with another error.
        while let Err(error) = FileExt::try_lock(&file) {
            if let TryLockError::Error(error) = error {
                return Err(error).context(path.display());
            }
            if start.elapsed() > PATIENCE {
                return Err(Failure::new(format!(
                    "{} is still locked by another run",
                    path.display()
                )));
            }
            if !told {
                say("another run is installing tools: waiting for it");
                told = true;
            }
            thread::sleep(Duration::from_millis(200));
        }
        Ok(file)
    }
}

fn remove(folder: &Path) -> Result {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).context(format_args!("cannot remove {}", folder.display()))
}
