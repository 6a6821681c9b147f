//! One child: started, listened to, stopped.

use std::{
    ffi::OsString,
    io,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::ExitStatus,
    sync::mpsc::{Sender, channel},
    thread,
    time::Duration,
};

use domain::video::VideoFault;
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::{Child, Command},
    runtime::Handle,
    sync::oneshot,
};
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Limit};

/// How much of what a child says last is kept.
const TAIL: usize = 4096;
/// The longest line that is listened to; longer ones are cut.
const LINE: usize = 64 << 10;
const SIGXFSZ: i32 = 25;
const SIGKILL: i32 = 9;
/// What ffmpeg answers when somebody asks it to stop.
const ASKED_TO_STOP: i32 = 255;
/// What ffmpeg answers when most of a file could not be decoded.
const TOO_MANY_ERRORS: i32 = 69;

type Request = (Command, Handle, oneshot::Sender<io::Result<Child>>);

/// Starts children on a thread of its own. The kernel sends the signal of a parent's death when the *thread* that started the child
/// ends, and threads of a runtime come and go.
#[derive(Debug)]
pub(crate) struct Spawner(Sender<Request>);

impl Spawner {
    pub(crate) fn start() -> io::Result<Self> {
        let (sender, requests) = channel::<Request>();
        thread::Builder::new().name("ffmpeg".into()).spawn(move || {
            for (mut command, runtime, answer) in requests {
                let _entered = runtime.enter();
                // nobody waits any more: the handle is dropped, and the child with it
                drop(answer.send(command.spawn()));
            }
        })?;
        Ok(Self(sender))
    }

    async fn spawn(&self, command: Command) -> io::Result<Child> {
        let (answer, child) = oneshot::channel();
        let gone = || io::Error::other("the thread that starts ffmpeg is gone");
        self.0.send((command, Handle::current(), answer)).map_err(|_| gone())?;
        child.await.map_err(|_| gone())?
    }
}

/// One run of a child.
pub(crate) struct Run<'a> {
    pub(crate) command: Command,
    pub(crate) args: Vec<OsString>,
    pub(crate) folder: Option<&'a Path>,
    pub(crate) wall: Duration,
    pub(crate) cancel: &'a CancellationToken,
}

/// Takes a line of a child's output; an error ends the child.
pub(crate) type OnLine<'a> = &'a mut (dyn FnMut(&str) -> Result<(), Error> + Send);

impl Run<'_> {
    /// Runs it to its end. Gives the end of what it said on stderr.
    pub(crate) async fn go(mut self, spawner: &Spawner, on_line: OnLine<'_>) -> Result<String, Error> {
        self.command.args(&self.args);
        if let Some(folder) = self.folder {
            self.command.current_dir(folder);
        }
        let mut child = spawner.spawn(self.command).await?;
        let done = tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Error::Canceled),
            () = tokio::time::sleep(self.wall) => Err(Error::Limit(Limit::Time)),
            done = listen(&mut child, on_line) => done,
        };
        let (status, said) = match done {
            Ok(done) => done,
            Err(error) => {
                // waits for its end, so that nobody meets a child that still writes
                child.kill().await?;
                return Err(error);
            }
        };
        if status.success() { Ok(said) } else { Err(reason(status, said)) }
    }
}

async fn listen(child: &mut Child, on_line: OnLine<'_>) -> Result<(ExitStatus, String), Error> {
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(io::Error::other("a child without output").into());
    };
    let ((), said) = tokio::try_join!(lines(stdout, on_line), tail(stderr))?;
    Ok((child.wait().await?, said))
}

async fn lines(mut from: impl AsyncRead + Unpin, on_line: OnLine<'_>) -> Result<(), Error> {
    let mut buffer = vec![0; 16 << 10];
    let mut line = Vec::new();
    loop {
        let read = from.read(&mut buffer).await?;
        for byte in buffer.get(..read).unwrap_or_default() {
            if *byte == b'\n' {
                on_line(&String::from_utf8_lossy(&line))?;
                line.clear();
            } else if line.len() < LINE {
                line.push(*byte);
            }
        }
        if read == 0 {
            return if line.is_empty() { Ok(()) } else { on_line(&String::from_utf8_lossy(&line)) };
        }
    }
}

async fn tail(mut from: impl AsyncRead + Unpin) -> Result<String, Error> {
    let mut buffer = vec![0; TAIL];
    let mut kept = Vec::new();
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(String::from_utf8_lossy(&kept).into_owned());
        }
        kept.extend_from_slice(buffer.get(..read).unwrap_or_default());
        kept.drain(..kept.len().saturating_sub(TAIL));
    }
}

/// Why a child failed, by its status and its words.
fn reason(status: ExitStatus, said: String) -> Error {
    let says = |words: &str| said.contains(words);
    match status.signal() {
        Some(SIGKILL) => return Error::Limit(Limit::Cpu),
        Some(SIGXFSZ) => return Error::NoSpace,
        Some(signal) => return Error::Failed(format!("signal {signal}: {said}")),
        None => {}
    }
    if status.code() == Some(ASKED_TO_STOP) && said.is_empty() {
        return io::Error::from(io::ErrorKind::Interrupted).into();
    }
    if says("No space left on device") || says("File too large") || says("Disk quota exceeded") {
        return Error::NoSpace;
    }
    if says("Cannot allocate memory") {
        return Error::Limit(Limit::Memory);
    }
    if status.code() == Some(TOO_MANY_ERRORS) || says("Invalid data found when processing input") {
        return damaged();
    }
    Error::Failed(format!("{status}: {said}"))
}

/// The fault of a file that is broken inside.
pub(crate) fn damaged() -> Error {
    Error::file(
        VideoFault::Damaged,
        "The file is broken or ends too early. Play it to the end on your computer; export and upload it again.",
    )
}
