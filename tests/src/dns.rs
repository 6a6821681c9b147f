//! DNS for tests: records that a test sets, and a real server that answers with them over UDP.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use outbound::dns::{Dns, DnsError};
use serde_json::Value;
use tokio::{net::UdpSocket, task::JoinHandle};

/// DNS as a test wants it to be.
#[derive(Debug, Default)]
pub struct FakeDns {
    records: Mutex<HashMap<String, Vec<String>>>,
    is_silent: AtomicBool,
    asked: AtomicUsize,
}

impl FakeDns {
    /// Puts TXT records at a name, in place of those that were there.
    pub fn set(&self, name: &str, values: &[&str]) {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.records.lock().unwrap().insert(name.to_owned(), values);
    }

    /// Puts every record of a sending domain, as the API shows it, where it belongs.
    pub fn publish(&self, domain: &Value) {
        for record in domain["records"].as_array().unwrap().iter().filter(|record| record["key"] != "retired") {
            self.set(record["name"].as_str().unwrap(), &[record["value"].as_str().unwrap()]);
        }
    }

    /// Answers no more, or again.
    pub fn silence(&self, is_silent: bool) {
        self.is_silent.store(is_silent, Ordering::SeqCst);
    }

    /// How many questions were asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Dns for FakeDns {
    async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.is_silent.load(Ordering::SeqCst) {
            return Err(DnsError("silence".to_owned()));
        }
        Ok(self.records.lock().unwrap().get(name).cloned().unwrap_or_default())
    }
}

/// What a DNS server says of a name.
#[derive(Clone, Debug)]
pub enum Said {
    /// TXT records, each of some strings.
    Texts(Vec<Vec<String>>),
    /// The name exists and has no TXT record.
    Nothing,
    /// There is no such name.
    NoName,
    /// It cannot say.
    Failure,
    /// Not a word.
    Silence,
}

/// A DNS server on a port of its own, stopped when dropped.
pub struct DnsServer {
    /// Where it listens.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl DnsServer {
    /// Starts a server that knows these names; others do not exist.
    pub async fn start(names: Vec<(&str, Said)>) -> Self {
        let names: Arc<HashMap<String, Said>> = Arc::new(names.into_iter().map(|(name, said)| (name.to_owned(), said)).collect());
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let mut question = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut question).await {
                if let Some(answer) = answer(&question[..length], &names) {
                    socket.send_to(&answer, from).await.unwrap();
                }
            }
        });
        Self { address, task }
    }
}

impl Drop for DnsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// RFC 1035, 4.1: a header of 12 bytes, the question again, the answers.
fn answer(question: &[u8], names: &HashMap<String, Said>) -> Option<Vec<u8>> {
    let mut labels = Vec::new();
    let mut at = 12;
    while question[at] != 0 {
        let length = usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..=at + length]).to_lowercase());
        at += length + 1;
    }
    let end_of_question = at + 5;
    let (code, texts) = match names.get(&labels.join(".")).cloned().unwrap_or(Said::NoName) {
        Said::Texts(texts) => (0, texts),
        Said::Nothing => (0, Vec::new()),
        Said::NoName => (3, Vec::new()),
        Said::Failure => (2, Vec::new()),
        Said::Silence => return None,
    };
    let count = u8::try_from(texts.len()).unwrap();
    let mut answer = vec![question[0], question[1], 0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0];
    answer.extend_from_slice(&question[12..end_of_question]);
    for strings in texts {
        let data: Vec<u8> = strings.iter().flat_map(|text| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()).collect();
        answer.extend_from_slice(&[0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
        answer.extend_from_slice(&u16::try_from(data.len()).unwrap().to_be_bytes());
        answer.extend_from_slice(&data);
    }
    Some(answer)
}
