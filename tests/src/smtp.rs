//! An SMTP server for tests: takes mails, or misbehaves as it is told.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};

/// How long a late answer takes.
pub const LATE: Duration = Duration::from_millis(800);

/// What the server does with mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Takes them.
    Accept,
    /// Refuses the recipient for now: 451.
    Busy,
    /// Refuses the recipient for good: 550.
    Refuse,
    /// Reads the mail and then refuses it for now: 452.
    BusyAfterData,
    /// Reads the mail and then refuses it for good: 554.
    RefuseAfterData,
    /// Takes the mail and hangs up without a word.
    DropAfterData,
    /// Accepts connections and never says anything.
    Tarpit,
    /// Takes the mail and says so after [`LATE`].
    LateAfterData,
    /// Reads the mail and never answers.
    TarpitAfterData,
    /// Greets, and refuses whoever signs in: 535.
    RefuseLogin,
    /// Hangs up at once.
    HangUp,
}

/// A mail that the server has read to its end, whether or not it took it.
#[derive(Clone, Debug)]
pub struct ReceivedMail {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The mail as it came, dots unstuffed.
    pub raw: String,
    /// Whether the server took it over. Where it hung up instead of saying so, it did.
    pub taken: bool,
}

impl ReceivedMail {
    /// A header's value, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let (head, _) = self.raw.split_once("\r\n\r\n")?;
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        head.split("\r\n")
            .find_map(|line| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()))
    }
}

/// A server on a port of its own, stopped when dropped.
pub struct SmtpServer {
    state: Arc<State>,
    port: u16,
    task: JoinHandle<()>,
}

struct State {
    mode: Mutex<Mode>,
    mails: Mutex<Vec<ReceivedMail>>,
    connections: AtomicUsize,
    hang_up: Notify,
}

impl SmtpServer {
    /// Starts a server.
    pub async fn start(mode: Mode) -> Self {
        Self::start_on(0, mode).await
    }

    /// Starts a server on this port: one that comes back.
    pub async fn start_on(port: u16, mode: Mode) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state =
            Arc::new(State { mode: Mutex::new(mode), mails: Mutex::default(), connections: AtomicUsize::new(0), hang_up: Notify::new() });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            // dropped with the task, which ends the connections too
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                connections.spawn(Connection::serve(stream, Arc::clone(&shared)));
            }
        });
        Self { state, port, task }
    }

    /// Behaves otherwise from the next command on.
    pub fn set_mode(&self, mode: Mode) {
        *self.state.mode.lock().unwrap() = mode;
    }

    /// Closes the connections on which nothing is going on.
    pub fn hang_up(&self) {
        self.state.hang_up.notify_waiters();
    }

    /// The server's URL, as `LYCEUM_SMTP_URL` wants it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The same with credentials.
    pub fn url_with_login(&self) -> String {
        format!("smtp://user:password@127.0.0.1:{}", self.port)
    }

    /// Every mail that was read to its end.
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.state.mails.lock().unwrap().clone()
    }

    /// The mails that were taken over.
    pub fn taken(&self) -> Vec<ReceivedMail> {
        self.mails().into_iter().filter(|mail| mail.taken).collect()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Connection {
    stream: BufReader<TcpStream>,
    state: Arc<State>,
    from: String,
    to: Vec<String>,
}

impl Connection {
    async fn serve(stream: TcpStream, state: Arc<State>) {
        let mut connection = Self { stream: BufReader::new(stream), state, from: String::new(), to: Vec::new() };
        // a client that goes away is no fault of the server
        let _ended = connection.talk().await;
    }

    fn mode(&self) -> Mode {
        *self.state.mode.lock().unwrap()
    }

    async fn talk(&mut self) -> std::io::Result<()> {
        match self.mode() {
            Mode::HangUp => return Ok(()),
            Mode::Tarpit => return std::future::pending().await,
            _ => self.say("220 test ready").await?,
        }
        loop {
            let mut line = String::new();
            let read = tokio::select! {
                read = self.stream.read_line(&mut line) => read?,
                () = self.state.hang_up.notified() => 0,
            };
            if read == 0 || !self.obey(line.trim_end()).await? {
                return Ok(());
            }
        }
    }

    /// Answers a command; `false` hangs up.
    async fn obey(&mut self, line: &str) -> std::io::Result<bool> {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match (verb.as_str(), self.mode()) {
            (_, Mode::Tarpit) => return std::future::pending().await,
            (_, Mode::HangUp) => return Ok(false),
            ("EHLO", _) => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN",
            ("AUTH", Mode::RefuseLogin) => "535 5.7.8 wrong password",
            ("AUTH", _) => "235 welcome",
            ("MAIL", _) => {
                self.from = address(line);
                self.to.clear();
                "250 ok"
            }
            ("RCPT", Mode::Busy) => "451 4.3.0 later",
            ("RCPT", Mode::Refuse) => "550 5.1.1 no such user",
            ("RCPT", _) => {
                self.to.push(address(line));
                "250 ok"
            }
            ("DATA", _) => {
                self.say("354 go on").await?;
                return self.read_mail().await;
            }
            ("QUIT", _) => {
                self.say("221 bye").await?;
                return Ok(false);
            }
            ("NOOP" | "RSET", _) => "250 ok",
            _ => "500 what",
        };
        self.say(answer).await?;
        Ok(true)
    }

    async fn read_mail(&mut self) -> std::io::Result<bool> {
        let mut raw = String::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).await? == 0 {
                return Ok(false);
            }
            if line == ".\r\n" {
                break;
            }
            raw.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let mode = self.mode();
        let taken = !matches!(mode, Mode::BusyAfterData | Mode::RefuseAfterData | Mode::TarpitAfterData);
        let mail = ReceivedMail { from: self.from.clone(), to: self.to.clone(), raw, taken };
        self.state.mails.lock().unwrap().push(mail);
        match mode {
            Mode::BusyAfterData => self.say("452 4.2.2 full").await?,
            Mode::RefuseAfterData => self.say("554 5.6.0 not this").await?,
            Mode::DropAfterData => return Ok(false),
            Mode::TarpitAfterData => return std::future::pending().await,
            Mode::LateAfterData => {
                tokio::time::sleep(LATE).await;
                self.say("250 taken").await?;
            }
            _ => self.say("250 taken").await?,
        }
        Ok(true)
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await
    }
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(address, _)| address.to_owned()).unwrap_or_default()
}
